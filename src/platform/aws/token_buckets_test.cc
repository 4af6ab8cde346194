#include "platform/aws/token_buckets.h"

#include <gtest/gtest.h>

#include "base/task_group.h"
#include "platform/runtime/simulated_loop.h"

namespace mirante::aws {
namespace {

using namespace std::chrono_literals;
using Urgency = TokenBuckets::Urgency;

constexpr wire::Service ec2{.id = "ec2", .endpoint_prefix = "ec2", .signing_name = "ec2"};
const BucketKey key{.region = "sa-east-1", .service = "ec2", .operation = "DescribeInstances"};

class Buckets : public ::testing::Test {
 protected:
  Task<void> taken(TokenBuckets& buckets, BucketSize size, double tokens, Urgency urgency,
                   std::string name) {
    co_await buckets.take(key, size, tokens, urgency);
    order += name;
    at = loop.clock().steady();
  }

  SimulatedLoop loop{from_micros(0)};
  const Steady began = loop.clock().steady();
  std::string order;
  Steady at;
};

TEST_F(Buckets, LetAFullBucketThroughAtOnceAndThenAtItsRate) {
  TokenBuckets buckets(loop, 1.0);

  for (int i = 0; i < 10; ++i) loop.run(taken(buckets, {10, 2}, 1, Urgency::usual, "."));
  EXPECT_EQ(at, began);
  for (int i = 0; i < 6; ++i) loop.run(taken(buckets, {10, 2}, 1, Urgency::usual, "."));

  EXPECT_EQ(order.size(), 16);
  EXPECT_NEAR((at - began) / 1.0us, 3e6, 100);
}

TEST_F(Buckets, UseOnlyTheirShare) {
  TokenBuckets buckets(loop, 0.7);

  for (int i = 0; i < 70; ++i) loop.run(taken(buckets, {100, 20}, 1, Urgency::usual, "."));
  EXPECT_EQ(at, began);
  loop.run(taken(buckets, {100, 20}, 1, Urgency::usual, "."));

  EXPECT_NEAR((at - began) / 1.0us, 1e6 / 14, 100);
}

TEST_F(Buckets, UseAnotherShareFromTheMomentItIsSaid) {
  TokenBuckets buckets(loop, 1.0);
  for (int i = 0; i < 60; ++i) loop.run(taken(buckets, {100, 20}, 1, Urgency::usual, "."));

  buckets.use_share(0.2);  // 40 tokens are left, 20 fit.
  for (int i = 0; i < 20; ++i) loop.run(taken(buckets, {100, 20}, 1, Urgency::usual, "."));
  EXPECT_EQ(at, began);
  loop.run(taken(buckets, {100, 20}, 1, Urgency::usual, "."));

  EXPECT_NEAR((at - began) / 1.0us, 1e6 / 4, 100);
}

TEST_F(Buckets, ServeWhoeverWaitsForMoreThanTheNewShareHolds) {
  TokenBuckets buckets(loop, 1.0);
  loop.run(taken(buckets, {100, 10}, 100, Urgency::usual, "first "));
  const auto waiting = taken(buckets, {100, 10}, 100, Urgency::usual, "second");
  SimulatedLoop::start(waiting);

  buckets.use_share(0.1);  // Holds 10, one of them each second.
  loop.advance(10s + 1ms);

  EXPECT_EQ(order, "first second");
}

TEST_F(Buckets, LetOneCallThroughWhereTheShareIsLessThanAToken) {
  TokenBuckets buckets(loop, 0.1);

  loop.run(taken(buckets, {5, 2}, 1, Urgency::usual, "."));

  EXPECT_EQ(at, began);
}

TEST_F(Buckets, ServeInOrderAndUrgentOnesFirst) {
  TokenBuckets buckets(loop, 1.0);
  loop.run(taken(buckets, {1, 1}, 1, Urgency::usual, ""));
  const auto everybody = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    for (const auto* name : {"a", "b", "c"})
      group.spawn(taken(buckets, {1, 1}, 1, Urgency::usual, name));
    group.spawn(taken(buckets, {1, 1}, 1, Urgency::urgent, "X"));
    group.spawn(taken(buckets, {1, 1}, 1, Urgency::urgent, "Y"));
    co_await group.join();
  };

  loop.run(everybody());

  EXPECT_EQ(order, "XYabc");
  EXPECT_NEAR((at - began) / 1.0us, 5e6, 100);
}

TEST_F(Buckets, DoNotLetALateComerOvertakeOneThatWantsMuch) {
  TokenBuckets buckets(loop, 1.0);
  loop.run(taken(buckets, {10, 1}, 10, Urgency::usual, ""));
  const auto everybody = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    group.spawn(taken(buckets, {10, 1}, 5, Urgency::usual, "M"));
    group.spawn(taken(buckets, {10, 1}, 1, Urgency::usual, "s"));
    co_await group.join();
  };

  loop.run(everybody());

  EXPECT_EQ(order, "Ms");
}

TEST_F(Buckets, GiveUpThePlaceOfWhoIsCancelled) {
  TokenBuckets buckets(loop, 1.0);
  loop.run(taken(buckets, {10, 1}, 10, Urgency::usual, ""));
  const auto everybody = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    group.spawn(taken(buckets, {10, 1}, 1, Urgency::usual, "b"));
    try {
      co_await with_deadline(loop, began + 500ms, "the first",
                             taken(buckets, {10, 1}, 9, Urgency::urgent, "a"));
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().kind, ErrorKind::timeout);
      EXPECT_EQ(buckets.waiting(key), 1);
    }
    co_await group.join();
  };

  loop.run(everybody());

  EXPECT_EQ(order, "b");
  EXPECT_NEAR((at - began) / 1.0us, 1e6, 100);
  EXPECT_EQ(buckets.waiting(key), 0);
}

TEST_F(Buckets, TakeMoreThanTheyHoldAsAllThatTheyHold) {
  TokenBuckets buckets(loop, 1.0);

  loop.run(taken(buckets, {10, 1}, 50, Urgency::usual, "."));

  EXPECT_EQ(at, began);
}

TEST_F(Buckets, AreEmptyOnceAwsHasSaidThatWeAreTooFast) {
  TokenBuckets buckets(loop, 1.0);
  loop.run(taken(buckets, {10, 2}, 1, Urgency::usual, "."));

  buckets.drain(key, {10, 2});
  loop.run(taken(buckets, {10, 2}, 1, Urgency::usual, "."));

  EXPECT_NEAR((at - began) / 1.0us, 5e5, 100);
}

TEST_F(Buckets, AreApartForEachAccount) {
  TokenBuckets buckets(loop, 1.0);
  auto other = key;
  other.account.bytes[0] = 1;
  loop.run(buckets.take(key, {1, 1}, 1, Urgency::usual));

  loop.run(buckets.take(other, {1, 1}, 1, Urgency::usual));

  EXPECT_EQ(loop.clock().steady(), began);
}

TEST(CallCost, HasAwsSizesForWhatReadsAndWhatChanges) {
  const wire::Operation describe{
      .service = &ec2, .name = "DescribeInstances", .input = nullptr, .is_read = true};
  const wire::Operation stop{.service = &ec2, .name = "StopInstances", .input = nullptr};
  const std::string version = "&Version=2016-11-15";

  const auto whole = cost_of(describe, "Action=DescribeInstances" + version);
  const auto page = cost_of(describe, "Action=DescribeInstances" + version + "&MaxResults=1000");
  const auto three = cost_of(stop, "Action=StopInstances" + version +
                                       "&InstanceId.1=i-1&InstanceId.2=i-2&InstanceId.3=i-3");

  EXPECT_TRUE(whole.is_whole_scan);
  EXPECT_EQ(whole.requests, (BucketSize{50, 10}));
  EXPECT_FALSE(page.is_whole_scan);
  EXPECT_EQ(page.requests, (BucketSize{100, 20}));
  EXPECT_EQ(three.requests, (BucketSize{50, 5}));
  EXPECT_EQ(three.resources, (BucketSize{1000, 20}));
  EXPECT_EQ(three.resource_count, 3);
}

TEST(CallCost, HasTheRatesThatOtherServicesPublish) {
  const auto size = [](std::string_view service_id, std::string_view name) {
    const wire::Service service{
        .id = service_id, .endpoint_prefix = service_id, .signing_name = service_id};
    const wire::Operation operation{.service = &service, .name = name, .input = nullptr};
    return cost_of(operation, "").requests;
  };

  EXPECT_EQ(size("sts", "AssumeRole"), (BucketSize{600, 600}));
  EXPECT_EQ(size("cloudtrail", "LookupEvents"), (BucketSize{2, 2}));
  EXPECT_EQ(size("route53", "ListHostedZones"), (BucketSize{5, 5}));
  EXPECT_EQ(size("cloudwatch", "GetMetricData"), (BucketSize{50, 50}));
  EXPECT_EQ(size("cloudwatch", "PutMetricAlarm"), (BucketSize{3, 3}));
  EXPECT_EQ(size("kms", "ListKeys"), (BucketSize{500, 500}));
  EXPECT_EQ(size("kms", "CreateKey"), (BucketSize{5, 5}));
  EXPECT_EQ(size("sns", "Subscribe"), (BucketSize{100, 100}));
  EXPECT_EQ(size("iam", "GetUser"), (BucketSize{100, 20}));
}

TEST(CallCost, OfRoute53ComesOutOfOneBucketForAllOperations) {
  const wire::Service route53{
      .id = "route53", .endpoint_prefix = "route53", .signing_name = "route53"};
  const wire::Operation list{.service = &route53, .name = "ListHostedZones", .input = nullptr};
  const wire::Operation describe{.service = &ec2, .name = "DescribeInstances", .input = nullptr};

  EXPECT_TRUE(cost_of(list, "").is_shared);
  EXPECT_FALSE(cost_of(describe, "").is_shared);
}

TEST(CallCost, CountsTheServersThatAreAskedFor) {
  const wire::Operation run{.service = &ec2, .name = "RunInstances", .input = nullptr};

  EXPECT_EQ(cost_of(run, "Action=RunInstances&MaxCount=25&MinCount=1").resource_count, 25);
  EXPECT_EQ(cost_of(run, "Action=RunInstances").resource_count, 1);
}

}  // namespace
}  // namespace mirante::aws
