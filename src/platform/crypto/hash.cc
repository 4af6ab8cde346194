#include "platform/crypto/hash.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>

#include "base/error.h"

namespace mirante::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<EVP_MD_CTX, FreeContext>;

/// Looked up once: OpenSSL 3 searches its providers for each name otherwise.
const EVP_MD* algorithm() {
  static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  MIRANTE_CHECK(found != nullptr);
  return found;
}

EVP_MD_CTX* thread_context() {
  thread_local const ContextPtr context(EVP_MD_CTX_new());
  MIRANTE_CHECK(context != nullptr);
  return context.get();
}

Sha256 hash_of(Bytes first, Bytes second) {
  EVP_MD_CTX* const context = thread_context();
  Sha256 hash;
  const bool is_done = EVP_DigestInit_ex2(context, algorithm(), nullptr) == 1 &&
                       EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
                       EVP_DigestUpdate(context, second.data(), second.size()) == 1 &&
                       EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1;
  MIRANTE_CHECK(is_done);
  return hash;
}

}  // namespace

Sha256 sha256(Bytes bytes) { return hash_of(bytes, {}); }

Sha256 hmac_sha256(Bytes key, Bytes message) {
  std::array<std::uint8_t, 64> block{};
  if (key.size() > block.size())
    std::ranges::copy(sha256(key), block.begin());
  else
    std::ranges::copy(key, block.begin());
  for (auto& byte : block) byte ^= 0x36;
  const Sha256 inner = hash_of(block, message);
  for (auto& byte : block) byte ^= 0x36 ^ 0x5c;
  const Sha256 outer = hash_of(block, inner);
  sodium_memzero(block.data(), block.size());
  return outer;
}

struct Sha256Stream::Context {
  ContextPtr raw{EVP_MD_CTX_new()};
  void begin() { MIRANTE_CHECK(raw && EVP_DigestInit_ex2(raw.get(), algorithm(), nullptr) == 1); }
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) { context_->begin(); }
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::add(Bytes bytes) {
  MIRANTE_CHECK(EVP_DigestUpdate(context_->raw.get(), bytes.data(), bytes.size()) == 1);
}

Sha256 Sha256Stream::finish() {
  Sha256 hash;
  MIRANTE_CHECK(EVP_DigestFinal_ex(context_->raw.get(), hash.data(), nullptr) == 1);
  context_->begin();
  return hash;
}

std::string to_hex(Bytes bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(bytes.size() * 2, '0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes(text.size() / 2);
  if (text.empty()) return bytes;  // libsodium takes no null pointer, not even for no bytes.
  std::size_t size = 0;
  const char* end = nullptr;
  if (text.size() % 2 != 0 ||
      sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, &end) !=
          0 ||
      end != text.data() + text.size())
    return std::nullopt;
  return bytes;
}

std::string to_base64(Bytes bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // The final NUL.
  return text;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

bool equal_in_constant_time(Bytes a, Bytes b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace mirante::crypto
