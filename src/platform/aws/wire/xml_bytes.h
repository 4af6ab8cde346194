// What the bytes of XML are: which stand in names, which are blank, which are plain text, which
// make a character in UTF-8. Only the reader of XML uses it.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace mirante::aws::wire::xml {

enum Class : std::uint8_t { name_start = 1, name_rest = 2, plain = 4, blank = 8 };

/// Plain bytes of text stand for themselves, wherever they stand.
constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t byte = 0; byte < classes.size(); ++byte) {
    const auto c = static_cast<char>(byte);
    const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == ':';
    const bool is_other = (c >= '0' && c <= '9') || c == '-' || c == '.';
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    const bool is_plain =
        (byte >= 0x20 && byte < 0x80 && c != '<' && c != '&' && c != ']') || c == '\t' || c == '\n';
    classes[byte] = static_cast<std::uint8_t>((is_letter ? name_start | name_rest : 0) |
                                              (is_other ? name_rest : 0) | (is_plain ? plain : 0) |
                                              (is_blank ? blank : 0));
  }
  return classes;
}
inline constexpr auto classes = make_classes();

inline bool is(char c, Class which) {
  return (classes[static_cast<unsigned char>(c)] & which) != 0;
}

inline const char* skip(const char* at, const char* end, Class which) {
  while (at != end && is(*at, which)) ++at;
  return at;
}

inline std::size_t skip(std::string_view text, std::size_t at, Class which) {
  while (at < text.size() && is(text[at], which)) ++at;
  return at;
}

constexpr std::uint64_t each_byte(std::uint8_t byte) { return 0x0101'0101'0101'0101ULL * byte; }

inline std::uint64_t eight_bytes(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Where in memory order the first byte of `word` that is not 0 stands.
inline std::ptrdiff_t first_set(std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::little)
    return std::countr_zero(word) / 8;
  else
    return std::countl_zero(word) / 8;
}

/// Names are compared for each tag, so without calling memcmp.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size < sizeof(std::uint64_t)) {
    for (std::size_t i = 0; i < size; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }
  const auto last = size - sizeof(std::uint64_t);
  for (std::size_t i = 0; i < last; i += sizeof(std::uint64_t))
    if (eight_bytes(a + i) != eight_bytes(b + i)) return false;
  return eight_bytes(a + last) == eight_bytes(b + last);
}
inline bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

inline unsigned byte_of(char c) { return static_cast<unsigned char>(c); }

inline std::size_t sequence_size(char lead) {
  const auto byte = byte_of(lead);
  if (byte < 0xC2) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

/// Of one character that is not ASCII: shortest form, no surrogate, a character of XML.
inline bool is_sequence(std::string_view bytes) {
  const auto lead = byte_of(bytes[0]);
  if (lead < 0xC2 || lead > 0xF4) return false;
  for (const char c : bytes.substr(1))
    if ((byte_of(c) & 0xC0) != 0x80) return false;
  const auto second = byte_of(bytes[1]);
  if (lead == 0xE0) return second >= 0xA0;
  if (lead == 0xED) return second < 0xA0;
  if (lead == 0xEF) return !(second == 0xBF && byte_of(bytes[2]) >= 0xBE);
  if (lead == 0xF0) return second >= 0x90;
  if (lead == 0xF4) return second < 0x90;
  return true;
}

inline bool is_character(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code < 0xD800 || (code > 0xDFFF && code < 0xFFFE) || (code > 0xFFFF && code <= 0x10FFFF);
}

inline void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  const auto rest = [&](int shift) { put(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    rest(0);
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    rest(6);
    rest(0);
  } else {
    put(0xF0 | code >> 18);
    rest(12);
    rest(6);
    rest(0);
  }
}

}  // namespace mirante::aws::wire::xml
