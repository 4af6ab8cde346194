// The critical path, against cases that were computed by hand.
#include "simcloud/critical_path.h"

#include <gtest/gtest.h>

#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::milliseconds;

/// A ledger that is written by hand.
class Written {
 public:
  struct More {
    std::uint64_t page_before = 0, session_by = 0;
    std::string region = "sa-east-1", action = "DescribeInstances", code;
    bool by_control = false;
  };
  /// Returns the call's number.
  std::uint64_t call(milliseconds latency, const More& more) {
    return ledger
        .add({.at = Instant(at),
              .account = "210987654321",
              .region = more.region,
              .service = "ec2",
              .action = more.action,
              .code = more.code,
              .status = more.code.empty() ? 200 : 503,
              .by_control = more.by_control,
              .latency = latency,
              .page_before = more.page_before,
              .session_by = more.session_by})
        .number;
  }
  Ledger ledger;
  milliseconds at{0};
};

TEST(CriticalPath, IsNothingWhereNothingWasCalled) {
  const auto path = critical_path(Ledger(), {});

  EXPECT_EQ(path.length().count(), 0.0);
  EXPECT_EQ(path.calls, 0u);
}

TEST(CriticalPath, AddsUpPagesThatNeedEachOtherAndTheSessionBeforeThem) {
  Written written;
  const auto session = written.call(milliseconds(100), {.action = "AssumeRole"});
  const auto first = written.call(milliseconds(200), {.session_by = session});
  const auto second = written.call(milliseconds(50), {.page_before = first, .session_by = session});
  written.call(milliseconds(30), {.page_before = second, .session_by = session});
  // 100 + 250 is shorter than 100 + 200 + 50 + 30.
  written.call(milliseconds(250), {.session_by = session, .region = "us-east-1"});

  const auto path = critical_path(written.ledger, {});

  EXPECT_DOUBLE_EQ(path.pages.count(), 0.380);
  EXPECT_EQ(path.limited_by(), "pages");
  EXPECT_EQ(path.calls, 5u);
}

TEST(CriticalPath, CountsFromTheCallsThatAreAskedFor) {
  Written written;
  const auto session = written.call(milliseconds(100), {.action = "AssumeRole"});
  written.call(milliseconds(200), {.session_by = session});

  EXPECT_DOUBLE_EQ(critical_path(written.ledger, {.after = session}).length().count(), 0.200);
}

TEST(CriticalPath, WaitsForTokensWithTheLongestCallsGoingFirst) {
  // 50 tokens, 5 more a second: AllocateAddress changes something. 60 calls of 10 ms, one of 1.5 s.
  Written written;
  for (int i = 0; i < 60; ++i) written.call(milliseconds(10), {.action = "AllocateAddress"});
  written.call(milliseconds(1'500), {.action = "AllocateAddress"});

  const auto path = critical_path(written.ledger, {});

  // The 61st token is there after 11 / 5 s; the long call has gone with the first one.
  EXPECT_DOUBLE_EQ(path.buckets.count(), 2.2 + 0.010);
  EXPECT_DOUBLE_EQ(path.pages.count(), 1.5);
  EXPECT_EQ(path.limited_by(), "buckets");
}

TEST(CriticalPath, TakesTheShareOfTheBucketsThatIsToBeUsed) {
  Written written;
  for (int i = 0; i < 50; ++i) written.call(milliseconds(0), {.action = "AllocateAddress"});

  // All of the bucket: at once. Half of it: 25 tokens, and 25 more at 2.5 a second.
  EXPECT_DOUBLE_EQ(critical_path(written.ledger, {}).buckets.count(), 0.0);
  EXPECT_DOUBLE_EQ(critical_path(written.ledger, {.bucket_share = 0.5}).buckets.count(), 10.0);
}

TEST(CriticalPath, SharesTheConnectionsOfAHostAndOfTheProcess) {
  Written written;
  for (int i = 0; i < 4; ++i) written.call(milliseconds(300), {.region = "sa-east-1"});
  for (int i = 0; i < 2; ++i) written.call(milliseconds(300), {.region = "us-east-1"});

  const auto path = critical_path(written.ledger, {.per_host = 2, .connections = 5});

  EXPECT_DOUBLE_EQ(path.hosts.count(), 0.600);
  EXPECT_DOUBLE_EQ(path.connections.count(), 0.360);
  EXPECT_EQ(path.limited_by(), "hosts");
}

TEST(CriticalPath, LeavesOutWhatNeedNotHaveBeenCalled) {
  Written written;
  written.call(milliseconds(100), {});
  written.call(milliseconds(900), {.code = "RequestLimitExceeded"});
  written.call(milliseconds(900), {.by_control = true});

  const auto path = critical_path(written.ledger, {});

  EXPECT_DOUBLE_EQ(path.length().count(), 0.100);
  EXPECT_EQ(path.throttled, 1u);
  EXPECT_EQ(path.calls, 2u);
}

TEST(CriticalPath, TellsHowLongItTookUntilTheLastAnswer) {
  Written written;
  written.at = milliseconds(1'000);
  written.call(milliseconds(500), {});
  written.at = milliseconds(1'200);
  written.call(milliseconds(100), {});

  EXPECT_DOUBLE_EQ(critical_path(written.ledger, {}).took.count(), 0.500);
}

TEST(CriticalPath, IsToldByTheWorldOfCallsThatWereReallyMade) {
  TestWorld test(R"({"accounts": [{"id": "210987654321", "name": "Loja",
      "roles": [{"name": "mirante", "external_id": "ext"}],
      "places": [{"region": "sa-east-1", "servers": [{"name": "web-{n}", "count": 12}]}]}]})");
  test.control("POST", "/_simcloud/faults", {{"kind", "latency"}, {"latency_ms", 200}});
  const auto keys = test.assume(test.panel(), "arn:aws:iam::210987654321:role/mirante", "ext");
  std::string token;
  for (int page = 0; page < 3; ++page) {
    Parameters parameters{{"MaxResults", "5"}};
    if (page > 0) parameters.emplace_back("NextToken", token);
    const auto reply = test.call(keys, "ec2", "sa-east-1", "DescribeInstances", parameters);
    EXPECT_EQ(reply.outcome(), "200") << reply.answer.body;
    token = reply.text("nextToken");
  }
  // Needs the session, but no page.
  test.call(keys, "ec2", "sa-east-1", "DescribeVolumes", {{"MaxResults", "5"}});

  const auto path = test.control("GET", "/_simcloud/critical-path?connections=2");

  EXPECT_EQ(path["calls"], 5);
  EXPECT_DOUBLE_EQ(path["bounds_s"]["pages"].get<double>(), 0.8);
  EXPECT_DOUBLE_EQ(path["bounds_s"]["connections"].get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(path["critical_path_s"].get<double>(), 0.8);
  EXPECT_EQ(path["limited_by"], "pages");
}

}  // namespace
}  // namespace mirante::simcloud
