// The table of links that work once: an invitation into a tenant, and a new password for a member.
// Found by the hash of their token.
#pragma once

#include <optional>
#include <vector>

#include "base/reach.h"
#include "features/identity/role.h"
#include "features/identity/token_hash.h"
#include "platform/sql/sql.h"

namespace mirante::identity {

struct LinkTag {
  static constexpr std::string_view prefix = "li", name = "link";
};
using LinkId = Id<LinkTag>;

struct Link {
  enum class Purpose : std::uint8_t { invitation, new_password };

  TenantId tenant;
  LinkId id;
  Purpose purpose = Purpose::invitation;
  std::string email;         // For whom.
  std::optional<Role> role;  // Of an invitation.
  Reach reach = {};          // Of an invitation: what the role is for.
  std::string made_by;       // As shown.
  Instant created_at{};
  Instant expires_at{};

  friend bool operator==(const Link&, const Link&) = default;
};

std::string_view to_string(Link::Purpose purpose);

/// An older link of the same purpose for the same person in this tenant ends.
void insert(sql::Tx& tx, const Link& link, const TokenHash& hash);
/// Crosses tenants on purpose: the hash says whose it is. Also one that has expired.
std::optional<Link> find_link(sql::Snapshot& snapshot, const TokenHash& hash);
std::optional<Link> find_link(sql::Snapshot& snapshot, TenantId tenant, LinkId id);
/// False if it is not there any more: each link works once.
bool take_link(sql::Tx& tx, TenantId tenant, LinkId id);
/// All for this person in this tenant.
void remove_links(sql::Tx& tx, TenantId tenant, std::string_view email);
/// Newest first; those that have expired too.
std::vector<Link> list_links(sql::Snapshot& snapshot, TenantId tenant, Link::Purpose purpose);

}  // namespace mirante::identity
