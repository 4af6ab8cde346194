#include "platform/aws/retry.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/http_date.h"

namespace mirante::aws {
namespace {

constexpr std::chrono::milliseconds retry_after_max{300'000};
constexpr int doublings_max = 20;

double price(Trouble trouble) {
  return trouble == Trouble::timeout ? RetryQuota::timeout_cost : RetryQuota::cost;
}

std::optional<int> read_number(std::string_view text) {
  int number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

bool may_repeat(Trouble trouble, Repeatable repeatable) {
  switch (trouble) {
    case Trouble::none: return false;
    case Trouble::throttled:
    case Trouble::not_sent: return true;
    case Trouble::transient:
    case Trouble::timeout: return repeatable == Repeatable::freely;
  }
  return false;
}

std::optional<std::chrono::milliseconds> next_delay(
    const RetryPolicy& policy, Trouble trouble, Repeatable repeatable, int attempt, double jitter,
    std::optional<std::chrono::milliseconds> retry_after) {
  if (attempt >= policy.attempts_max || !may_repeat(trouble, repeatable)) return std::nullopt;
  const auto first =
      trouble == Trouble::throttled ? policy.first_delay_throttled : policy.first_delay;
  const auto doubled = first * (1LL << std::clamp(attempt - 1, 0, doublings_max));
  const auto ceiling = std::min<std::chrono::milliseconds>(doubled, policy.delay_max);
  const auto drawn = std::chrono::duration_cast<std::chrono::milliseconds>(ceiling * jitter);
  return retry_after ? std::max(*retry_after, drawn) : drawn;
}

bool RetryQuota::can_pay(Trouble trouble) const { return left_ >= price(trouble); }

bool RetryQuota::pay(Trouble trouble) {
  if (!can_pay(trouble)) return false;
  left_ -= price(trouble);
  return true;
}

void RetryQuota::succeeded(std::optional<Trouble> last_retry_after) {
  const auto gain = last_retry_after ? price(*last_retry_after) : success_gain;
  left_ = std::min(capacity_, left_ + gain);
}

std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text, Instant now) {
  std::chrono::milliseconds wait{0};
  if (const auto seconds = read_number(text))
    wait = std::chrono::seconds(*seconds);
  else if (const auto date = parse_http_date(text))
    wait = std::chrono::duration_cast<std::chrono::milliseconds>(*date - now);
  else
    return std::nullopt;
  return std::clamp(wait, std::chrono::milliseconds(0), retry_after_max);
}

}  // namespace mirante::aws
