// Draws, texts, buckets, ids: what everything else stands on.
#include <gtest/gtest.h>

#include <set>

#include "simcloud/agenda.h"
#include "simcloud/aws_ids.h"
#include "simcloud/catalog.h"
#include "simcloud/draws.h"
#include "simcloud/faults.h"
#include "simcloud/text_pool.h"
#include "simcloud/token_buckets.h"

namespace mirante::simcloud {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Draws, FollowFromTheSeedAndTheKeyAlone) {
  const Draws one(7), same(7), other(8);

  EXPECT_EQ(one.at(Purpose::instance_id, {1, 2}), same.at(Purpose::instance_id, {1, 2}));
  EXPECT_NE(one.at(Purpose::instance_id, {1, 2}), other.at(Purpose::instance_id, {1, 2}));
  EXPECT_NE(one.at(Purpose::instance_id, {1, 2}), one.at(Purpose::instance_id, {2, 1}));
  EXPECT_NE(one.at(Purpose::instance_id, {1}), one.at(Purpose::volume_id, {1}));
}

TEST(Draws, StayWithinTheirBoundsAndReachThem) {
  const Draws draws(1);
  std::set<std::int64_t> seen;

  for (std::uint64_t i = 0; i < 2000; ++i)
    seen.insert(draws
                    .between(seconds(8),
                             seconds(8) + milliseconds(0) + std::chrono::microseconds(3),
                             Purpose::state_duration, {i})
                    .count());

  EXPECT_EQ(*seen.begin(), 8'000'000);
  EXPECT_EQ(*seen.rbegin(), 8'000'003);
  EXPECT_EQ(seen.size(), 4u);
}

TEST(Mix, IsUndoneByUnmix) {
  for (std::uint64_t value : {0ULL, 1ULL, 0xdeadbeefULL, ~0ULL, 0x0123456789abcdefULL})
    EXPECT_EQ(unmix(mix(value)), value);
}

TEST(TextPool, KeepsEachTextOnce) {
  TextPool pool;
  const auto name = pool.put("Name");
  for (int i = 0; i < 10'000; ++i) pool.put("servidor-" + std::to_string(i));

  EXPECT_EQ(pool.put("Name"), name);
  EXPECT_EQ(pool.view(name), "Name");
  EXPECT_EQ(pool.view(pool.put("servidor-7777")), "servidor-7777");
  EXPECT_EQ(pool.put(""), Text{});
  EXPECT_EQ(pool.count(), 10'002u);
}

TEST(TextPool, TakesTextsLargerThanItsBlocks) {
  TextPool pool;
  const std::string large(200'000, 'x');

  const auto text = pool.put(large);
  pool.put("small");

  EXPECT_EQ(pool.view(text), large);
}

TEST(AwsIds, AreWrittenWithSeventeenDigits) {
  EXPECT_EQ(format_id("i-", 0xabc), "i-00000000000000abc");
  EXPECT_EQ(parse_id("i-", "i-00000000000000abc").value, 0xabcu);
}

TEST(AwsIds, TellMalformedOnesFromUnknownOnes) {
  EXPECT_EQ(parse_id("i-", "i-xyz").form, ParsedId::Form::malformed);
  EXPECT_EQ(parse_id("i-", "vol-00000000000000abc").form, ParsedId::Form::malformed);
  EXPECT_EQ(parse_id("i-", "i-0000000000000ABC").form, ParsedId::Form::malformed);
  EXPECT_EQ(parse_id("i-", "i-1234abcd").form, ParsedId::Form::foreign);
  EXPECT_EQ(parse_id("i-", "i-f0000000000000abc").form, ParsedId::Form::foreign);
  EXPECT_EQ(parse_id("i-", "i-0f000000000000abc").form, ParsedId::Form::ours);
}

TEST(TokenBuckets, GiveTheirCapacityAtOnceAndThenWhatIsRefilled) {
  TokenBuckets buckets;
  const BucketSize size{5, 2};
  const Instant begin;

  int first = 0, later = 0;
  for (int i = 0; i < 10; ++i) first += buckets.take("a", size, 1, begin);
  for (int i = 0; i < 10; ++i) later += buckets.take("a", size, 1, begin + seconds(1));

  EXPECT_EQ(first, 5);
  EXPECT_EQ(later, 2);
  EXPECT_TRUE(buckets.take("b", size, 5, begin + seconds(1)));
}

TEST(TokenBuckets, HaveTheSizesThatAwsPublishes) {
  EXPECT_EQ(request_bucket("ec2", "DescribeInstances", Scan::narrowed), (BucketSize{100, 20}));
  EXPECT_EQ(request_bucket("ec2", "DescribeInstances", Scan::whole), (BucketSize{50, 10}));
  EXPECT_EQ(request_bucket("ec2", "StopInstances", Scan::narrowed), (BucketSize{50, 5}));
  EXPECT_EQ(request_bucket("ec2", "StartInstances", Scan::narrowed), (BucketSize{5, 2}));
  EXPECT_EQ(request_bucket("kms", "ListKeys", Scan::narrowed), (BucketSize{500, 500}));
  EXPECT_EQ(request_bucket("kms", "CreateKey", Scan::narrowed), (BucketSize{5, 5}));
  EXPECT_EQ(request_bucket("sns", "ListTopics", Scan::narrowed), (BucketSize{30, 30}));
  EXPECT_EQ(request_bucket("cloudwatch", "PutMetricAlarm", Scan::narrowed), (BucketSize{3, 3}));
  EXPECT_EQ(request_bucket("route53", "GetChange", Scan::narrowed), (BucketSize{5, 5}));
  EXPECT_EQ(bucket_of("route53", "GetChange"), bucket_of("route53", "ListHostedZones"));
  EXPECT_NE(bucket_of("kms", "ListKeys"), bucket_of("kms", "ListAliases"));
  EXPECT_EQ(resource_bucket("ec2", "StartInstances"), (BucketSize{1000, 2}));
  EXPECT_EQ(resource_bucket("ec2", "DescribeInstances"), BucketSize{});
}

TEST(Agenda, HandsOutWhatIsDueInOrder) {
  Agenda agenda;
  const Instant begin;
  agenda.plan({.at = begin + seconds(2), .id = 2});
  agenda.plan({.at = begin + seconds(1), .id = 1});
  agenda.plan({.at = begin + seconds(2), .id = 3});

  EXPECT_EQ(agenda.take().id, 1u);
  EXPECT_EQ(agenda.take().id, 2u);
  EXPECT_EQ(agenda.take().id, 3u);
  EXPECT_EQ(agenda.next(), Instant::max());
}

TEST(Faults, HitAsOftenAsTheRuleSays) {
  Faults faults;
  const Draws draws(3);
  faults.add({.kind = FaultKind::throttle, .action = "Describe*", .rate = 0.25});
  faults.add({.kind = FaultKind::reset, .action = "StopInstances", .times = 2});

  int describes = 0, stops = 0;
  for (std::uint64_t call = 0; call < 4000; ++call)
    describes += faults.plan({"1", "sa-east-1", "ec2", "DescribeInstances"}, call, {}, draws)
                     .rule.has_value();
  for (std::uint64_t call = 0; call < 10; ++call)
    stops +=
        faults.plan({"1", "sa-east-1", "ec2", "StopInstances"}, call, {}, draws).rule.has_value();

  EXPECT_NEAR(describes, 1000, 100);
  EXPECT_EQ(stops, 2);
}

TEST(Catalog, KnowsZonesAndWhatTheyOffer) {
  const auto region = find_region("sa-east-1");
  ASSERT_TRUE(region);

  EXPECT_EQ(zone_name(*region, 1), "sa-east-1b");
  EXPECT_EQ(zone_id(*region, 1), "sae1-az2");
  EXPECT_EQ(find_zone(*region, "sa-east-1c"), 2);
  EXPECT_FALSE(find_zone(*region, "us-east-1a"));
  EXPECT_EQ(type_facts(*find_type("m5.large")).memory_mib, 8192u);
  EXPECT_EQ(type_facts(*find_type("t3.micro")).vcpus, 2);
  EXPECT_TRUE(is_offered(*find_type("m5.large"), *region, 2));
  EXPECT_FALSE(is_offered(*find_type("m4.large"), *region, 2));
}

}  // namespace
}  // namespace mirante::simcloud
