// The tenants of this install: the companies that own data in it. The first one is made at its
// first start and owns the install; others may be added.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/instant.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::identity {

sql::Migrations migrations();

struct Tenant {
  TenantId id;
  std::string name;
  Instant created_at{};

  friend bool operator==(const Tenant&, const Tenant&) = default;
};

/// Crosses tenants on purpose: who asks over the panel's own socket works in the first one.
std::optional<Tenant> first_tenant(sql::Snapshot& snapshot);
/// The first tenant, made as `made` where there is none. Of several processes that start at once
/// one makes it.
Tenant find_or_make_first_tenant(sql::Tx& tx, const Tenant& made);
/// One more; the tenants are locked.
void insert_tenant(sql::Tx& tx, const Tenant& tenant);
/// Crosses tenants on purpose: what concerns the whole install.
std::vector<TenantId> all_tenants(sql::Snapshot& snapshot);
struct ListedTenant {
  Tenant tenant;
  std::int64_t administrators = 0;
};
/// The first one first. Crosses tenants on purpose: for those who own the install.
std::vector<ListedTenant> list_tenants(sql::Snapshot& snapshot);
std::optional<Tenant> find_tenant(sql::Snapshot& snapshot, TenantId id);
/// By its name or its id. Throws Failure(not_found) "tenant.unknown"; Failure(conflict)
/// "tenant.ambiguous" where two are called so.
Tenant find_tenant_called(sql::Snapshot& snapshot, const std::string& reference);

/// Whether another one than `id` is called so.
bool is_another_called(sql::Snapshot& snapshot, TenantId id, const std::string& name);

void rename_tenant(sql::Tx& tx, TenantId id, const std::string& name);
/// Nobody else changes the first tenant before the transaction ends: what is done once in an
/// install is done behind it.
void lock_tenants(sql::Tx& tx);

/// A short random name, drawn once for ever, by which AWS's logs know this install. `made` is what
/// a new one is called.
std::string find_or_make_install_name(sql::Tx& tx, const std::string& made);

}  // namespace mirante::identity
