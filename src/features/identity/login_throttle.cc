#include "features/identity/login_throttle.h"

#include <algorithm>
#include <cmath>

namespace mirante::identity {
namespace {

using std::chrono::duration;
using std::chrono::seconds;

constexpr std::size_t buckets_max = 100'000;  // About 10 MB; full ones go first.

}  // namespace

std::string network_of(std::string_view address) {
  if (std::ranges::count(address, ':') < 2) return std::string(address);
  // Four groups; an address that is shortened before them ("2001:db8::1") ends where it is.
  std::size_t end = 0;
  for (int groups = 0; groups < 4; ++groups) {
    const auto colon = address.find(':', end);
    if (colon == std::string_view::npos) return std::string(address);
    if (colon + 1 < address.size() && address[colon + 1] == ':')
      return std::string(address.substr(0, colon)) + "::/64";
    end = colon + 1;
  }
  return std::string(address.substr(0, end)) + ":/64";
}

double LoginThrottle::wrong_at(const Bucket& bucket, const Allowance& allowance, Instant now) {
  const auto passed = std::max(duration<double>(now - bucket.at).count(), 0.0);
  return std::max(bucket.wrong - passed / duration<double>(allowance.every).count(), 0.0);
}

std::optional<seconds> LoginThrottle::wait_of(const Buckets& buckets, std::string_view key,
                                              const Allowance& allowance, Instant now) {
  const auto found = buckets.find(key);
  if (found == buckets.end()) return std::nullopt;
  const auto over = wrong_at(found->second, allowance, now) - (allowance.at_once - 1);
  if (over <= 0) return std::nullopt;
  return seconds(
      static_cast<std::int64_t>(std::ceil(over * duration<double>(allowance.every).count())));
}

void LoginThrottle::add(Buckets& buckets, std::string_view key, const Allowance& allowance,
                        Instant now) {
  if (buckets.size() >= buckets_max)
    std::erase_if(buckets,
                  [&](const auto& entry) { return wrong_at(entry.second, allowance, now) < 1; });
  if (buckets.size() >= buckets_max) buckets.erase(buckets.begin());
  auto& bucket = buckets[std::string(key)];
  bucket = {.wrong = wrong_at(bucket, allowance, now) + 1, .at = now};
}

std::optional<seconds> LoginThrottle::must_wait(const Attempt& attempt, Instant now) const {
  const auto address = wait_of(addresses_, network_of(attempt.address), by_address_, now);
  if (attempt.is_known_address) return address;
  return std::max(address, wait_of(emails_, attempt.email, by_email_, now));
}

void LoginThrottle::require(const Attempt& attempt, Instant now) const {
  const auto wait = must_wait(attempt, now);
  if (!wait) return;
  throw Failure(Error{.kind = ErrorKind::limit,
                      .message = "too many wrong passwords came from there; try again in " +
                                 std::to_string(wait->count()) + " s",
                      .code = "login.slow_down",
                      .retry_after = *wait});
}

void LoginThrottle::count(const Attempt& attempt, Instant now) {
  add(addresses_, network_of(attempt.address), by_address_, now);
  if (!attempt.is_known_address) add(emails_, attempt.email, by_email_, now);
}

}  // namespace mirante::identity
