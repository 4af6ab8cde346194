#include "features/identity/link_store.h"

#include "features/identity/stored_reach.h"

namespace mirante::identity {
namespace {

constexpr std::string_view columns =
    "select tenant_id, id, purpose, email, role, made_by, created_at, expires_at, "
    "limits from links ";

Link::Purpose purpose_of(std::string_view text) {
  for (const auto purpose : {Link::Purpose::invitation, Link::Purpose::new_password})
    if (to_string(purpose) == text) return purpose;
  throw Failure(ErrorKind::corrupt,
                "a stored link has the unknown purpose \"" + std::string(text) + "\"");
}

Link link_of(const sql::Row& row) {
  Link link{.tenant = row.id<TenantId>(0),
            .id = row.id<LinkId>(1),
            .purpose = purpose_of(row.text(2)),
            .email = row.text(3),
            .made_by = row.text(5),
            .created_at = row.instant(6),
            .expires_at = row.instant(7)};
  if (!row.is_null(4)) link.role = or_throw(parse_role(row.text(4)));
  link.reach = stored_reach(row, 8);
  return link;
}

}  // namespace

std::string_view to_string(Link::Purpose purpose) {
  switch (purpose) {
    case Link::Purpose::invitation: return "invitation";
    case Link::Purpose::new_password: return "new_password";
  }
  MIRANTE_CHECK(false);
}

void insert(sql::Tx& tx, const Link& link, const TokenHash& hash) {
  tx.exec("delete from links where tenant_id = ? and purpose = ? and email = ?", link.tenant,
          to_string(link.purpose), link.email);
  std::optional<std::string_view> role;
  if (link.role) role = to_string(*link.role);
  tx.exec(
      "insert into links (tenant_id, id, token_hash, purpose, email, role, made_by, created_at, "
      "expires_at, limits) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      link.tenant, link.id, sql::Bytes{hash}, to_string(link.purpose), link.email, role,
      link.made_by, link.created_at, link.expires_at, to_stored(link.reach));
}

std::optional<Link> find_link(sql::Snapshot& snapshot, const TokenHash& hash) {
  const auto row = snapshot.one(std::string(columns) + "where token_hash = ?", sql::Bytes{hash});
  if (!row) return std::nullopt;
  return link_of(*row);
}

std::optional<Link> find_link(sql::Snapshot& snapshot, TenantId tenant, LinkId id) {
  const auto row =
      snapshot.one(std::string(columns) + "where tenant_id = ? and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return link_of(*row);
}

bool take_link(sql::Tx& tx, TenantId tenant, LinkId id) {
  return tx.exec("delete from links where tenant_id = ? and id = ?", tenant, id) > 0;
}

void remove_links(sql::Tx& tx, TenantId tenant, std::string_view email) {
  tx.exec("delete from links where tenant_id = ? and email = ?", tenant, email);
}

std::vector<Link> list_links(sql::Snapshot& snapshot, TenantId tenant, Link::Purpose purpose) {
  std::vector<Link> links;
  for (const auto& row :
       snapshot.all(std::string(columns) +
                        "where tenant_id = ? and purpose = ? order by created_at desc, id",
                    tenant, to_string(purpose)))
    links.push_back(link_of(row));
  return links;
}

}  // namespace mirante::identity
