// Where canonical JSON is put together: bytes that only grow, and short copies without a call.
// Values refer to it by place, since it moves when it grows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace mirante::inventory {

/// Whether a byte of a JSON string stands for itself; all bytes of UTF-8 sequences do.
constexpr std::array<bool, 256> make_plain_bytes() {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < plain.size(); ++byte)
    plain[byte] = byte != '"' && byte != '\\';
  return plain;
}
inline constexpr auto plain_bytes = make_plain_bytes();

inline bool is_plain(char c) { return plain_bytes[static_cast<unsigned char>(c)]; }

inline std::uint64_t eight_bytes(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Has the high bit of every byte that is not plain. A byte after such a one may be called so too,
/// and then no answer is wrong.
inline std::uint64_t not_plain(std::uint64_t word) {
  constexpr auto each = [](std::uint64_t byte) { return 0x0101'0101'0101'0101ULL * byte; };
  const auto has_less = [&](std::uint64_t value, std::uint64_t limit) {
    return (value - each(limit)) & ~value;
  };
  return (has_less(word, 0x20) | has_less(word ^ each('"'), 1) | has_less(word ^ each('\\'), 1)) &
         each(0x80);
}

/// Whether all of what was copied is plain.
inline bool copy_plain(char* to, const char* from, std::size_t size) {
  constexpr auto block = sizeof(std::uint64_t);
  if (size < block) {
    bool all = true;
    for (std::size_t i = 0; i < size; ++i) {
      to[i] = from[i];
      all &= is_plain(from[i]);
    }
    return all;
  }
  std::uint64_t found = 0;
  const auto copy = [&](std::size_t at) {
    const auto word = eight_bytes(from + at);
    std::memcpy(to + at, &word, block);
    found |= not_plain(word);
  };
  for (std::size_t at = 0; at + block <= size; at += block) copy(at);
  copy(size - block);
  return found == 0;
}

/// A part of a buffer.
struct Span {
  std::size_t at = 0;
  std::size_t size = 0;
};

class JsonBuffer {
 public:
  /// So much may be read and written beyond what is asked for.
  static constexpr std::size_t block = 32;

  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }
  std::string_view view(Span span) const { return {bytes_.get() + span.at, span.size}; }

  /// Room for `bytes` more; what is written there counts after `end_at`.
  char* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes + block) grow(bytes);
    return bytes_.get() + size_;
  }
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

  /// Copies what lies in this buffer already into its room. Returns the end.
  char* put(char* to, Span span) const { return put_blocks(to, bytes_.get() + span.at, span.size); }
  /// `from` must have a block of readable bytes beyond its size.
  static char* put_blocks(char* to, const char* from, std::size_t size) {
    for (std::size_t at = 0; at < size; at += block) {
      std::array<char, block> held;  // The last blocks may overlap.
      std::memcpy(held.data(), from + at, block);
      std::memcpy(to + at, held.data(), block);
    }
    return to + size;
  }
  static char* put(char* to, std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
  }
  /// `text` as a JSON string; needs room for `text.size() * 6 + 2`.
  static char* put_text(char* to, std::string_view text) {
    *to++ = '"';
    if (copy_plain(to, text.data(), text.size()))
      to += text.size();
    else
      to = put_escaped(to, text);
    *to++ = '"';
    return to;
  }

 private:
  static char* put_escaped(char* to, std::string_view text);
  void grow(std::size_t bytes);

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace mirante::inventory
