// Another company in this install: a tenant of its own, with an invitation for its first
// administrator. What one tenant owns does not exist for another, so whoever adds it sees nothing
// in it unless they are invited too.
#pragma once

#include "features/identity/members.h"
#include "features/identity/tenant_store.h"

namespace mirante::identity {

struct TenantDraft {
  std::string company;
  std::string admin_email;
};
struct AddedTenant {
  Tenant tenant;
  MadeLink invitation;  // For its first administrator, seven days.
};
/// Stands in the audit of both: of the tenant that asked, and of the new one. Throws
/// Failure(forbidden) without `install_manage`; Failure(invalid) "company" or "email".
Task<AddedTenant> add_tenant(IdentityServices& services, CallContext ctx, TenantDraft draft);

}  // namespace mirante::identity
