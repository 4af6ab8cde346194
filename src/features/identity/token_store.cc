#include "features/identity/token_store.h"

namespace mirante::identity {
namespace {

constexpr std::string_view columns =
    "select tenant_id, id, user_id, name, role, created_at, expires_at, used_at from api_tokens ";

ApiToken token_of(const sql::Row& row) {
  return {.tenant = row.id<TenantId>(0),
          .id = row.id<ApiTokenId>(1),
          .user = row.id<UserId>(2),
          .name = row.text(3),
          .role = or_throw(parse_role(row.text(4))),
          .created_at = row.instant(5),
          .expires_at = row.instant(6),
          .used_at = row.maybe(7, &sql::Row::instant)};
}

}  // namespace

void insert(sql::Tx& tx, const ApiToken& token, const TokenHash& hash) {
  tx.exec(
      "insert into api_tokens (tenant_id, id, token_hash, user_id, name, role, created_at, "
      "expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
      token.tenant, token.id, sql::Bytes{hash}, token.user, token.name, to_string(token.role),
      token.created_at, token.expires_at);
}

std::optional<ApiToken> find_api_token(sql::Snapshot& snapshot, const TokenHash& hash) {
  const auto row = snapshot.one(std::string(columns) + "where token_hash = ?", sql::Bytes{hash});
  if (!row) return std::nullopt;
  return token_of(*row);
}

void touch(sql::Tx& tx, TenantId tenant, ApiTokenId id, Instant used_at) {
  tx.exec("update api_tokens set used_at = ? where tenant_id = ? and id = ?", used_at, tenant, id);
}

std::vector<ApiToken> list_api_tokens(sql::Snapshot& snapshot, TenantId tenant, UserId user) {
  std::vector<ApiToken> tokens;
  for (const auto& row :
       snapshot.all(std::string(columns) +
                        "where tenant_id = ? and user_id = ? order by created_at desc, id",
                    tenant, user))
    tokens.push_back(token_of(row));
  return tokens;
}

bool remove_api_token(sql::Tx& tx, TenantId tenant, UserId user, ApiTokenId id) {
  return tx.exec("delete from api_tokens where tenant_id = ? and user_id = ? and id = ?", tenant,
                 user, id) > 0;
}

void remove_api_tokens(sql::Tx& tx, TenantId tenant, UserId user) {
  tx.exec("delete from api_tokens where tenant_id = ? and user_id = ?", tenant, user);
}

}  // namespace mirante::identity
