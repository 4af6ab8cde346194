#include "features/servers/find_server.h"

#include <algorithm>

#include "features/accounts/reachable_store.h"

namespace mirante::servers {
namespace {

inventory::Resource find_within(sql::Snapshot& snapshot, const CallContext& ctx,
                                const sql::Within& within, const ServerRef& ref,
                                const std::string& field) {
  if (!is_server_id(ref.id))
    throw Failure(
        fail_field(field, "\"" + ref.id + "\" is no server's id; it looks like i-0123456789abcdef0")
            .error());
  return inventory::find_resource(snapshot, ctx, within,
                                  {.kind = inventory::instance_kind, .noun = "server"}, ref, field);
}

}  // namespace

bool is_server_id(std::string_view text) {
  if (!text.starts_with("i-") || (text.size() != 10 && text.size() != 19)) return false;
  return std::ranges::all_of(
      text.substr(2), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

inventory::Resource find_server(sql::Snapshot& snapshot, const CallContext& ctx,
                                const ServerRef& ref, const std::string& field) {
  return find_within(snapshot, ctx, accounts::within(snapshot, ctx), ref, field);
}

std::vector<inventory::Resource> find_servers(sql::Snapshot& snapshot, const CallContext& ctx,
                                              const std::vector<ServerRef>& refs) {
  const auto within = accounts::within(snapshot, ctx);
  std::vector<inventory::Resource> servers;
  for (const auto& ref : refs)
    servers.push_back(
        find_within(snapshot, ctx, within, ref, "servers[" + std::to_string(servers.size()) + "]"));
  return servers;
}

}  // namespace mirante::servers
