#include "base/rng.h"

#include <sys/random.h>

#include <bit>
#include <cstring>

#include "base/error.h"

namespace mirante {

void Rng::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const std::uint64_t word = next();
    const std::size_t count = bytes.size() < 8 ? bytes.size() : 8;
    std::memcpy(bytes.data(), &word, count);
    bytes = bytes.subspan(count);
  }
}

std::uint64_t Rng::below(std::uint64_t bound) {
  MIRANTE_CHECK(bound > 0);
  // Values under `skip` would favour small results.
  const std::uint64_t skip = (0 - bound) % bound;
  for (;;) {
    const std::uint64_t word = next();
    if (word >= skip) return word % bound;
  }
}

double Rng::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::uint64_t SystemRng::next() {
  std::uint64_t word = 0;
  MIRANTE_CHECK(getrandom(&word, sizeof word, 0) == sizeof word);
  return word;
}

SeededRng::SeededRng(std::uint64_t seed) {
  for (auto& word : state_) {
    seed += 0x9e3779b97f4a7c15;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    word = z ^ (z >> 31);
  }
}

std::uint64_t SeededRng::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

}  // namespace mirante
