#include "features/savings/show_opportunities.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/policy/policy_store.h"
#include "features/savings/commitments.h"
#include "features/savings/database_records.h"
#include "features/savings/other_scheduler.h"
#include "features/savings/savings_json.h"
#include "features/savings/server_records.h"

namespace mirante::savings {
namespace {

constexpr std::string_view usual_zone = "America/Sao_Paulo";
constexpr std::size_t others_max = 100;

struct Found {
  inventory::Resource server;
  Look look;
  Opportunity opportunity;
  Instant known_from{};
  prices::Quote price;
  std::optional<Money> hourly;  // Of what ends when it is off.
  bool is_database = false;
  std::optional<Money> saving;
  std::int64_t unpaid = whole_hour;  // What of an hour nothing has paid for.
};

struct Fight {
  inventory::ResourceRef ref;
  std::string name;
  OtherScheduler other;
};

struct Survey {
  std::vector<Found> found;  // The dearest first; those without a price last.
  std::vector<Fight> fights;
  std::int64_t considered = 0;
  CommitmentsKnown known;
};

Zone zone_of(const std::string& name) {
  auto zone = Zone::named(name.empty() ? std::string(usual_zone) : name);
  if (!zone) throw wrong_field("zone", "is no zone that tzdata has");
  return *std::move(zone);
}

bool is_dearer(const Found& a, const Found& b) {
  if (a.saving.has_value() != b.saving.has_value()) return a.saving.has_value();
  if (a.saving && a.saving->nanos != b.saving->nanos) return a.saving->nanos > b.saving->nanos;
  if (a.opportunity.outside_seconds != b.opportunity.outside_seconds)
    return a.opportunity.outside_seconds > b.opportunity.outside_seconds;
  return a.server.ref < b.server.ref;
}

std::set<inventory::ResourceRef> marked(sql::Snapshot& snapshot, TenantId tenant) {
  std::set<inventory::ResourceRef> refs;
  for (const auto& mark : policy::list_never_switch_off(snapshot, tenant))
    refs.insert(inventory::switchable(mark.account, mark.region, mark.server));
  return refs;
}

Survey survey(sql::Snapshot& snapshot, const SavingsServices& services, const CallContext& ctx,
              const OpportunitiesWish& wish) {
  const auto within = accounts::ids_of(snapshot, ctx, wish.accounts, wish.customers);
  inventory::Filter filter;
  for (const auto& region : wish.regions) filter.regions.push_back(Region{region});
  const auto now = services.loop.clock().now();
  const auto since = now - history_max;
  const auto office = office_hours(zone_of(wish.zone), {.begin = since, .end = now});
  auto states =
      inventory::earlier_states(snapshot, ctx.tenant, inventory::instance_kind, within, since);
  states.merge(
      inventory::earlier_states(snapshot, ctx.tenant, inventory::database_kind, within, since));
  const auto marks = marked(snapshot, ctx.tenant);
  const auto scheduled =
      services.scheduled ? services.scheduled(snapshot, ctx.tenant) : decltype(marks)();
  const auto book = prices::load_prices(snapshot);

  Survey result;
  const auto commitments = load_commitments(snapshot, ctx.tenant, now, book);
  auto all = list_servers(snapshot, ctx.tenant, within, filter);
  std::ranges::move(list_databases(snapshot, ctx.tenant, within, filter), std::back_inserter(all));
  for (auto& server : all) {
    const bool is_database = server.ref.kind == inventory::database_kind;
    ++result.considered;
    const auto tags = inventory::tags_of(server);
    const auto other = other_scheduler(tags);
    if (other) result.fights.push_back({.ref = server.ref, .name = server.name, .other = *other});
    auto look = look_of(server.name, tags);
    // Most servers are none of these, and their histories need not be made.
    if (look.purpose != Purpose::other) continue;
    if (is_database && !can_stop(snapshot, ctx.tenant, server.ref)) continue;
    const auto cost = is_database ? database_facts(snapshot, ctx.tenant, server) : facts_of(server);
    Facts facts{.look = std::move(look),
                .history = history_of(server, states, since),
                .is_marked = marks.contains(server.ref),
                .is_scheduled = scheduled.contains(server.ref),
                .has_other_scheduler = other.has_value(),
                .is_managed = is_managed(tags),
                .is_spot = cost.is_spot};
    const auto judgement = judge(facts, office);
    if (judgement.reason != Reason::none) continue;
    const auto whole = cost_of(cost, book);
    // A server's addresses and volumes are not known here; a cluster's members are all of it.
    const auto hourly = is_database ? whole.hourly() : whole.parts.front().per_hour();
    result.found.push_back({.server = std::move(server),
                            .look = std::move(facts.look),
                            .opportunity = judgement.opportunity,
                            .known_from = facts.history.known.begin,
                            .price = whole.parts.front().price,
                            .hourly = hourly,
                            .is_database = is_database,
                            .saving = {}});
  }
  std::set<inventory::ResourceRef> refs;
  for (const auto& one : result.found) refs.insert(one.server.ref);
  const auto unpaid = commitments.unpaid_of(refs);
  for (auto& one : result.found) {
    one.unpaid = unpaid.at(one.server.ref);
    result.known.add(commitments, one.server.ref);
    if (one.hourly)
      one.saving = unpaid_part(saving_per_month(one.opportunity, *one.hourly), one.unpaid);
  }
  std::ranges::sort(result.found, is_dearer);
  return result;
}

std::string place_of(const inventory::ResourceRef& ref) {
  return ref.account.text() + "/" + ref.region.value + "/" + ref.id;
}

Json hours(std::int64_t tenths) {
  return tenths % 10 == 0 ? Json(tenths / 10) : Json(static_cast<double>(tenths) / 10.0);
}

Json row_json(const Found& one, const std::map<AccountId, std::string>& names) {
  const auto& seen = one.opportunity;
  const auto name = names.find(one.server.ref.account);
  return {{"account", one.server.ref.account.text()},
          {"account_name", name == names.end() ? Json() : Json(name->second)},
          {"region", one.server.ref.region.value},
          {"server", one.server.ref.id},
          {"name", one.server.name.empty() ? Json() : Json(one.server.name)},
          {"type", one.server.type.empty() ? Json() : Json(one.server.type)},
          {"state", one.server.state.empty() ? Json() : Json(one.server.state)},
          {"hours_per_week", hours(tenths_of_hours_a_week(seen.run_seconds, seen.known_seconds))},
          {"outside_hours_per_week",
           hours(tenths_of_hours_a_week(seen.outside_seconds, seen.known_seconds))},
          {"known_from", to_iso8601(one.known_from)},
          {"known_hours", seen.known_seconds / 3600},
          {"strength", seen.strength == Strength::strong ? "strong" : "weak"},
          {"look", to_json(one.look)},
          {"price", to_json(one.price)},
          {"paid_percent", paid_percent(one.unpaid)},
          {"saving_per_month", to_json(one.saving)}};
}

/// The page, with what stays when they are off.
Json page_json(sql::Snapshot& snapshot, const CallContext& ctx, const std::vector<Found>& page) {
  std::map<AccountId, std::string> names;
  for (const auto& account : accounts::list(snapshot, ctx)) names.emplace(account.id, account.name);
  std::vector<inventory::ResourceRef> refs;
  for (const auto& one : page) refs.push_back(one.server.ref);
  const auto facts = facts_with_disks(snapshot, ctx.tenant, refs);
  const auto book = prices::load_prices(snapshot);
  auto json = Json::array();
  for (const auto& one : page) {
    auto row = row_json(one, names);
    const auto found = facts.find(one.server.ref);
    row["stays_per_month"] =
        found == facts.end() ? Json() : to_json(cost_of(found->second, book).stays_per_month());
    json.push_back(std::move(row));
  }
  return json;
}

Json others_json(const std::vector<Fight>& fights) {
  auto json = Json::array();
  for (const auto& fight : fights) {
    if (json.size() == others_max) break;
    json.push_back({{"account", fight.ref.account.text()},
                    {"region", fight.ref.region.value},
                    {"server", fight.ref.id},
                    {"name", fight.name.empty() ? Json() : Json(fight.name)},
                    {"scheduler", to_json(fight.other)}});
  }
  return json;
}

std::size_t begin_of(const Survey& survey, const std::string& after) {
  if (after.empty()) return 0;
  const auto found = std::ranges::find_if(
      survey.found, [&](const Found& one) { return place_of(one.server.ref) == after; });
  if (found == survey.found.end())
    throw wrong_field("after", "is no place that a list gave as next; begin again without it");
  return static_cast<std::size_t>(found - survey.found.begin()) + 1;
}

Json read_page(sql::Snapshot& snapshot, const SavingsServices& services, const CallContext& ctx,
               const OpportunitiesWish& wish) {
  auto all = survey(snapshot, services, ctx, wish);
  const auto begin = begin_of(all, wish.after);
  const auto end = std::min(all.found.size(), begin + static_cast<std::size_t>(wish.limit));
  Money saving;
  std::int64_t unknown = 0;
  for (const auto& one : all.found) {
    if (one.saving)
      saving = or_throw(add(saving, *one.saving));
    else
      ++unknown;
  }
  // Of unknown prices alone nothing is known, which is not nothing.
  const bool is_sum_known = all.found.empty() || unknown < std::ssize(all.found);
  const auto first = all.found.begin();
  const std::vector<Found> page(first + static_cast<std::ptrdiff_t>(begin),
                                first + static_cast<std::ptrdiff_t>(end));
  Json json{{"opportunities", page_json(snapshot, ctx, page)},
            {"total", all.found.size()},
            {"saving_per_month", is_sum_known ? to_json(saving) : Json()},
            {"unknown_prices", unknown},
            {"considered", all.considered},
            {"office",
             {{"from", "08:00"},
              {"to", "19:00"},
              {"days", {"mon", "tue", "wed", "thu", "fri"}},
              {"hours_per_week", office_hours_per_week},
              {"zone", zone_of(wish.zone).name()}}},
            {"other_schedulers", others_json(all.fights)},
            {"other_schedulers_total", all.fights.size()},
            {"commitments", commitments_json(all.known)}};
  if (end < all.found.size()) json["next"] = place_of(all.found[end - 1].server.ref);
  return json;
}

}  // namespace

Task<Json> show_opportunities(SavingsServices& services, CallContext ctx, OpportunitiesWish wish) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_page(snapshot, services, ctx, wish); });
}

}  // namespace mirante::savings
