#include "features/identity/role.h"

#include <initializer_list>

namespace mirante::identity {
namespace {

PermissionSet set_of(std::initializer_list<Permission> permissions) {
  PermissionSet set;
  for (const auto permission : permissions) set.set(static_cast<std::size_t>(permission));
  return set;
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::viewer: return "viewer";
    case Role::operator_: return "operator";
    case Role::admin: return "admin";
  }
  MIRANTE_CHECK(false);
}

Result<Role> parse_role(std::string_view text) {
  for (const auto role : {Role::viewer, Role::operator_, Role::admin})
    if (to_string(role) == text) return role;
  return fail_field("role", "must be viewer, operator or admin");
}

PermissionSet permissions_of(Role role) {
  using enum Permission;
  auto set = set_of({account_read, server_read, operation_read, policy_read});
  if (role == Role::viewer) return set;
  set |= set_of({server_switch, inventory_sweep, operation_cancel, policy_write, audit_read});
  if (role == Role::operator_) return set;
  return set | set_of({account_write, member_manage});
}

PermissionSet permissions_in(Role role, bool is_first_tenant) {
  auto set = permissions_of(role);
  if (role == Role::admin && is_first_tenant)
    set.set(static_cast<std::size_t>(Permission::install_manage));
  return set;
}

}  // namespace mirante::identity
