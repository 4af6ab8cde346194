// The HTTP face of the audit: read it, verify the chain, take it away.
#pragma once

#include "features/audit/read_audit.h"
#include "platform/http/router.h"

namespace mirante::audit {

/// `services` outlives the router.
void add_routes(http::Router& router, AuditServices& services);

}  // namespace mirante::audit
