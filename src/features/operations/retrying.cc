#include "features/operations/retrying.h"

#include <algorithm>
#include <cmath>

namespace mirante::operations {
namespace {

constexpr std::chrono::seconds pause_max{120};

std::chrono::microseconds pause_after(std::size_t attempts, std::chrono::seconds first,
                                      double jitter) {
  const double steps = std::min<double>(static_cast<double>(attempts) - 1, 10);
  const double seconds = std::min(static_cast<double>(first.count()) * std::pow(2.0, steps),
                                  static_cast<double>(pause_max.count()));
  return std::chrono::microseconds(
      static_cast<std::int64_t>(seconds * (0.5 + jitter / 2) * 1'000'000));
}

}  // namespace

Verdict call_after(const Past& past, std::chrono::seconds first, double jitter,
                   const Error& error) {
  const auto at = past.attempts.back().answered_at.value_or(past.attempts.back().intended_at);
  auto pause = pause_after(past.attempts.size(), first, jitter);
  if (error.retry_after) pause = std::max<std::chrono::microseconds>(pause, *error.retry_after);
  return {.next = Verdict::Next::call,
          .code = error.code,
          .text = error.message,
          .not_before = at + pause};
}

Verdict not_yet_visible(const Past& past, Instant now) {
  const auto& last = past.attempts.back();
  const auto shown_at = last.answered_at.value_or(last.intended_at) + visibility;
  if (last.reply == Reply::accepted || now < shown_at)
    return {.next = Verdict::Next::wait,
            .not_before = now < shown_at ? std::optional(shown_at) : std::nullopt};
  return {.next = Verdict::Next::call, .code = last.error.code, .text = last.error.message};
}

}  // namespace mirante::operations
