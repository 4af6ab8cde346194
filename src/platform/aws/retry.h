// Whether and when a call to AWS is tried again. Pure arithmetic; the loop that sleeps is in
// client.cc. As in AWS's "standard mode": full jitter, and a quota that a sick service uses up, so
// that a whole program of retries does not keep it sick.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/instant.h"

namespace mirante::aws {

/// What is known of an attempt that failed.
enum class Trouble : std::uint8_t {
  none,       // The answer counts: AWS has said no.
  throttled,  // Certainly without effect.
  not_sent,   // Certainly without effect.
  transient,  // AWS has failed or its answer was lost: it may have had its effect.
  timeout,    // Likewise.
};

enum class Repeatable : std::uint8_t {
  freely,          // It only reads.
  without_effect,  // It changes something: only what certainly had no effect is sent again.
};

struct RetryPolicy {
  int attempts_max = 4;
  std::chrono::milliseconds first_delay{100};
  std::chrono::milliseconds first_delay_throttled{500};
  std::chrono::milliseconds delay_max{20'000};
};

bool may_repeat(Trouble trouble, Repeatable repeatable);

/// Before the attempt after `attempt` (the first is 1); nullopt to give up. `jitter` is in [0, 1):
/// full jitter, so that many callers do not return together. What AWS asks for (`retry_after`) is
/// waited at least.
std::optional<std::chrono::milliseconds> next_delay(
    const RetryPolicy& policy, Trouble trouble, Repeatable repeatable, int attempt, double jitter,
    std::optional<std::chrono::milliseconds> retry_after = {});

/// A store of tokens that retries pay with and that successes fill. In the long run and with half
/// of all attempts failing, retries add less than a tenth to the calls. (retry_quotas.h: which
/// calls share one.)
class RetryQuota {
 public:
  static constexpr double cost = 5;
  static constexpr double timeout_cost = 10;
  static constexpr double success_gain = 0.4;

  RetryQuota(double capacity, double at_first) : capacity_(capacity), left_(at_first) {}

  bool can_pay(Trouble trouble) const;
  /// Pays for one retry after `trouble`; false: there is not enough left, and the call must fail.
  bool pay(Trouble trouble);
  /// A call succeeded at its first attempt, or after a retry: that retry's price comes back.
  void succeeded(std::optional<Trouble> last_retry_after);

  double left() const { return left_; }

 private:
  double capacity_;
  double left_;
};

/// A `Retry-After` header: seconds, or a date as seen at `now`. Nullopt for anything else; at most
/// five minutes.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text, Instant now);

}  // namespace mirante::aws
