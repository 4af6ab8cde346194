// Who asks for what, on whose behalf: every use case takes a `const CallContext&` first. The tenant
// in it is the only tenant that the call may see, and of that tenant only what its reach holds.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/reach.h"

namespace mirante {

/// One right to do one sort of thing. A route or command names the one it needs.
enum class Permission : std::uint8_t {
  account_read,
  account_write,
  server_read,
  server_switch,  // start, stop, reboot
  inventory_sweep,
  operation_read,
  operation_cancel,
  policy_read,
  policy_write,  // pause, resume, never-switch-off
  audit_read,
  member_manage,   // members, roles, invitations
  install_manage,  // doctor, the panel itself
  count_,
};

std::string_view to_string(Permission permission);

using PermissionSet = std::bitset<static_cast<std::size_t>(Permission::count_)>;
inline PermissionSet all_permissions() { return PermissionSet().set(); }

/// Who asked. `kind` is closed; `id` and `name` say which one.
struct Actor {
  enum class Kind : std::uint8_t { user, command_line, schedule, system };
  Kind kind = Kind::system;
  std::string id;    // "us_…", a schedule's id and fire key, or empty.
  std::string name;  // As shown: "ana@example.com", "root on the panel's machine".

  friend bool operator==(const Actor&, const Actor&) = default;
};

std::string_view to_string(Actor::Kind kind);
/// For reading stored actors back; Error(corrupt) for a name that no version knew.
Result<Actor::Kind> parse_actor_kind(std::string_view text);

struct CallContext {
  TenantId tenant;
  Actor actor;
  PermissionSet permissions;
  std::optional<Steady> deadline = {};  // None: the callee's own bounds apply.
  std::string trace = {};               // Joins log lines of one request or operation.
  Reach reach = {};                     // Everything: whoever is not limited, and the panel itself.

  bool is_anonymous() const { return actor.kind == Actor::Kind::user && actor.id.empty(); }
  bool may(Permission permission) const {
    return permissions.test(static_cast<std::size_t>(permission));
  }
};

/// Of requests by nobody in particular, which may only do what is open to all.
CallContext anonymous();

/// Throws Failure(unauthorized), code "session.needed", where nobody is known; else
/// Failure(forbidden) naming the permission.
void require(const CallContext& ctx, Permission permission);

/// For what concerns the tenant as a whole. Throws Failure(forbidden), code "reach.limited", for
/// whoever sees only a part of it; `what` ends the sentence "only who sees all may …".
void require_everything(const CallContext& ctx, std::string_view what);

}  // namespace mirante
