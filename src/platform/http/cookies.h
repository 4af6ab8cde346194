// Cookies (RFC 6265), as far as a session needs them: one value that scripts cannot read.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/transport.h"

namespace mirante::http {

/// The first cookie of this name in the Cookie headers.
std::optional<std::string> find_cookie(const Headers& headers, std::string_view name);

struct SetCookie {
  std::string_view name;
  std::string_view value;           // Without spaces, commas, semicolons.
  bool is_secure = true;            // Only over TLS.
  std::chrono::seconds max_age{0};  // Zero: the browser forgets it now.
};
/// The value of Set-Cookie: HttpOnly, SameSite=Lax, for the whole site.
std::string text_of(const SetCookie& cookie);

}  // namespace mirante::http
