// Certificates for tests, made on the spot: each signs itself and is its own authority.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace mirante::http::testing {

/// A certificate for `names` ("DNS:localhost, IP:127.0.0.1") and its key, as two PEM files.
class SelfSigned {
 public:
  enum class Validity : std::uint8_t { lasts, ended };

  SelfSigned(const std::filesystem::path& folder, const std::string& file, const char* names,
             Validity validity = Validity::lasts)
      : certificate(folder / (file + ".pem")), private_key(folder / (file + ".key")) {
    const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                    &::EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&::X509_free)> made(::X509_new(), &::X509_free);
    if (!key || !made) throw std::runtime_error("cannot make a certificate");
    constexpr long day = 24 * 60 * 60;
    ::X509_set_version(made.get(), X509_VERSION_3);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(made.get()), 1);
    ::X509_gmtime_adj(::X509_getm_notBefore(made.get()), -2 * day);
    ::X509_gmtime_adj(::X509_getm_notAfter(made.get()), validity == Validity::lasts ? day : -day);
    ::X509_set_pubkey(made.get(), key.get());
    auto* subject = ::X509_get_subject_name(made.get());
    ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                 reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    ::X509_set_issuer_name(made.get(), subject);
    extend(*made, NID_basic_constraints, "critical,CA:TRUE");
    extend(*made, NID_subject_alt_name, names);
    if (::X509_sign(made.get(), key.get(), ::EVP_sha256()) == 0)
      throw std::runtime_error("cannot sign a certificate");
    write(certificate, [&](FILE* to) { return ::PEM_write_X509(to, made.get()); });
    write(private_key, [&](FILE* to) {
      return ::PEM_write_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

  const std::filesystem::path certificate;
  const std::filesystem::path private_key;

 private:
  static void extend(X509& certificate, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&::X509_EXTENSION_free)> extension(
        ::X509V3_EXT_conf_nid(nullptr, &context, kind, value), &::X509_EXTENSION_free);
    if (!extension || ::X509_add_ext(&certificate, extension.get(), -1) != 1)
      throw std::runtime_error(std::string("cannot add to a certificate: ") + value);
  }
  template <class Print>
  static void write(const std::filesystem::path& path, Print print) {
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), &std::fclose);
    if (!file || print(file.get()) != 1) throw std::runtime_error("cannot write " + path.string());
  }
};

}  // namespace mirante::http::testing
