// The companies of this install, as those who own it see and add them: each is a tenant of its own.
// What one tenant owns does not exist for another, so whoever adds one sees nothing in it unless
// they belong to it too.
#pragma once

#include <optional>
#include <vector>

#include "features/identity/make_link.h"
#include "features/identity/tenant_store.h"

namespace mirante::identity {

struct TenantDraft {
  std::string company;  // No other one is called so.
  std::string admin_email;
};
struct AddedTenant {
  Tenant tenant;
  /// For its first administrator, seven days. Nullopt: that address had a login already, whose
  /// person is its administrator from now on.
  std::optional<MadeLink> invitation;
};
/// Stands in the audit of both: of the tenant that asked, and of the new one. Throws
/// Failure(forbidden) without `install_manage`; Failure(invalid) "company" or "email";
/// Failure(conflict) "tenant.name_taken".
Task<AddedTenant> add_tenant(IdentityServices& services, CallContext ctx, TenantDraft draft);

/// No two companies have one name; the tenants are locked. Throws Failure(conflict)
/// "tenant.name_taken".
void keep_names_apart(sql::Tx& tx, TenantId id, const std::string& name);

/// In the order in which they were made. Throws Failure(forbidden) without `install_manage`.
Task<std::vector<ListedTenant>> list_all_tenants(IdentityServices& services, CallContext ctx);

}  // namespace mirante::identity
