#include "platform/crypto/rsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <utility>

#include "base/error.h"

namespace mirante::crypto {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Numbers = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;

constexpr std::size_t prime_bytes = 128;
constexpr unsigned long exponent = 65537;

Number number(unsigned long value = 0) {
  Number made(BN_new());
  MIRANTE_CHECK(made && BN_set_word(made.get(), value) == 1);
  return made;
}

/// The first prime from a drawn number on, whose predecessor the exponent does not divide.
Number derive_prime(const RsaKey::FillRandom& fill, BN_CTX* context) {
  std::array<std::uint8_t, prime_bytes> bytes{};
  fill(bytes);
  bytes.front() |= 0xc0;  // The product of two such has all 2048 bits.
  bytes.back() |= 1;
  Number prime(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  MIRANTE_CHECK(prime);
  while (BN_mod_word(prime.get(), exponent) == 1 ||
         BN_check_prime(prime.get(), context, nullptr) != 1)
    MIRANTE_CHECK(BN_add_word(prime.get(), 2) == 1);
  return prime;
}

const EVP_MD* digest_of(SignatureHash hash) {
  return hash == SignatureHash::sha1 ? EVP_sha1() : EVP_sha256();
}

}  // namespace

struct RsaKey::State {
  Key key;
};

RsaKey::RsaKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
RsaKey::~RsaKey() = default;
RsaKey::RsaKey(RsaKey&&) noexcept = default;

RsaKey RsaKey::derive(const FillRandom& fill) {
  const Numbers context(BN_CTX_new());
  auto p = derive_prime(fill, context.get()), q = derive_prime(fill, context.get());
  if (BN_cmp(p.get(), q.get()) < 0) std::swap(p, q);
  const auto n = number(), p1 = number(), q1 = number(), phi = number(), e = number(exponent);
  const auto d = number(), dp = number(), dq = number(), qi = number();
  const auto one = number(1);
  bool ok = BN_mul(n.get(), p.get(), q.get(), context.get()) == 1 &&
            BN_sub(p1.get(), p.get(), one.get()) == 1 &&
            BN_sub(q1.get(), q.get(), one.get()) == 1 &&
            BN_mul(phi.get(), p1.get(), q1.get(), context.get()) == 1 &&
            BN_mod_inverse(d.get(), e.get(), phi.get(), context.get()) != nullptr &&
            BN_mod(dp.get(), d.get(), p1.get(), context.get()) == 1 &&
            BN_mod(dq.get(), d.get(), q1.get(), context.get()) == 1 &&
            BN_mod_inverse(qi.get(), q.get(), p.get(), context.get()) != nullptr;
  const Builder builder(OSSL_PARAM_BLD_new());
  const std::pair<const char*, const BIGNUM*> parts[] = {
      {OSSL_PKEY_PARAM_RSA_N, n.get()},          {OSSL_PKEY_PARAM_RSA_E, e.get()},
      {OSSL_PKEY_PARAM_RSA_D, d.get()},          {OSSL_PKEY_PARAM_RSA_FACTOR1, p.get()},
      {OSSL_PKEY_PARAM_RSA_FACTOR2, q.get()},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get()},
      {OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get()}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi.get()}};
  for (const auto& [name, part] : parts)
    ok = ok && OSSL_PARAM_BLD_push_BN(builder.get(), name, part) == 1;
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext making(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  ok = ok && parameters && making && EVP_PKEY_fromdata_init(making.get()) == 1 &&
       EVP_PKEY_fromdata(making.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1;
  MIRANTE_CHECK(ok);
  return RsaKey(std::make_unique<State>(State{Key(key)}));
}

std::vector<std::uint8_t> RsaKey::sign(SignatureHash hash, std::string_view text) const {
  const DigestContext context(EVP_MD_CTX_new());
  const auto bytes = as_bytes(text);
  std::size_t size = 0;
  MIRANTE_CHECK(EVP_DigestSignInit(context.get(), nullptr, digest_of(hash), nullptr,
                                   state_->key.get()) == 1 &&
                EVP_DigestSign(context.get(), nullptr, &size, bytes.data(), bytes.size()) == 1);
  std::vector<std::uint8_t> signature(size);
  MIRANTE_CHECK(
      EVP_DigestSign(context.get(), signature.data(), &size, bytes.data(), bytes.size()) == 1);
  return signature;
}

std::string RsaKey::certificate(const CertificateFacts& facts) const {
  const Certificate made(X509_new());
  auto* x509 = made.get();
  const auto seconds = [](Instant at) { return static_cast<time_t>(to_micros(at) / 1'000'000); };
  auto* name = X509_get_subject_name(x509);
  const auto common_name = as_bytes(facts.common_name);
  MIRANTE_CHECK(X509_set_version(x509, X509_VERSION_3) == 1 &&
                ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), facts.serial) == 1 &&
                ASN1_TIME_set(X509_getm_notBefore(x509), seconds(facts.not_before)) != nullptr &&
                ASN1_TIME_set(X509_getm_notAfter(x509), seconds(facts.not_after)) != nullptr &&
                X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, common_name.data(),
                                           static_cast<int>(common_name.size()), -1, 0) == 1 &&
                X509_set_issuer_name(x509, name) == 1 &&
                X509_set_pubkey(x509, state_->key.get()) == 1 &&
                X509_sign(x509, state_->key.get(), EVP_sha256()) > 0);
  const Memory memory(BIO_new(BIO_s_mem()));
  MIRANTE_CHECK(PEM_write_bio_X509(memory.get(), x509) == 1);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

bool signed_by(std::string_view certificate, SignatureHash hash, std::string_view text,
               Bytes signature) {
  const Memory memory(BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size())));
  const Certificate read(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
  if (!read) return false;
  const DigestContext context(EVP_MD_CTX_new());
  const auto bytes = as_bytes(text);
  return EVP_DigestVerifyInit(context.get(), nullptr, digest_of(hash), nullptr,
                              X509_get0_pubkey(read.get())) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes.data(),
                          bytes.size()) == 1;
}

}  // namespace mirante::crypto
