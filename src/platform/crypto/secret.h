// A value that must not be seen: AWS secret keys, session tokens, passwords, key material. It
// zeroes its memory when it ends, and nothing can print, compare or copy it by accident: the one
// way to the text is `reveal`, which is easy to search for.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace mirante::crypto {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text);
  explicit Secret(std::span<const std::uint8_t> bytes);
  /// Takes the text over and zeroes the string that held it.
  static Secret take(std::string&& text);
  /// Zeroes, to be filled by `writable`.
  static Secret of_size(std::size_t size);

  Secret(Secret&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  /// A second one with the same value; said out loud because each is one more place to lose it.
  Secret clone() const { return Secret(reveal()); }

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// The value, as long as this object lives. Do not keep, log or put into a message.
  std::string_view reveal() const { return {reinterpret_cast<const char*>(bytes_.get()), size_}; }
  std::span<const std::uint8_t> reveal_bytes() const { return {bytes_.get(), size_}; }
  std::span<std::uint8_t> writable() { return {bytes_.get(), size_}; }

 private:
  void wipe() noexcept;

  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
};

/// Zeroes memory that the compiler may not leave out.
void wipe(std::span<std::uint8_t> bytes) noexcept;
void wipe(std::string& text) noexcept;

}  // namespace mirante::crypto
