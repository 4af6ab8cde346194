// Who asks over the panel's own socket: the kernel says which user of the machine, who owns the
// data folder or is root and may do all. In the install's first company, or in the one that the
// header `Mirante-Tenant` names (percent-encoded; by its name or id), which counts here alone.
#pragma once

#include "platform/http/server.h"
#include "platform/sql/sql.h"

namespace mirante {

/// The database outlives it. Throws Failure(unauthorized) for who is no program of this machine;
/// as `identity::find_tenant_called`.
http::ContextMaker local_context(sql::Database& db, TenantId first);

}  // namespace mirante
