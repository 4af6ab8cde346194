#include "platform/crypto/md5.h"

#include <openssl/evp.h>

#include "base/error.h"

namespace mirante::crypto {

Md5 md5(Bytes bytes) {
  Md5 digest{};
  MIRANTE_CHECK(
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr) == 1);
  return digest;
}

}  // namespace mirante::crypto
