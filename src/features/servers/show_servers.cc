#include "features/servers/show_servers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/inventory/list_store.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_json.h"
#include "features/operations/operation_store.h"
#include "features/operations/visible.h"
#include "features/policy/policy_store.h"
#include "features/servers/server_csv.h"
#include "features/servers/server_json.h"
#include "features/servers/stored_server.h"

namespace mirante::servers {
namespace {

constexpr int versions_max = 20;
constexpr int operations_max = 20;
const std::string unknown_state = "unknown";  // As filters and counts name it.
constexpr int csv_page = 5'000;               // Rows read at once.

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

inventory::Filter filter_of(const ListServersWish& wish) {
  inventory::Filter filter{.states = wish.states,
                           .types = wish.types,
                           .names = wish.names,
                           .search = wish.search,
                           .tags = parse_tags(wish.tags)};
  for (const auto& region : wish.regions) filter.regions.push_back(Region{region});
  std::ranges::replace(filter.states, unknown_state, std::string());
  return filter;
}

/// The value stands last, as it may hold colons.
std::string place_of(const inventory::Cursor& cursor) {
  return cursor.ref.account.text() + ":" + cursor.ref.region.value + ":" + cursor.ref.id + ":" +
         cursor.value;
}

std::optional<inventory::Cursor> parse_place(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto wrong = [] { return wrong_field("after", "is no place that a list gave as next"); };
  const auto first = text.find(':');
  const auto account = AccountId::parse(text.substr(0, first));
  if (first == std::string::npos || !account) throw wrong();
  const auto second = text.find(':', first + 1);
  if (second == std::string::npos) throw wrong();
  const auto third = text.find(':', second + 1);
  if (third == std::string::npos) throw wrong();
  return inventory::Cursor{.value = text.substr(third + 1),
                           .ref = {.account = *account,
                                   .region = {text.substr(first + 1, second - first - 1)},
                                   .id = text.substr(second + 1, third - second - 1)}};
}

inventory::PageWish page_of(const ListServersWish& wish) {
  inventory::PageWish page{
      .limit = wish.limit, .offset = wish.offset, .after = parse_place(wish.after)};
  if (wish.sort.empty()) return page;
  page.is_descending = wish.sort.starts_with('-');
  const auto key =
      inventory::parse_sort_key(std::string_view(wish.sort).substr(page.is_descending ? 1 : 0));
  if (!key)
    throw wrong_field("sort",
                      "must be one of name, id, state, type, account, region, zone, launched, "
                      "changed, observed; with - in front for descending");
  page.key = *key;
  return page;
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

/// What a wish comes to in this tenant.
struct Asked {
  Accounts accounts;
  inventory::Filter filter;
  inventory::PageWish page;
  bool is_of_nothing = false;  // Its customers have no accounts.
};

Asked asked_of(sql::Snapshot& snapshot, const CallContext& ctx, const ListServersWish& wish) {
  Asked asked{.accounts = load_accounts(snapshot, ctx.tenant),
              .filter = filter_of(wish),
              .page = page_of(wish)};
  auto ids = accounts::ids_of(snapshot, ctx, wish.accounts, wish.customers);
  asked.is_of_nothing = ids && ids->empty();
  if (ids) asked.filter.accounts = *std::move(ids);
  return asked;
}

/// {total, states{}}
void put_counts(Json& json, sql::Snapshot& snapshot, const CallContext& ctx, const Asked& asked) {
  std::int64_t total = 0;
  for (const auto& [state, count] : inventory::count_by_state(snapshot, ctx.tenant, asked.filter)) {
    json["states"][state.empty() ? unknown_state : state] = count;
    const auto& states = asked.filter.states;
    if (states.empty() || std::ranges::find(states, state) != states.end()) total += count;
  }
  json["total"] = total;
}

Json read_list(sql::Snapshot& snapshot, const CallContext& ctx, const ListServersWish& wish) {
  const auto asked = asked_of(snapshot, ctx, wish);
  Json json{{"servers", Json::array()}, {"states", Json::object()}, {"total", 0}};
  if (asked.is_of_nothing) {
    json["read"] = json["unknown"] = Json::array();
    return json;
  }
  json.update(
      coverage_json(inventory::coverage(snapshot, ctx.tenant, asked.filter), asked.accounts));
  put_counts(json, snapshot, ctx, asked);
  const auto listing = inventory::page(snapshot, ctx.tenant, asked.filter, asked.page);
  const Surroundings surroundings(snapshot, ctx.tenant);
  for (const auto& server : listing.resources)
    json["servers"].push_back(to_json(server, surroundings.beside(server.ref, asked.accounts)));
  if (listing.next) json["next"] = place_of(*listing.next);
  return json;
}

std::string read_csv(sql::Snapshot& snapshot, const CallContext& ctx, const ListServersWish& wish,
                     CsvForm form) {
  auto asked = asked_of(snapshot, ctx, wish);
  asked.page.limit = csv_page;
  asked.page.offset = 0;
  asked.page.after.reset();
  CsvWriter csv(form.separator);
  write_server_head(csv, form.language);
  if (asked.is_of_nothing) return csv.text();
  const Surroundings surroundings(snapshot, ctx.tenant);
  do {
    auto listing = inventory::page(snapshot, ctx.tenant, asked.filter, asked.page);
    for (const auto& server : listing.resources)
      write_server(csv, to_json(server, surroundings.beside(server.ref, asked.accounts)));
    asked.page.after = std::move(listing.next);
  } while (asked.page.after);
  return csv.text();
}

Json versions_json(sql::Snapshot& snapshot, const CallContext& ctx,
                   const inventory::ResourceRef& ref) {
  auto versions = Json::array();
  for (const auto& version : inventory::versions_of(snapshot, ctx.tenant, ref, versions_max))
    versions.push_back({{"version", version.version},
                        {"state", version.state.empty() ? Json() : Json(version.state)},
                        {"from", to_iso8601(version.from)},
                        {"until", to_iso8601(version.until)},
                        {"document", Json::parse(version.body)}});
  return versions;
}

Json read_one(sql::Snapshot& snapshot, const CallContext& ctx, const ServerRef& ref) {
  const auto server = find_server(snapshot, ctx, ref, "id");
  const auto accounts = load_accounts(snapshot, ctx.tenant);
  const Surroundings surroundings(snapshot, ctx.tenant);
  auto json = to_json(server, surroundings.beside(server.ref, accounts));
  json["document"] = inventory::document_of(server);
  json["versions"] = versions_json(snapshot, ctx, server.ref);
  const auto target = target_of(server);
  json["operations"] = operations::summaries_json(
      snapshot, ctx, operations::visible_operations_of(snapshot, ctx, target, operations_max));
  const bool was_stopped = was_stopped_before(snapshot, ctx.tenant, target);
  json["was_stopped_before"] = was_stopped;
  json["first_stop_losses"] = was_stopped ? Json::array() : first_stop_losses_json(server);
  return json;
}

}  // namespace

Task<Json> list_servers(ServersServices& services, CallContext ctx, ListServersWish wish) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_list(snapshot, ctx, wish); });
}

Task<std::string> list_servers_as_csv(ServersServices& services, CallContext ctx,
                                      ListServersWish wish, CsvForm csv) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_csv(snapshot, ctx, wish, csv); });
}

Task<Json> show_server(ServersServices& services, CallContext ctx, ServerRef ref) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_one(snapshot, ctx, ref); });
}

}  // namespace mirante::servers
