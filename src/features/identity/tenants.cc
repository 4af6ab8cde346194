#include "features/identity/tenants.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/add_member.h"
#include "features/identity/post_link.h"
#include "features/identity/user_store.h"
#include "platform/vault/vault.h"

namespace mirante::identity {

void keep_names_apart(sql::Tx& tx, TenantId id, const std::string& name) {
  if (!is_another_called(tx, id, name)) return;
  throw Failure(Error{.kind = ErrorKind::conflict,
                      .message = "there is already a company called " + name,
                      .field = "company",
                      .code = "tenant.name_taken"});
}

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
  const bool is_known = co_await services.db.write([&](sql::Tx& tx) {
    lock_tenants(tx);  // Two at once get numbers of their own, and no name twice.
    keep_names_apart(tx, tenant.id, tenant.name);
    insert_tenant(tx, tenant);
    services.vault.prepare(tx, tenant.id);
    audit::append(tx, ctx, now, "tenant.added",
                  {{"tenant", tenant.id.text()}, {"company", tenant.name}, {"email", email}});
    audit::append(tx, inside, now, "tenant.added", {{"company", tenant.name}, {"email", email}});
    const auto known = find_user_by_email(tx, email);
    if (known) {
      // Somebody who has a login needs no link.
      add_member(tx, inside, *known,
                 {.tenant = tenant.id, .user = known->id, .role = Role::admin, .since = now},
                 ctx.actor.name);
      return true;
    }
    insert(tx, made.link, hash);
    made.is_mailed = mail_link(services, tx, inside, made);
    return false;
  });
  AddedTenant added{.tenant = tenant, .invitation = std::nullopt};
  if (!is_known) added.invitation = std::move(made);
  co_return added;
}

Task<std::vector<ListedTenant>> list_all_tenants(IdentityServices& services, CallContext ctx) {
  require(ctx, Permission::install_manage);
  co_return co_await services.db.read(
      [](sql::Snapshot& snapshot) { return list_tenants(snapshot); });
}

}  // namespace mirante::identity
