// What a member may do: one of three roles, each a set of permissions.
#pragma once

#include <string_view>

#include "base/context.h"

namespace mirante::identity {

enum class Role : std::uint8_t {
  viewer,     // Sees accounts, servers and operations; changes nothing.
  operator_,  // Also switches servers, sweeps, pauses and resumes, and reads the audit.
  admin,      // Also connects accounts and manages members.
};

std::string_view to_string(Role role);  // "viewer", "operator", "admin"
Result<Role> parse_role(std::string_view text);

/// `install_manage` is in none of them: it belongs to admins of the first tenant, who own the
/// install (see `permissions_in`).
PermissionSet permissions_of(Role role);

/// Of a member with this role in a tenant that is the install's first or not.
PermissionSet permissions_in(Role role, bool is_first_tenant);

}  // namespace mirante::identity
