// Links that leave servers on, over HTTP: open to whoever holds one. Checks before fires.
#pragma once

#include "features/notices/notices_services.h"
#include "platform/http/router.h"

namespace mirante::notices {

void add_routes(http::Router& router, const NoticesServices& services);

}  // namespace mirante::notices
