#include "base/context.h"

namespace mirante {

std::string_view to_string(Permission permission) {
  switch (permission) {
    case Permission::account_read: return "account.read";
    case Permission::account_write: return "account.write";
    case Permission::server_read: return "server.read";
    case Permission::server_switch: return "server.switch";
    case Permission::inventory_sweep: return "inventory.sweep";
    case Permission::operation_read: return "operation.read";
    case Permission::operation_cancel: return "operation.cancel";
    case Permission::policy_read: return "policy.read";
    case Permission::policy_write: return "policy.write";
    case Permission::audit_read: return "audit.read";
    case Permission::member_manage: return "member.manage";
    case Permission::install_manage: return "install.manage";
    case Permission::count_: break;
  }
  return "unknown";
}

std::string_view to_string(Actor::Kind kind) {
  switch (kind) {
    case Actor::Kind::user: return "user";
    case Actor::Kind::command_line: return "command_line";
    case Actor::Kind::schedule: return "schedule";
    case Actor::Kind::system: return "system";
  }
  return "system";
}

Result<Actor::Kind> parse_actor_kind(std::string_view text) {
  for (const auto kind :
       {Actor::Kind::user, Actor::Kind::command_line, Actor::Kind::schedule, Actor::Kind::system})
    if (to_string(kind) == text) return kind;
  return fail(ErrorKind::corrupt, "\"" + std::string(text) + "\" is no kind of actor");
}

CallContext anonymous() {
  return {.tenant = {}, .actor = {.kind = Actor::Kind::user, .name = "somebody"}};
}

void require(const CallContext& ctx, Permission permission) {
  if (ctx.may(permission)) return;
  if (ctx.is_anonymous())
    throw Failure(Error{.kind = ErrorKind::unauthorized,
                        .message = "log in first, or send a token (Authorization: Bearer …)",
                        .code = "session.needed"});
  throw Failure(Error{.kind = ErrorKind::forbidden,
                      .message = "this needs the permission \"" +
                                 std::string(to_string(permission)) +
                                 "\", which you do not have; ask an administrator of your company",
                      .code = "permission.missing"});
}

void require_everything(const CallContext& ctx, std::string_view what) {
  if (ctx.reach.is_everything) return;
  throw Failure(Error{.kind = ErrorKind::forbidden,
                      .message = "only who sees all accounts of the company may " +
                                 std::string(what) + "; your access is limited to some of them",
                      .code = "reach.limited"});
}

}  // namespace mirante
