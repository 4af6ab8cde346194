#include "features/identity/tenant_store.h"

namespace mirante::identity {
namespace {

Tenant tenant_of(const sql::Row& row) {
  return {.id = row.id<TenantId>(0), .name = row.text(1), .created_at = row.instant(2)};
}

}  // namespace

std::optional<Tenant> first_tenant(sql::Snapshot& snapshot) {
  const auto row = snapshot.one("select id, name, created_at from tenants where ordinal = 1");
  if (!row) return std::nullopt;
  return tenant_of(*row);
}

Tenant find_or_make_first_tenant(sql::Tx& tx, const Tenant& made) {
  if (const auto found = first_tenant(tx)) return *found;
  tx.exec("insert into tenants (id, ordinal, name, created_at) values (?, 1, ?, ?)", made.id,
          made.name, made.created_at);
  return made;
}

void insert_tenant(sql::Tx& tx, const Tenant& tenant) {
  const auto newest = tx.one("select max(ordinal) from tenants");
  tx.exec("insert into tenants (id, ordinal, name, created_at) values (?, ?, ?, ?)", tenant.id,
          newest->integer(0) + 1, tenant.name, tenant.created_at);
}

std::vector<TenantId> all_tenants(sql::Snapshot& snapshot) {
  std::vector<TenantId> ids;
  for (const auto& row : snapshot.all("select id from tenants order by id"))
    ids.push_back(row.id<TenantId>(0));
  return ids;
}

std::optional<Tenant> find_tenant(sql::Snapshot& snapshot, TenantId id) {
  const auto row = snapshot.one("select id, name, created_at from tenants where id = ?", id);
  if (!row) return std::nullopt;
  return tenant_of(*row);
}

std::vector<ListedTenant> list_tenants(sql::Snapshot& snapshot) {
  std::vector<ListedTenant> tenants;
  for (const auto& row :
       snapshot.all("select t.id, t.name, t.created_at, count(m.user_id) from tenants t left join "
                    "memberships m on m.tenant_id = t.id and m.role = 'admin' "
                    "group by t.id, t.name, t.created_at, t.ordinal order by t.ordinal"))
    tenants.push_back({.tenant = tenant_of(row), .administrators = row.integer(3)});
  return tenants;
}

Tenant find_tenant_called(sql::Snapshot& snapshot, const std::string& reference) {
  if (const auto id = TenantId::parse(reference))
    if (auto found = find_tenant(snapshot, *id)) return *std::move(found);
  const auto rows =
      snapshot.all("select id, name, created_at from tenants where name = ?", reference);
  if (rows.size() == 1) return tenant_of(rows.front());
  if (rows.empty())
    throw Failure(Error{
        .kind = ErrorKind::not_found,
        .message = "there is no company \"" + reference + "\"; `mirante tenant list` shows them",
        .field = "tenant",
        .code = "tenant.unknown"});
  throw Failure(Error{.kind = ErrorKind::conflict,
                      .message = "two companies are called \"" + reference +
                                 "\"; `mirante tenant list` shows their ids",
                      .field = "tenant",
                      .code = "tenant.ambiguous"});
}

bool is_another_called(sql::Snapshot& snapshot, TenantId id, const std::string& name) {
  return snapshot.one("select id from tenants where name = ? and id <> ? limit 1", name, id)
      .has_value();
}

void rename_tenant(sql::Tx& tx, TenantId id, const std::string& name) {
  tx.exec("update tenants set name = ? where id = ?", name, id);
}

void lock_tenants(sql::Tx& tx) {
  MIRANTE_CHECK(tx.one_for_update("select id from tenants where ordinal = 1").has_value());
}

std::string find_or_make_install_name(sql::Tx& tx, const std::string& made) {
  if (const auto row = tx.one_for_update("select name from install where id = 1"))
    return row->text(0);
  tx.exec("insert into install (id, name) values (1, ?)", made);
  return made;
}

}  // namespace mirante::identity
