#include "features/servers/find_server.h"

#include <algorithm>

#include "features/accounts/reachable_store.h"
#include "features/inventory/resource_store.h"

namespace mirante::servers {
namespace {

Error unknown(const ServerRef& ref, const std::string& field) {
  std::string where;
  if (!ref.account.empty()) where += " in account \"" + ref.account + "\"";
  if (!ref.region.empty()) where += " in " + ref.region;
  return {.kind = ErrorKind::not_found,
          .message =
              "no server " + ref.id + " is known" + where + "; check the id, or sweep if it is new",
          .field = field,
          .code = "server.unknown"};
}

Error ambiguous(const ServerRef& ref, const std::vector<inventory::Resource>& found,
                const std::string& field) {
  std::string places;
  for (const auto& one : found)
    places += (places.empty() ? "" : ", ") + one.ref.account.text() + " " + one.ref.region.value;
  return {.kind = ErrorKind::conflict,
          .message = ref.id + " is in several places (" + places + "); name account and region",
          .field = field,
          .code = "server.ambiguous"};
}

inventory::Resource find_within(sql::Snapshot& snapshot, const CallContext& ctx,
                                const sql::Within& within, const ServerRef& ref,
                                const std::string& field) {
  if (!is_server_id(ref.id))
    throw Failure(
        fail_field(field, "\"" + ref.id + "\" is no server's id; it looks like i-0123456789abcdef0")
            .error());
  std::optional<AccountId> account;
  if (!ref.account.empty()) account = accounts::must_find(snapshot, ctx, ref.account).id;
  auto found = inventory::find_by_id(snapshot, ctx.tenant, inventory::instance_kind, ref.id);
  std::erase_if(found, [&](const inventory::Resource& one) {
    return !accounts::is_within(within, one.ref.account) ||
           (account && one.ref.account != *account) ||
           (!ref.region.empty() && one.ref.region.value != ref.region);
  });
  // One that is gone from AWS is found only where none is there.
  if (std::ranges::any_of(found, [](const auto& one) { return !one.gone_at; }))
    std::erase_if(found, [](const auto& one) { return one.gone_at.has_value(); });
  if (found.empty()) throw Failure(unknown(ref, field));
  if (found.size() > 1) throw Failure(ambiguous(ref, found, field));
  return std::move(found.front());
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
