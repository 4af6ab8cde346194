// How fast wrong passwords may come. Guessing is slowed down by where it comes from, and a person
// who is guessed at from everywhere is not locked out: places from which they logged in before
// are not held up by what strangers do (OWASP ASVS 2.2.1).
//
// Counts lie in memory, per process, and fade: an attacker gains at most one more allowance for
// each process that is started.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/instant.h"

namespace mirante::identity {

class LoginThrottle {
 public:
  /// So many wrong ones at once, then one more each time `every` has passed.
  struct Allowance {
    int at_once = 10;
    std::chrono::seconds every{30};
  };

  struct Attempt {
    std::string address;
    std::string email;
    bool is_known_address = false;  // For this email.
  };

  LoginThrottle() = default;
  LoginThrottle(Allowance by_address, Allowance by_email)
      : by_address_(by_address), by_email_(by_email) {}

  /// How long to wait before this may be tried; nullopt: now. Takes nothing.
  std::optional<std::chrono::seconds> must_wait(const Attempt& attempt, Instant now) const;
  /// Throws Failure(limit) "login.slow_down", with `retry_after`, where it must wait.
  void require(const Attempt& attempt, Instant now) const;
  /// It was wrong.
  void count(const Attempt& attempt, Instant now);

  std::size_t size() const { return addresses_.size() + emails_.size(); }

 private:
  /// A bucket that fills up by itself: wrong attempts that still count.
  struct Bucket {
    double wrong = 0;
    Instant at{};
  };
  using Buckets = std::map<std::string, Bucket, std::less<>>;

  static double wrong_at(const Bucket& bucket, const Allowance& allowance, Instant now);
  static std::optional<std::chrono::seconds> wait_of(const Buckets& buckets, std::string_view key,
                                                     const Allowance& allowance, Instant now);
  static void add(Buckets& buckets, std::string_view key, const Allowance& allowance, Instant now);

  Allowance by_address_{.at_once = 20, .every = std::chrono::seconds(15)};
  Allowance by_email_{.at_once = 10, .every = std::chrono::seconds(60)};
  Buckets addresses_;
  Buckets emails_;  // Wrong ones from places that are strange to the person.
};

/// The part of an address that one customer of a provider holds: all of IPv4, the first 64 bits of
/// IPv6.
std::string network_of(std::string_view address);

}  // namespace mirante::identity
