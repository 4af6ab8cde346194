#include "features/servers/show_servers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_json.h"
#include "features/operations/operation_store.h"
#include "features/policy/policy_store.h"
#include "features/servers/server_json.h"
#include "features/servers/stored_server.h"

namespace mirante::servers {
namespace {

constexpr int versions_max = 20;
constexpr int operations_max = 20;

using Accounts = std::map<AccountId, accounts::Account>;

Accounts load_accounts(sql::Snapshot& snapshot, TenantId tenant) {
  Accounts found;
  for (auto& account : accounts::list(snapshot, tenant)) {
    const auto id = account.id;
    found.emplace(id, std::move(account));
  }
  return found;
}

std::vector<inventory::Filter::Tag> parse_tags(const std::vector<std::string>& texts) {
  std::vector<inventory::Filter::Tag> tags;
  for (const auto& text : texts) {
    const auto colon = text.find(':');
    inventory::Filter::Tag tag{.key = text.substr(0, colon)};
    if (tag.key.empty()) throw wrong_field("tag", "must be Key or Key:Value");
    if (colon != std::string::npos) tag.value = text.substr(colon + 1);
    tags.push_back(std::move(tag));
  }
  return tags;
}

/// Account ids that the wish limits the list to; nullopt: it limits nothing.
std::optional<std::vector<AccountId>> wished_accounts(sql::Snapshot& snapshot, TenantId tenant,
                                                      const ListServersWish& wish,
                                                      const Accounts& accounts) {
  if (wish.accounts.empty() && wish.customer.empty()) return std::nullopt;
  std::vector<AccountId> ids;
  for (const auto& reference : wish.accounts)
    ids.push_back(accounts::must_find(snapshot, tenant, reference).id);
  if (wish.customer.empty()) return ids;
  const auto customer = accounts::find_customer(snapshot, tenant, wish.customer);
  if (!customer)
    throw Failure(Error{.kind = ErrorKind::not_found,
                        .message = "there is no customer \"" + wish.customer + "\"",
                        .field = "customer",
                        .code = "customer.unknown"});
  std::vector<AccountId> theirs;
  for (const auto& [id, account] : accounts)
    if (account.customer == customer->id &&
        (wish.accounts.empty() || std::ranges::find(ids, id) != ids.end()))
      theirs.push_back(id);
  return theirs;
}

inventory::Filter filter_of(const ListServersWish& wish) {
  inventory::Filter filter{
      .states = wish.states, .types = wish.types, .name = wish.name, .tags = parse_tags(wish.tags)};
  for (const auto& region : wish.regions) filter.regions.push_back(Region{region});
  return filter;
}

std::string place_of(const inventory::ResourceRef& ref) {
  return ref.account.text() + ":" + ref.region.value + ":" + ref.id;
}

std::optional<inventory::ResourceRef> parse_place(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto first = text.find(':'), last = text.rfind(':');
  const auto account = AccountId::parse(text.substr(0, first));
  if (first == last || !account) throw wrong_field("after", "is no place that a list gave as next");
  return inventory::ResourceRef{.account = *account,
                                .region = {text.substr(first + 1, last - first - 1)},
                                .id = text.substr(last + 1)};
}

/// Marks and running operations of all servers, by place.
struct Surroundings {
  std::vector<policy::NeverSwitchOff> marks;
  std::map<operations::TargetRef, OperationId> running;

  Surroundings(sql::Snapshot& snapshot, TenantId tenant)
      : marks(policy::list_never_switch_off(snapshot, tenant)) {
    for (const auto& one : operations::in_flight(snapshot, tenant))
      running.emplace(one.ref, one.operation);
  }

  Beside beside(const inventory::ResourceRef& ref, const Accounts& accounts) const {
    Beside beside;
    if (const auto account = accounts.find(ref.account); account != accounts.end())
      beside.account = &account->second;
    for (const auto& mark : marks)
      if (mark.account == ref.account && mark.region == ref.region && mark.server == ref.id)
        beside.mark = &mark;
    const auto found = running.find({.account = ref.account, .region = ref.region, .id = ref.id});
    if (found != running.end()) beside.operation = found->second;
    return beside;
  }
};

Json read_list(sql::Snapshot& snapshot, TenantId tenant, const ListServersWish& wish) {
  const auto accounts = load_accounts(snapshot, tenant);
  auto filter = filter_of(wish);
  auto ids = wished_accounts(snapshot, tenant, wish, accounts);
  if (ids && ids->empty())
    return {{"servers", Json::array()}, {"read", Json::array()}, {"unknown", Json::array()}};
  if (ids) filter.accounts = *std::move(ids);
  auto json = coverage_json(inventory::coverage(snapshot, tenant, filter), accounts);
  json["servers"] = Json::array();
  const auto found = inventory::list(snapshot, tenant, filter, inventory::Detail::card,
                                     wish.limit + 1, parse_place(wish.after));
  const Surroundings surroundings(snapshot, tenant);
  for (const auto& server : found) {
    if (json["servers"].size() == static_cast<std::size_t>(wish.limit)) {
      json["next"] = place_of(found[static_cast<std::size_t>(wish.limit) - 1].ref);
      break;
    }
    json["servers"].push_back(to_json(server, surroundings.beside(server.ref, accounts)));
  }
  return json;
}

Json versions_json(sql::Snapshot& snapshot, TenantId tenant, const inventory::ResourceRef& ref) {
  auto versions = Json::array();
  for (const auto& version : inventory::versions_of(snapshot, tenant, ref, versions_max))
    versions.push_back({{"version", version.version},
                        {"state", version.state.empty() ? Json() : Json(version.state)},
                        {"from", to_iso8601(version.from)},
                        {"until", to_iso8601(version.until)},
                        {"document", Json::parse(version.body)}});
  return versions;
}

Json read_one(sql::Snapshot& snapshot, TenantId tenant, const ServerRef& ref) {
  const auto server = find_server(snapshot, tenant, ref, "id");
  const auto accounts = load_accounts(snapshot, tenant);
  const Surroundings surroundings(snapshot, tenant);
  auto json = to_json(server, surroundings.beside(server.ref, accounts));
  const auto document = inventory::document_of(server);
  json["document"] = document;
  json["versions"] = versions_json(snapshot, tenant, server.ref);
  json["operations"] = Json::array();
  const operations::TargetRef target{
      .account = server.ref.account, .region = server.ref.region, .id = server.ref.id};
  for (const auto& operation : operations::operations_of(snapshot, tenant, target, operations_max))
    json["operations"].push_back(operations::summary_json(
        operation, operations::targets_of(snapshot, tenant, operation.id)));
  json["first_stop_losses"] = Json::array();
  if (!was_stopped_before(snapshot, tenant, target))
    for (const auto& loss : stored_losses(document))
      json["first_stop_losses"].push_back({{"code", loss.code}, {"text", loss.text}});
  return json;
}

}  // namespace

Task<Json> list_servers(ServersServices& services, CallContext ctx, ListServersWish wish) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_list(snapshot, ctx.tenant, wish); });
}

Task<Json> show_server(ServersServices& services, CallContext ctx, ServerRef ref) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_one(snapshot, ctx.tenant, ref); });
}

}  // namespace mirante::servers
