#include "features/servers/switch_servers.h"

#include <nlohmann/json.hpp>

#include "features/operations/request.h"
#include "features/operations/show_operation.h"
#include "features/servers/show_servers.h"
#include "features/servers/stored_server.h"
#include "features/servers/switch_kinds.h"

namespace mirante::servers {
namespace {

operations::RequestDraft draft_of(sql::Snapshot& snapshot, const CallContext& ctx,
                                  const SwitchWish& wish) {
  operations::RequestDraft draft{.kind = wish.kind,
                                 .idempotency_key = wish.idempotency_key,
                                 .despite_pause = wish.despite_pause};
  for (const auto& server : find_servers(snapshot, ctx, wish.servers)) {
    draft.targets.push_back(target_of(server));
    draft.names[target_of(server)] = server.name;
  }
  if (wish.kind == start_kind) draft.params = to_json(wish.start);
  if (wish.kind == stop_kind) draft.params = to_json(wish.stop);
  return draft;
}

policy::ServerRef place_of(const inventory::Resource& server) {
  return {.account = server.ref.account, .region = server.ref.region, .server = server.ref.id};
}

}  // namespace

Task<Json> switch_servers(ServersServices& services, CallContext ctx, SwitchWish wish) {
  require(ctx, Permission::server_switch);
  if (wish.servers.empty()) throw wrong_field("servers", "name at least one server");
  const auto asked = co_await services.db.write([&](sql::Tx& tx) {
    return operations::request(tx, ctx, services.spine, draft_of(tx, ctx, wish));
  });
  co_return co_await operations::show_operation(services.operations, ctx, {.id = asked.id});
}

Task<Json> mark_never_switch_off(ServersServices& services, CallContext ctx, ServerRef ref,
                                 std::string reason) {
  require(ctx, Permission::policy_write);
  const auto server = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return find_server(snapshot, ctx, ref, "id"); });
  co_await policy::set_never_switch_off(services.policy, ctx, place_of(server), std::move(reason));
  co_return co_await show_server(services, ctx, std::move(ref));
}

Task<Json> clear_never_switch_off(ServersServices& services, CallContext ctx, ServerRef ref) {
  require(ctx, Permission::policy_write);
  const auto server = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return find_server(snapshot, ctx, ref, "id"); });
  co_await policy::clear_never_switch_off(services.policy, ctx, place_of(server), "");
  co_return co_await show_server(services, ctx, std::move(ref));
}

}  // namespace mirante::servers
