// How many retries all calls of a client may add together: a store of tokens (retry.h) for each
// place (an account in a region, one service), one for each service of a region over all accounts,
// and one over everything. A retry is paid for out of all three or not made. So
//
// - with half of all attempts failing, retries add less than a tenth to the calls, over however
//   many places they are spread: the store over everything begins nearly empty and is filled by
//   successes alone. Besides these a client makes those that it had saved up: what it begins with,
//   or has earned since, at most `overall`;
// - an account that is throttled, or a region that is down, uses up its own stores and leaves most
//   of the common one to the others.
//
// The numbers stand for a fifth of the next larger store, or thereabouts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/ids.h"
#include "platform/aws/retry.h"

namespace mirante::aws {

struct RetryPlace {
  AccountId account;
  std::string region;
  std::string_view service;  // A literal of generated code.
};

class RetryQuotas {
 public:
  static constexpr double of_a_place = 100;
  static constexpr double of_a_region = 250;  // Of one service in it.
  static constexpr double overall = 500;
  static constexpr double overall_at_first = 50;                        // Ten retries,
  static constexpr double of_a_region_at_first = overall_at_first / 2;  // half of them for one.

  /// Pays for one retry after `trouble`; false: one of the stores has not enough left.
  bool pay(const RetryPlace& place, Trouble trouble);
  /// As RetryQuota's.
  void succeeded(const RetryPlace& place, std::optional<Trouble> last_retry_after);

 private:
  RetryQuota& of(const RetryPlace& place);
  RetryQuota& region_of(const RetryPlace& place);

  std::map<std::tuple<AccountId, std::string, std::string_view>, RetryQuota> places_;
  std::map<std::tuple<std::string, std::string_view>, RetryQuota> regions_;
  RetryQuota everything_{overall, overall_at_first};
};

}  // namespace mirante::aws
