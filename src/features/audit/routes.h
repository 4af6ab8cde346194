// The HTTP face of the audit: read it, verify the chain, take it away.
#pragma once

#include "features/audit/audit.h"
#include "platform/http/router.h"
#include "platform/sql/sql.h"

namespace mirante::audit {

struct AuditServices {
  sql::Database& db;
};

/// `services` outlives the router.
void add_routes(http::Router& router, AuditServices& services);

/// {whole, records, head, broken?}
Json to_json(const Verification& verification);

}  // namespace mirante::audit
