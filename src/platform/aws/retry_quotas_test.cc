#include "platform/aws/retry_quotas.h"

#include <gtest/gtest.h>

#include "base/rng.h"

namespace mirante::aws {
namespace {

RetryPlace place(int account, int region) {
  return {.account = {.bytes = {static_cast<std::uint8_t>(account)}},
          .region = "region-" + std::to_string(region),
          .service = "ec2"};
}

/// Calls against quotas, each attempt of which fails by chance.
struct Caller {
  RetryQuotas quotas = {};
  SeededRng rng{7};
  int attempts = 0;

  /// Whether it was answered in the end.
  bool call(const RetryPlace& where, double failing) {
    std::optional<Trouble> paid;
    for (int attempt = 1;; ++attempt) {
      ++attempts;
      if (rng.unit() >= failing) {
        quotas.succeeded(where, paid);
        return true;
      }
      if (attempt == RetryPolicy{}.attempts_max || !quotas.pay(where, Trouble::throttled))
        return false;
      paid = Trouble::throttled;
    }
  }
  /// One call in each of 3,000 places.
  void sweep(double failing) {
    for (int account = 0; account < 100; ++account)
      for (int region = 0; region < 30; ++region) call(place(account, region), failing);
  }
};

/// How many retries what stands in the store over everything pays for when half of all fail: every
/// second one succeeds and gives its price back.
int retries_out_of(double tokens) { return static_cast<int>(2 * tokens / RetryQuota::cost); }

TEST(RetryQuotas, AddLessThanATenthOverManyPlacesFromTheFirstCallOn) {
  Caller caller;

  caller.sweep(0.5);

  EXPECT_LT(caller.attempts, 3'000 * 1.1);
}

TEST(RetryQuotas, AddTenRetriesBeforeTheFirstSuccess) {
  Caller caller;

  for (int i = 0; i < 100; ++i) caller.call(place(i, i), 1);

  EXPECT_EQ(caller.attempts, 100 + RetryQuotas::overall_at_first / RetryQuota::cost);
}

TEST(RetryQuotas, AddWhatWasSavedUpAndNoMoreAfterALongTimeOfHealth) {
  Caller caller;
  for (int i = 0; i < 3; ++i) caller.sweep(0);
  caller.attempts = 0;

  caller.sweep(0.5);

  EXPECT_LT(caller.attempts, 3'000 * 1.1 + retries_out_of(RetryQuotas::overall));
}

TEST(RetryQuotas, LetARegionThatIsDownStarveItselfAndNotTheOthers) {
  Caller caller;
  caller.sweep(0);
  int asked = 0, answered = 0;

  for (int account = 0; account < 100; ++account)
    for (int region = 0; region < 30; ++region) {
      const bool is_answered = caller.call(place(account, region), region == 7 ? 1 : 0.05);
      if (region == 7) continue;
      ++asked;
      answered += is_answered ? 1 : 0;
    }

  EXPECT_EQ(asked, 2'900);
  EXPECT_GE(answered, 2'898);  // One in twenty fails at first: 145 would without retries.
}

TEST(RetryQuotas, LetARegionThatIsDownFromTheFirstCallOnLeaveRetriesToOthers) {
  Caller caller;

  for (int account = 0; account < 100; ++account) caller.call(place(account, 7), 1);

  EXPECT_TRUE(caller.quotas.pay(place(1, 8), Trouble::throttled));
}

TEST(RetryQuotas, LetAnAccountThatIsThrottledStarveItselfAndNotTheOthersOfItsRegion) {
  Caller caller;
  for (int i = 0; i < 10; ++i) caller.sweep(0);

  for (int i = 0; i < 1'000; ++i) caller.call(place(1, 0), 1);
  const auto spent = caller.attempts - 30'000 - 1'000;

  EXPECT_EQ(spent, RetryQuotas::of_a_place / RetryQuota::cost);
  EXPECT_TRUE(caller.quotas.pay(place(2, 0), Trouble::throttled));
}

}  // namespace
}  // namespace mirante::aws
