// Chance in the simulated AWS. A draw depends on the seed and on what it is for (a key: which
// server, which transition), never on what was drawn before it: so one server's fate does not
// change because somebody listed another region, and nothing has to be stored for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace mirante::simcloud {

/// What a draw is for; the first word of its key.
enum class Purpose : std::uint64_t {
  account_id = 1,
  instance_id,
  volume_id,
  reservation_id,
  network_id,
  address_id,
  image_id,
  key_pair_id,
  iam_id,
  access_key,
  secret,
  session,
  request_id,
  state_duration,
  visibility,
  public_address,
  private_address,
  fault,
  latency,
  estate,
  paging,
  mac_address,
  fingerprint,
  database_id,
  balancer_id,
  kms_id,
  script,
  metric,
  trail,
  organization,
  message,
  message_travel,
  signing_key,
  dns,
};

class Draws {
 public:
  using Key = std::initializer_list<std::uint64_t>;

  explicit Draws(std::uint64_t seed) : seed_(seed) {}

  /// 64 even bits.
  std::uint64_t at(Purpose purpose, Key key) const;
  /// Evenly in [0, bound); `bound` over 0.
  std::uint64_t below(std::uint64_t bound, Purpose purpose, Key key) const {
    return at(purpose, key) % bound;
  }
  /// Evenly in [least, most].
  std::chrono::microseconds between(std::chrono::microseconds least, std::chrono::microseconds most,
                                    Purpose purpose, Key key) const;
  /// True with this probability.
  bool chance(double probability, Purpose purpose, Key key) const;
  /// `size` characters out of `alphabet`.
  std::string text(std::size_t size, std::string_view alphabet, Purpose purpose, Key key) const;

  std::uint64_t seed() const { return seed_; }

 private:
  std::uint64_t seed_;
};

/// For keys made of text (names, account ids).
std::uint64_t hash_of(std::string_view text);

/// Scrambles 64 bits one to one; `unmix` is its reverse. Ids that belong to one another (a server
/// and its network interface) are each other's scramble, so no index is needed between them.
std::uint64_t mix(std::uint64_t value);
std::uint64_t unmix(std::uint64_t value);

}  // namespace mirante::simcloud
