#include "platform/crypto/secret.h"

#include <sodium.h>

#include <algorithm>

namespace mirante::crypto {

void wipe(std::span<std::uint8_t> bytes) noexcept { sodium_memzero(bytes.data(), bytes.size()); }

void wipe(std::string& text) noexcept {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

Secret::Secret(std::string_view text)
    : Secret(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())) {}

Secret::Secret(std::span<const std::uint8_t> bytes) : Secret(of_size(bytes.size())) {
  std::ranges::copy(bytes, bytes_.get());
}

Secret Secret::take(std::string&& text) {
  Secret secret{std::string_view(text)};
  crypto::wipe(text);
  return secret;
}

Secret Secret::of_size(std::size_t size) {
  Secret secret;
  secret.bytes_ = std::make_unique<std::uint8_t[]>(size);
  secret.size_ = size;
  return secret;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

void Secret::wipe() noexcept {
  if (bytes_) sodium_memzero(bytes_.get(), size_);
}

}  // namespace mirante::crypto
