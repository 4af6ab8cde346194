#include "platform/http/cookies.h"

namespace mirante::http {

std::optional<std::string> find_cookie(const Headers& headers, std::string_view name) {
  for (const auto& [header, text] : headers) {
    if (!same_header_name(header, "Cookie")) continue;
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      auto pair = rest.substr(0, end);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
        return std::string(pair.substr(name.size() + 1));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  }
  return std::nullopt;
}

std::string text_of(const SetCookie& cookie) {
  std::string text(cookie.name);
  text += '=';
  text += cookie.value;
  text += "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(cookie.max_age.count());
  if (cookie.is_secure) text += "; Secure";
  return text;
}

}  // namespace mirante::http
