#include "platform/crypto/content_tag.h"

#include "platform/crypto/hash.h"

namespace mirante::crypto {

std::string content_tag(std::string_view content) {
  constexpr std::size_t digits = 32;  // Half of the hash: nobody gains by making two alike.
  return "\"" + to_hex(sha256(content)).substr(0, digits) + "\"";
}

}  // namespace mirante::crypto
