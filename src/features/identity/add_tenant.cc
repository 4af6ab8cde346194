#include "features/identity/add_tenant.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/make_link.h"
#include "platform/vault/vault.h"

namespace mirante::identity {

Task<AddedTenant> add_tenant(IdentityServices& services, CallContext ctx, TenantDraft draft) {
  require(ctx, Permission::install_manage);
  const auto company = normal_name(draft.company);
  if (!company) throw wrong_field("company", company.error().message);
  const auto email = or_throw(normal_email(draft.admin_email));
  const auto now = services.loop.clock().now();
  const Tenant tenant{.id = TenantId::make(services.loop.clock(), services.rng),
                      .name = *company,
                      .created_at = now};
  CallContext inside = ctx;
  inside.tenant = tenant.id;
  TokenHash hash{};
  auto made = make_link(services, inside, Link::Purpose::invitation, email, invitation_lasts, hash);
  made.link.role = Role::admin;
  co_await services.db.write([&](sql::Tx& tx) {
    lock_tenants(tx);  // Two at once get numbers of their own.
    insert_tenant(tx, tenant);
    services.vault.prepare(tx, tenant.id);
    insert(tx, made.link, hash);
    audit::append(tx, ctx, now, "tenant.added",
                  {{"tenant", tenant.id.text()}, {"company", tenant.name}, {"email", email}});
    audit::append(tx, inside, now, "tenant.added", {{"company", tenant.name}, {"email", email}});
  });
  co_return AddedTenant{.tenant = tenant, .invitation = std::move(made)};
}

}  // namespace mirante::identity
