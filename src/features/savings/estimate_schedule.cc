#include "features/savings/estimate_schedule.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/savings/commitments.h"
#include "features/savings/database_records.h"
#include "features/savings/estimate.h"
#include "features/savings/opportunity.h"
#include "features/savings/savings_json.h"
#include "features/savings/server_records.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/schedule_json.h"
#include "features/schedules/surroundings_store.h"
#include "features/servers/find_server.h"

namespace mirante::savings {
namespace {

using schedules::Field;

constexpr std::size_t shown_max = 50;

struct Asked {
  schedules::Plan plan;
  schedules::Targets targets;
};

Asked read_body(Json body) {
  if (!body.is_object()) throw wrong_field("body", "must be a schedule");
  const Json targets = body.value("targets", Json::object());
  // What does not decide when servers run is left to whoever saves the schedule.
  for (const auto* member : {"targets", "settings", "state"}) body.erase(member);
  if (!body.contains("id")) body["id"] = "new";
  if (!body.contains("name")) body["name"] = "new";
  return {.plan = {.schedules = {schedules::parse_schedule(Field(body, ""))}},
          .targets = schedules::parse_targets(Field(targets, "targets"))};
}

/// Throws for what is named and not there; the rest as the schedule itself would find it.
std::vector<inventory::Resource> find_targets(sql::Snapshot& snapshot, const CallContext& ctx,
                                              const schedules::Targets& targets) {
  std::vector<servers::ServerRef> by_hand;
  for (const auto& one : targets.servers)
    if (inventory::kind_of_id(one.id) == inventory::instance_kind)
      by_hand.push_back({.id = one.id, .account = one.account.text(), .region = one.region.value});
  servers::find_servers(snapshot, ctx, by_hand);
  std::vector<std::string> accounts, customers;
  for (const auto& id : targets.filter.accounts) accounts.push_back(id.text());
  for (const auto& id : targets.filter.customers) customers.push_back(id.text());
  accounts::ids_of(snapshot, ctx, accounts, customers);
  std::vector<inventory::Resource> found;
  for (auto& one : schedules::targets_within(snapshot, ctx, targets))
    found.push_back(std::move(one.resource));
  return found;
}

struct Sums {
  Money saving;
  Money against_history;
  Money stays;
  std::int64_t unknown_prices = 0;  // Of servers.
  std::int64_t unknown_databases = 0;
  std::int64_t unknown_history = 0;
  std::int64_t unknown_stays = 0;
};

void add_to(Money& sum, const Money& money) { sum = or_throw(add(sum, money)); }

/// What was read of all of them at once.
struct Known {
  Span span;
  States states;
  prices::PriceBook book;
  Commitments commitments;
  std::map<inventory::ResourceRef, CostFacts> facts = {};
  std::map<inventory::ResourceRef, std::int64_t> unpaid = {};
};

States load_states(sql::Snapshot& snapshot, const CallContext& ctx, Instant since) {
  const auto within = accounts::within(snapshot, ctx);
  auto states =
      inventory::earlier_states(snapshot, ctx.tenant, inventory::instance_kind, within, since);
  states.merge(
      inventory::earlier_states(snapshot, ctx.tenant, inventory::database_kind, within, since));
  return states;
}

Known load_known(sql::Snapshot& snapshot, const CallContext& ctx, Instant now) {
  const auto book = prices::load_prices(snapshot);
  return {.span = {.begin = now, .end = now + estimate_span},
          .states = load_states(snapshot, ctx, now - history_max),
          .book = book,
          .commitments = load_commitments(snapshot, ctx.tenant, now, book)};
}

Json estimate_one(const inventory::Resource& server, const Known& known,
                  const schedules::Plan& plan, Sums& sums) {
  const auto history = history_of(server, known.states, known.span.begin - history_max);
  const auto planned = planned_runs(plan, history, known.span);
  const auto cost = cost_of(known.facts.at(server.ref), known.book);
  const auto saved = saved_by(planned, history, cost.grain);
  const auto hourly = cost.hourly();
  const auto stays = cost.stays_per_month();
  const auto unpaid = known.unpaid.at(server.ref);
  const auto hourly_saved = hourly_unpaid(cost, unpaid);
  const auto money = [&](std::int64_t seconds) -> std::optional<Money> {
    if (!hourly_saved) return std::nullopt;
    return at_hourly(*hourly_saved, per_month(seconds, known.span));
  };
  const auto always = money(saved.against_always_on);
  const auto habit = saved.against_history ? money(*saved.against_history) : std::optional<Money>();
  if (always) add_to(sums.saving, *always);
  const bool is_database = server.ref.kind == inventory::database_kind;
  if (!always) ++(is_database ? sums.unknown_databases : sums.unknown_prices);
  if (habit) add_to(sums.against_history, *habit);
  if (!habit) ++sums.unknown_history;
  if (stays) add_to(sums.stays, *stays);
  if (!stays) ++sums.unknown_stays;
  const auto off = seconds_of({known.span}) - seconds_of(planned.runs);
  return {{"account", server.ref.account.text()},
          {"region", server.ref.region.value},
          {"server", server.ref.id},
          {"name", server.name.empty() ? Json() : Json(server.name)},
          {"price", to_json(cost.parts.front().price)},
          {"hourly", to_json(hourly)},
          {"paid_percent", paid_percent(unpaid)},
          {"off_hours_per_week",
           static_cast<double>(tenths_of_hours_a_week(off, seconds_of({known.span}))) / 10.0},
          {"saving_per_month", to_json(always)},
          {"saving_per_month_against_history", to_json(habit)},
          {"stays_per_month", to_json(stays)}};
}

Json estimate(sql::Snapshot& snapshot, const CallContext& ctx, const schedules::Plan& plan,
              std::vector<inventory::Resource> targets, Known& known) {
  // Members follow their cluster, and are in what it costs.
  std::erase_if(targets, [](const inventory::Resource& one) {
    return one.ref.kind == inventory::database_kind && follows_cluster(one);
  });
  std::vector<inventory::ResourceRef> refs;
  for (const auto& server : targets) refs.push_back(server.ref);
  known.facts = facts_with_disks(snapshot, ctx.tenant, refs);
  known.unpaid = known.commitments.unpaid_of({refs.begin(), refs.end()});
  CommitmentsKnown commitments;
  for (const auto& ref : refs) commitments.add(known.commitments, ref);
  Sums sums;
  auto shown = Json::array();
  for (const auto& server : targets) {
    auto row = estimate_one(server, known, plan, sums);
    if (shown.size() < shown_max) shown.push_back(std::move(row));
  }
  const auto count = std::ssize(targets);
  // Of unknown parts alone nothing is known, which is not nothing.
  const auto unless_all = [&](std::int64_t unknown, const Money& sum) {
    return count > 0 && unknown == count ? Json() : to_json(sum);
  };
  return {
      {"from", to_iso8601(known.span.begin)},
      {"until", to_iso8601(known.span.end)},
      {"basis", "always_on"},
      {"servers", std::move(shown)},
      {"total", count},
      {"databases_without_price", sums.unknown_databases},
      {"saving_per_month", unless_all(sums.unknown_prices + sums.unknown_databases, sums.saving)},
      {"saving_per_month_against_history", unless_all(sums.unknown_history, sums.against_history)},
      {"stays_per_month", unless_all(sums.unknown_stays, sums.stays)},
      {"unknown_prices", sums.unknown_prices},
      {"unknown_history", sums.unknown_history},
      {"unknown_stays", sums.unknown_stays},
      {"commitments", commitments_json(commitments)}};
}

}  // namespace

Task<Json> estimate_schedule(SavingsServices& services, CallContext ctx, Json body) {
  require(ctx, Permission::server_read);
  auto asked = read_body(std::move(body));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    asked.plan.calendars.clear();
    for (auto& one : schedules::list_calendars(snapshot, ctx.tenant))
      asked.plan.calendars.push_back(std::move(one.calendar));
    auto targets = find_targets(snapshot, ctx, asked.targets);
    auto known = load_known(snapshot, ctx, now);
    return estimate(snapshot, ctx, asked.plan, std::move(targets), known);
  });
}

void put_savings(sql::Snapshot& snapshot, const CallContext& ctx, Instant now,
                 const std::vector<schedules::StoredSchedule>& schedules, std::vector<Json>& rows) {
  if (schedules.empty() || !ctx.may(Permission::server_read)) return;
  auto known = load_known(snapshot, ctx, now);
  schedules::Plan plan;
  for (auto& one : schedules::list_calendars(snapshot, ctx.tenant))
    plan.calendars.push_back(std::move(one.calendar));
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    plan.schedules = {schedules[i].schedule};
    std::vector<inventory::Resource> targets;
    for (auto& one : schedules::targets_within(snapshot, ctx, schedules[i].targets))
      targets.push_back(std::move(one.resource));
    const auto whole = estimate(snapshot, ctx, plan, std::move(targets), known);
    for (const auto* member : {"saving_per_month", "unknown_prices", "databases_without_price"})
      rows[i]["saving"][member] = whole.at(member);
  }
}

}  // namespace mirante::savings
