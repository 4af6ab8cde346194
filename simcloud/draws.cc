#include "simcloud/draws.h"

#include <string_view>

namespace mirante::simcloud {
namespace {

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;

}  // namespace

// The finaliser of splitmix64 (Steele, Lea, Flood; public domain) and its inverse.
std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

std::uint64_t unmix(std::uint64_t value) {
  value = (value ^ (value >> 31) ^ (value >> 62)) * 0x319642b2d24d8ec3;
  value = (value ^ (value >> 27) ^ (value >> 54)) * 0x96de1b173f119089;
  return value ^ (value >> 30) ^ (value >> 60);
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return mix(hash);
}

std::uint64_t Draws::at(Purpose purpose, Key key) const {
  std::uint64_t hash = mix(seed_ + golden);
  hash = mix((hash ^ static_cast<std::uint64_t>(purpose)) + golden);
  for (const auto word : key) hash = mix((hash ^ word) + golden);
  return hash;
}

std::chrono::microseconds Draws::between(std::chrono::microseconds least,
                                         std::chrono::microseconds most, Purpose purpose,
                                         Key key) const {
  const auto span = static_cast<std::uint64_t>((most - least).count()) + 1;
  return least + std::chrono::microseconds(static_cast<std::int64_t>(below(span, purpose, key)));
}

bool Draws::chance(double probability, Purpose purpose, Key key) const {
  return static_cast<double>(at(purpose, key) >> 11) * 0x1.0p-53 < probability;
}

std::string Draws::text(std::size_t size, std::string_view alphabet, Purpose purpose,
                        Key key) const {
  std::string text(size, '\0');
  std::uint64_t state = at(purpose, key);
  for (char& c : text) {
    state = mix(state + golden);
    c = alphabet[state % alphabet.size()];
  }
  return text;
}

}  // namespace mirante::simcloud
