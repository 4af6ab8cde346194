#include "platform/aws/retry.h"

#include <gtest/gtest.h>

#include "base/http_date.h"
#include "base/rng.h"

namespace mirante::aws {
namespace {

using namespace std::chrono_literals;

constexpr RetryPolicy policy;

TEST(Retry, NeverSendsAChangeAgainThatMayHaveHadItsEffect) {
  for (const auto trouble : {Trouble::transient, Trouble::timeout, Trouble::none})
    EXPECT_FALSE(next_delay(policy, trouble, Repeatable::without_effect, 1, 0.5));
  for (const auto trouble : {Trouble::throttled, Trouble::not_sent})
    EXPECT_TRUE(next_delay(policy, trouble, Repeatable::without_effect, 1, 0.5));
}

TEST(Retry, SendsAReadAgainAfterEveryTroubleButANo) {
  for (const auto trouble :
       {Trouble::transient, Trouble::timeout, Trouble::throttled, Trouble::not_sent})
    EXPECT_TRUE(next_delay(policy, trouble, Repeatable::freely, 1, 0.5));
  EXPECT_FALSE(next_delay(policy, Trouble::none, Repeatable::freely, 1, 0.5));
}

TEST(Retry, GivesUpAfterTheLastAttempt) {
  EXPECT_TRUE(next_delay(policy, Trouble::transient, Repeatable::freely, 3, 0.5));
  EXPECT_FALSE(next_delay(policy, Trouble::transient, Repeatable::freely, 4, 0.5));
}

TEST(Retry, DoublesTheCeilingAndDrawsBelowIt) {
  const RetryPolicy long_policy{.attempts_max = 100};
  const auto at = [&](int attempt, double jitter) {
    return next_delay(long_policy, Trouble::transient, Repeatable::freely, attempt, jitter);
  };

  EXPECT_EQ(at(1, 0.0), 0ms);
  EXPECT_EQ(at(1, 0.5), 50ms);
  EXPECT_EQ(at(4, 0.5), 400ms);
  EXPECT_EQ(at(90, 0.5), 10s);
  EXPECT_EQ(next_delay(long_policy, Trouble::throttled, Repeatable::freely, 1, 0.5), 250ms);
}

TEST(Retry, WaitsAtLeastAsLongAsAwsAsks) {
  EXPECT_EQ(next_delay(policy, Trouble::throttled, Repeatable::freely, 1, 0.5, 7s), 7s);
  EXPECT_EQ(next_delay(policy, Trouble::throttled, Repeatable::freely, 1, 0.5, 1ms), 250ms);
}

/// Attempts for each call when `failing` of all attempts fail.
double attempts_per_call(double failing, int calls) {
  SeededRng rng(7);
  RetryQuota quota(500, 500);
  int attempts = 0;
  for (int call = 0; call < calls; ++call) {
    std::optional<Trouble> paid;
    for (int attempt = 1;; ++attempt) {
      ++attempts;
      if (rng.unit() >= failing) {
        quota.succeeded(paid);
        break;
      }
      if (attempt == policy.attempts_max || !quota.pay(Trouble::transient)) break;
      paid = Trouble::transient;
    }
  }
  return static_cast<double>(attempts) / calls;
}

TEST(RetryQuota, AddsLessThanATenthWhenHalfOfAllAttemptsFail) {
  EXPECT_LT(attempts_per_call(0.5, 100'000), 1.1);
  EXPECT_LT(attempts_per_call(0.9, 100'000), 1.02);
}

TEST(RetryQuota, LetsEveryRetryThroughWhenFewFail) {
  EXPECT_NEAR(attempts_per_call(0.05, 100'000), 1 / 0.95, 0.005);
}

TEST(RetryQuota, IsFullAgainAfterEnoughSuccesses) {
  RetryQuota quota(500, 500);
  while (quota.pay(Trouble::timeout)) continue;
  EXPECT_LT(quota.left(), RetryQuota::timeout_cost);

  for (int i = 0; i < 2'000; ++i) quota.succeeded({});

  EXPECT_EQ(quota.left(), 500);
}

TEST(RetryAfter, IsSecondsOrADate) {
  const auto now = *parse_http_date("Tue, 15 Nov 1994 08:12:31 GMT");

  EXPECT_EQ(parse_retry_after("3", now), 3s);
  EXPECT_EQ(parse_retry_after("Tue, 15 Nov 1994 08:12:41 GMT", now), 10s);
  EXPECT_EQ(parse_retry_after("Tue, 15 Nov 1994 08:00:00 GMT", now), 0s);
  EXPECT_EQ(parse_retry_after("999999", now), 5min);
  EXPECT_EQ(parse_retry_after("-1", now), std::nullopt);
  EXPECT_EQ(parse_retry_after("soon", now), std::nullopt);
  EXPECT_EQ(parse_retry_after("", now), std::nullopt);
}

}  // namespace
}  // namespace mirante::aws
