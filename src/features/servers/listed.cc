#include "features/servers/listed.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_store.h"
#include "features/policy/policy_store.h"

namespace mirante::servers {
namespace {

constexpr int versions_max = 20;
const std::string unknown_state = "unknown";  // As filters and counts name it.

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

inventory::Filter filter_of(const ListWish& wish) {
  inventory::Filter filter{.states = wish.states,
                           .types = wish.types,
                           .names = wish.names,
                           .search = wish.search,
                           .tags = parse_tags(wish.tags)};
  for (const auto& region : wish.regions) filter.regions.push_back(Region{region});
  std::ranges::replace(filter.states, unknown_state, std::string());
  return filter;
}

// Ids of databases hold a colon (inventory/resource.h), and no id this sign.
constexpr char written_colon = '~';

std::string write_id(std::string id) {
  std::ranges::replace(id, ':', written_colon);
  return id;
}
std::string read_id(std::string text) {
  std::ranges::replace(text, written_colon, ':');
  return text;
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
                                   .id = read_id(text.substr(second + 1, third - second - 1))}};
}

inventory::PageWish page_of(const ListWish& wish) {
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

}  // namespace

Accounts load_accounts(sql::Snapshot& snapshot, TenantId tenant) {
  Accounts found;
  for (auto& account : accounts::list(snapshot, tenant)) {
    const auto id = account.id;
    found.emplace(id, std::move(account));
  }
  return found;
}

/// The value stands last, as it may hold colons.
std::string place_of(const inventory::Cursor& cursor) {
  return cursor.ref.account.text() + ":" + cursor.ref.region.value + ":" + write_id(cursor.ref.id) +
         ":" + cursor.value;
}

Asked asked_of(sql::Snapshot& snapshot, const CallContext& ctx, std::string_view kind,
               const ListWish& wish) {
  Asked asked{.accounts = load_accounts(snapshot, ctx.tenant),
              .filter = filter_of(wish),
              .page = page_of(wish)};
  asked.filter.kind = kind;
  if (asked.page.after) asked.page.after->ref.kind = kind;
  auto ids = accounts::ids_of(snapshot, ctx, wish.accounts, wish.customers);
  asked.is_of_nothing = ids && ids->empty();
  if (ids) asked.filter.accounts = *std::move(ids);
  return asked;
}

void put_counts(Json& json, const std::map<std::string, std::int64_t>& counts, const Asked& asked) {
  std::int64_t total = 0;
  for (const auto& [state, count] : counts) {
    json["states"][state.empty() ? unknown_state : state] = count;
    const auto& states = asked.filter.states;
    if (states.empty() || std::ranges::find(states, state) != states.end()) total += count;
  }
  json["total"] = total;
}

Surroundings::Surroundings(sql::Snapshot& snapshot, TenantId tenant)
    : marks_(policy::list_never_switch_off(snapshot, tenant)) {
  for (const auto& one : operations::in_flight(snapshot, tenant))
    running_.emplace(one.ref, one.operation);
}

Beside Surroundings::beside(const inventory::ResourceRef& ref, const Accounts& accounts) const {
  Beside beside;
  if (const auto account = accounts.find(ref.account); account != accounts.end())
    beside.account = &account->second;
  for (const auto& mark : marks_)
    if (mark.account == ref.account && mark.region == ref.region && mark.server == ref.id)
      beside.mark = &mark;
  const auto found = running_.find({.account = ref.account, .region = ref.region, .id = ref.id});
  if (found != running_.end()) beside.operation = found->second;
  return beside;
}

void put_ahead(Json& rows, sql::Snapshot& snapshot, const CallContext& ctx,
               const std::vector<inventory::Resource>& resources, const LookAhead& look_ahead) {
  if (!look_ahead || resources.empty() || !ctx.may(Permission::policy_read)) return;
  const auto ahead = look_ahead(snapshot, ctx, resources);
  for (std::size_t i = 0; i < ahead.size(); ++i) rows[i].update(ahead[i]);
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

}  // namespace mirante::servers
