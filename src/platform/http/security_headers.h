// What every answer to a browser says about what its pages may do (ServerConfig::headers). The
// interface is files of its own origin, so that the policy needs no exception: a script that
// somebody manages to put into a page does not run, and no other site can frame or open it.
// Strict-Transport-Security is HttpServer's, which knows who came over TLS.
#pragma once

#include "platform/http/transport.h"

namespace mirante::http {

Headers security_headers();

}  // namespace mirante::http
