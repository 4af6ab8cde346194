#include "platform/aws/retry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

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

bool RetryQuota::pay(Trouble trouble) {
  if (left_ < price(trouble)) return false;
  left_ -= price(trouble);
  return true;
}

void RetryQuota::succeeded(std::optional<Trouble> last_retry_after) {
  const auto gain = last_retry_after ? price(*last_retry_after) : success_gain;
  left_ = std::min(capacity, left_ + gain);
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

std::optional<Instant> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> months{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  // "Tue, 15 Nov 1994 08:12:31 GMT"
  if (text.size() != 29 || !text.ends_with(" GMT") || text.substr(3, 2) != ", ")
    return std::nullopt;
  if (text[7] != ' ' || text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':')
    return std::nullopt;
  const auto day = read_number(text.substr(5, 2));
  const auto month = std::ranges::find(months, text.substr(8, 3)) - months.begin() + 1;
  const auto year = read_number(text.substr(12, 4));
  const auto hour = read_number(text.substr(17, 2));
  const auto minute = read_number(text.substr(20, 2));
  const auto second = read_number(text.substr(23, 2));
  if (!day || !year || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

}  // namespace mirante::aws
