// Passing over names, text and indentation of XML, a block of bytes at a time: sixteen where the
// processor compares so many at once, eight elsewhere. Each gives what looking at every byte
// would. Only the reader of XML uses it.
#pragma once

#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "platform/aws/wire/xml_bytes.h"

namespace mirante::aws::wire::xml {

/// Of each of its questions the answer has a bit for every byte that is not so; 0: all are.
/// `not_plain` may say so of a tab or a line feed, `not_letter` says so of digits and signs: they
/// are rare enough to be looked at one by one.
struct EightBytes {
  static constexpr std::ptrdiff_t size = 8;
  static constexpr auto high = each_byte(0x80);

  static std::uint64_t not_space(const char* at) { return eight_bytes(at) ^ each_byte(' '); }
  static std::uint64_t not_letter(const char* at) {
    const auto word = eight_bytes(at);
    const auto small = (word | each_byte(0x20)) & ~high;
    // Adding carries into the high bit of a byte exactly where the byte is large enough.
    const auto from_a = small + each_byte(0x80 - 'a');
    const auto after_z = small + each_byte(0x80 - 'z' - 1);
    return (word | ~from_a | after_z) & high;
  }
  static std::uint64_t not_plain(const char* at) {
    const auto word = eight_bytes(at);
    const auto low_bits = word & ~high;
    const auto is_control = ~(low_bits + each_byte(0x80 - 0x20));
    const auto differs = [&](std::uint8_t byte) {
      return (low_bits ^ each_byte(byte)) + each_byte(0x7F);
    };
    const auto is_special = ~(differs('<') & differs('&') & differs(']'));
    return (word | is_control | is_special) & high;
  }
  static std::ptrdiff_t first(std::uint64_t found) { return first_set(found); }
};

#ifdef __SSE2__
struct SixteenBytes {
  static constexpr std::ptrdiff_t size = 16;

  static unsigned not_space(const char* at) {
    return bits(_mm_cmpeq_epi8(load(at), _mm_set1_epi8(' '))) ^ 0xFFFF;
  }
  static unsigned not_letter(const char* at) {
    const auto small = _mm_or_si128(load(at), _mm_set1_epi8(0x20));
    // "a" to "z" become the 26 lowest of the signed numbers.
    const auto moved = _mm_add_epi8(small, _mm_set1_epi8(static_cast<char>(0x80 - 'a')));
    return bits(_mm_cmpgt_epi8(moved, _mm_set1_epi8(-128 + 25)));
  }
  static unsigned not_plain(const char* at) {
    const auto bytes = load(at);
    const auto is = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
    // As signed numbers, those over 0x7F are below the blank too.
    const auto is_outside = _mm_cmpgt_epi8(_mm_set1_epi8(0x20), bytes);
    return bits(_mm_or_si128(_mm_or_si128(is_outside, is('<')), _mm_or_si128(is('&'), is(']'))));
  }
  static std::ptrdiff_t first(unsigned found) { return std::countr_zero(found); }

 private:
  static __m128i load(const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  }
  static unsigned bits(__m128i bytes) { return static_cast<unsigned>(_mm_movemask_epi8(bytes)); }
};
using Block = SixteenBytes;
#else
using Block = EightBytes;
#endif

/// Indentation, mostly.
template <class Bytes = Block>
const char* skip_spaces(const char* at, const char* end) {
  for (; end - at >= Bytes::size; at += Bytes::size)
    if (const auto others = Bytes::not_space(at); others != 0) return at + Bytes::first(others);
  while (at != end && *at == ' ') ++at;
  return at;
}

/// What `found_in` reports may belong to the class all the same.
template <class Bytes>
const char* skip_blocks(const char* at, const char* end, Class which, auto found_in) {
  while (end - at >= Bytes::size) {
    const auto found = found_in(at);
    if (found == 0) {
      at += Bytes::size;
      continue;
    }
    at += Bytes::first(found);
    if (!is(*at, which)) return at;
    ++at;
  }
  return skip(at, end, which);
}

template <class Bytes = Block>
const char* skip_name(const char* at, const char* end) {
  return skip_blocks<Bytes>(at, end, name_rest, [](const char* p) { return Bytes::not_letter(p); });
}
template <class Bytes = Block>
const char* skip_plain(const char* at, const char* end) {
  return skip_blocks<Bytes>(at, end, plain, [](const char* p) { return Bytes::not_plain(p); });
}

}  // namespace mirante::aws::wire::xml
