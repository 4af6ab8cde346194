#include "main/commands/api_client.h"

namespace mirante::commands {

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
        c == '.' || c == '_' || c == '~') {
      result += c;
    } else {
      result += '%';
      result += digits[byte >> 4];
      result += digits[byte & 0x0F];
    }
  }
  return result;
}

std::string target_of(const ApiRequest& request) {
  auto target = request.path;
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    target += mark + encoded(name) + '=' + encoded(value);
    mark = '&';
  }
  return target;
}

}  // namespace mirante::commands
