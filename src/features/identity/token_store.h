// The table of API tokens: what programs show instead of a session. A token acts as the person who
// made it, in one tenant, with at most its own role, until it expires or is taken back.
#pragma once

#include <optional>
#include <vector>

#include "features/identity/role.h"
#include "features/identity/token_hash.h"
#include "platform/sql/sql.h"

namespace mirante::identity {

struct ApiTokenTag {
  static constexpr std::string_view prefix = "tk", name = "token";
};
using ApiTokenId = Id<ApiTokenTag>;

struct ApiToken {
  TenantId tenant;
  ApiTokenId id;
  UserId user;
  std::string name;
  Role role = Role::viewer;
  Instant created_at{};
  Instant expires_at{};
  std::optional<Instant> used_at = {};

  friend bool operator==(const ApiToken&, const ApiToken&) = default;
};

void insert(sql::Tx& tx, const ApiToken& token, const TokenHash& hash);
/// Crosses tenants on purpose: the hash says whose it is. Also one that has expired.
std::optional<ApiToken> find_api_token(sql::Snapshot& snapshot, const TokenHash& hash);
void touch(sql::Tx& tx, TenantId tenant, ApiTokenId id, Instant used_at);
/// Of one person, newest first.
std::vector<ApiToken> list_api_tokens(sql::Snapshot& snapshot, TenantId tenant, UserId user);
/// False if this person has no such token.
bool remove_api_token(sql::Tx& tx, TenantId tenant, UserId user, ApiTokenId id);
/// All of a person in this tenant.
void remove_api_tokens(sql::Tx& tx, TenantId tenant, UserId user);

}  // namespace mirante::identity
