#include "platform/http/security_headers.h"

namespace mirante::http {

Headers security_headers() {
  return {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
       "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "same-origin"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      // What the interface does not use; copying to the clipboard it does.
      {"Permissions-Policy",
       "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), "
       "publickey-credentials-get=(), screen-wake-lock=(), usb=()"}};
}

}  // namespace mirante::http
