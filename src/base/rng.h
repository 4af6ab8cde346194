// Where chance comes from. Ids, jitter, tokens and the simulated AWS draw from an `Rng`, so that
// one seed repeats a whole run. Secrets draw from `SystemRng` in production, as it is the kernel's
// generator.
#pragma once

#include <cstdint>
#include <span>

namespace mirante {

class Rng {
 public:
  virtual ~Rng() = default;
  virtual std::uint64_t next() = 0;

  void fill(std::span<std::uint8_t> bytes);
  /// Evenly in [0, bound); `bound` must be over 0.
  std::uint64_t below(std::uint64_t bound);
  /// Evenly in [0, 1).
  double unit();
};

/// The kernel's generator; thread-safe. Fit for secrets.
class SystemRng final : public Rng {
 public:
  std::uint64_t next() override;
};

/// Repeatable (xoshiro256**, seeded by splitmix64; public domain algorithms by Blackman and Vigna).
/// Never for secrets.
class SeededRng final : public Rng {
 public:
  explicit SeededRng(std::uint64_t seed);
  std::uint64_t next() override;

 private:
  std::uint64_t state_[4];
};

}  // namespace mirante
