#include "base/ids.h"

#include <optional>

namespace mirante {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto at = alphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

Id16 make_id16(const Clock& clock, Rng& rng) {
  Id16 id{};
  rng.fill(id);
  const auto ms = static_cast<std::uint64_t>(to_micros(clock.now()) / 1000);
  for (int i = 0; i < 6; ++i)
    id[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0f) | 0x70);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3f) | 0x80);
  return id;
}

std::string encode_id16(const Id16& id) {
  // 128 bits as 26 digits of 5 bits; the first digit carries the two padding bits.
  std::string text(26, '0');
  unsigned buffer = 0;
  int bits = 2;
  std::size_t at = 0;
  for (const auto byte : id) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text[at++] = alphabet[(buffer >> bits) & 31];
    }
  }
  return text;
}

std::optional<Id16> decode_id16(std::string_view text) {
  if (text.size() != 26 || digit_of(text[0]) > 7) return std::nullopt;
  Id16 id{};
  unsigned buffer = 0;
  int bits = -2;
  std::size_t at = 0;
  for (const char c : text) {
    const int digit = digit_of(c);
    if (digit < 0) return std::nullopt;
    buffer = (buffer << 5) | static_cast<unsigned>(digit);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      id[at++] = static_cast<std::uint8_t>(buffer >> bits);
    }
  }
  return id;
}

}  // namespace mirante
