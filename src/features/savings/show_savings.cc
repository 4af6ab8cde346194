#include "features/savings/show_savings.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/databases/find_database.h"
#include "features/databases/switch_kinds.h"
#include "features/operations/succeeded_store.h"
#include "features/savings/commitments.h"
#include "features/savings/database_records.h"
#include "features/savings/savings_json.h"
#include "features/savings/server_records.h"
#include "features/servers/find_server.h"
#include "features/servers/switch_kinds.h"

namespace mirante::savings {
namespace {

constexpr std::size_t servers_max = 100;
/// A server that was switched off before this goes on saving, but nobody counts it any more.
constexpr std::chrono::days off_max{62};

using Switches = std::map<inventory::ResourceRef, std::vector<Span>>;

Instant month_of(Instant now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(today);
  return std::chrono::sys_days(date.year() / date.month() / 1);
}

Switches stops_since(sql::Snapshot& snapshot, TenantId tenant, const sql::Within& within,
                     Instant since) {
  Switches switches;
  for (const auto kind : {servers::stop_kind, databases::stop_kind})
    for (const auto& done : operations::succeeded_since(snapshot, tenant, kind, within, since))
      switches[inventory::switchable(done.ref.account, done.ref.region, done.ref.id)].push_back(
          {.begin = done.requested_at, .end = done.observed_at});
  return switches;
}

/// A server's month.
struct Month {
  Span window;
  RunHistory history;
  std::vector<Span> off;  // That the panel switched off.
  std::int64_t saved_seconds = 0;
};

Month month_of_server(const inventory::Resource& server, const States& states,
                      const Switches& switches, Span window, prices::Grain grain) {
  Month month{
      .window = window, .history = history_of(server, states, window.begin - off_max), .off = {}};
  if (const auto found = switches.find(server.ref); found != switches.end())
    month.off = stopped_by(month.history, found->second);
  month.saved_seconds = saved_seconds(month.history, month.off, window, grain);
  return month;
}

std::optional<Money> saved(const Month& month, const ServerCost& cost, std::int64_t unpaid) {
  if (month.saved_seconds == 0) return Money{};
  const auto hourly = hourly_unpaid(cost, unpaid);
  if (!hourly) return std::nullopt;
  return at_hourly(*hourly, month.saved_seconds);
}

Json read_savings(sql::Snapshot& snapshot, const CallContext& ctx, const SavingsWish& wish,
                  Instant now) {
  const auto within = accounts::ids_of(snapshot, ctx, wish.accounts, wish.customers);
  const Span window{.begin = month_of(now), .end = now};
  const auto since = window.begin - off_max;
  const auto switches = stops_since(snapshot, ctx.tenant, within, since);
  auto states =
      inventory::earlier_states(snapshot, ctx.tenant, inventory::instance_kind, within, since);
  states.merge(
      inventory::earlier_states(snapshot, ctx.tenant, inventory::database_kind, within, since));
  std::map<inventory::ResourceRef, Month> months;
  std::vector<inventory::ResourceRef> refs;
  if (!switches.empty()) {
    auto all = list_servers(snapshot, ctx.tenant, within);
    std::ranges::move(list_databases(snapshot, ctx.tenant, within), std::back_inserter(all));
    for (const auto& server : all) {
      if (!switches.contains(server.ref)) continue;
      const auto grain = server.ref.kind == inventory::database_kind
                             ? prices::Grain::ten_minutes
                             : prices::grain_of(facts_of(server).platform);
      auto month = month_of_server(server, states, switches, window, grain);
      if (month.saved_seconds == 0) continue;
      refs.push_back(server.ref);
      months.emplace(server.ref, std::move(month));
    }
  }
  const auto book = prices::load_prices(snapshot);
  const auto commitments = load_commitments(snapshot, ctx.tenant, now, book);
  const auto unpaid = commitments.unpaid_of({refs.begin(), refs.end()});
  Money total;
  std::int64_t unknown = 0;
  CommitmentsKnown known;
  for (const auto& [ref, facts] : facts_with_disks(snapshot, ctx.tenant, refs)) {
    known.add(commitments, ref);
    const auto money = saved(months.at(ref), cost_of(facts, book), unpaid.at(ref));
    if (money)
      total = or_throw(add(total, *money));
    else
      ++unknown;
  }
  const bool is_known = unknown == 0 || unknown < std::ssize(refs);
  return {{"from", to_iso8601(window.begin)},
          {"until", to_iso8601(window.end)},
          {"saving", is_known ? to_json(total) : Json()},
          {"servers", refs.size()},
          {"unknown_prices", unknown},
          {"basis", "always_on"},
          {"commitments", commitments_json(known)}};
}

Json month_json(const Month& month, const ServerCost& cost, std::int64_t unpaid) {
  return {{"from", to_iso8601(month.window.begin)},
          {"until", to_iso8601(month.window.end)},
          {"ran_seconds", seconds_of(cut(month.history.runs, month.window))},
          {"known_seconds", seconds_of(cut({month.history.known}, month.window))},
          {"saved_seconds", month.saved_seconds},
          {"saving", to_json(saved(month, cost, unpaid))},
          {"basis", "always_on"}};
}

Json history_json(const RunHistory& history) {
  const auto known = seconds_of({history.known});
  const auto tenths = tenths_of_hours_a_week(seconds_of(history.runs), known);
  return {{"known_from", to_iso8601(history.known.begin)},
          {"known_until", to_iso8601(history.known.end)},
          {"hours_per_week", static_cast<double>(tenths) / 10.0}};
}

std::string_view billed_by(prices::Grain grain) {
  switch (grain) {
    case prices::Grain::second: return "second";
    case prices::Grain::hour: return "hour";
    case prices::Grain::ten_minutes: return "ten_minutes";
  }
  return "hour";
}

Json cost_json(const inventory::Resource& server, const ServerCost& cost, const Month& month,
               const RunHistory& history, std::int64_t unpaid) {
  auto parts = Json::array();
  for (const auto& part : cost.parts) parts.push_back(to_json(part));
  Json json{{"account", server.ref.account.text()},
            {"region", server.ref.region.value},
            {"server", server.ref.id},
            {"name", server.name.empty() ? Json() : Json(server.name)},
            {"parts", std::move(parts)},
            {"hourly", to_json(cost.hourly())},
            {"stays_per_month", to_json(cost.stays_per_month())},
            {"always_on_per_month", to_json(cost.always_on_per_month())},
            {"billed_by", billed_by(cost.grain)},
            {"paid_percent", paid_percent(unpaid)},
            {"month", month_json(month, cost, unpaid)}};
  if (seconds_of({history.known}) > 0) json["history"] = history_json(history);
  if (const auto other = other_scheduler(inventory::tags_of(server)))
    json["other_scheduler"] = to_json(*other);
  return json;
}

/// In order.
std::vector<inventory::Resource> find_things(sql::Snapshot& snapshot, const CallContext& ctx,
                                             const std::vector<servers::ServerRef>& wished) {
  std::vector<inventory::Resource> found;
  for (const auto& ref : wished) {
    const auto field = "servers[" + std::to_string(found.size()) + "]";
    const bool is_database = inventory::kind_of_id(ref.id) == inventory::database_kind;
    found.push_back(is_database ? databases::find_database(snapshot, ctx, ref, field)
                                : servers::find_server(snapshot, ctx, ref, field));
  }
  return found;
}

Json read_costs(sql::Snapshot& snapshot, const CallContext& ctx,
                const std::vector<servers::ServerRef>& wished, Instant now) {
  const auto servers = find_things(snapshot, ctx, wished);
  const auto within = accounts::within(snapshot, ctx);
  const Span window{.begin = month_of(now), .end = now};
  const auto since = window.begin - off_max;
  const auto switches = stops_since(snapshot, ctx.tenant, within, since);
  States states;
  std::vector<inventory::ResourceRef> refs;
  for (const auto& server : servers) {
    refs.push_back(server.ref);
    states[server.ref] = inventory::earlier_states_of(snapshot, ctx.tenant, server.ref, since);
  }
  const auto facts = facts_with_disks(snapshot, ctx.tenant, refs);
  const auto book = prices::load_prices(snapshot);
  const auto commitments = load_commitments(snapshot, ctx.tenant, now, book);
  CommitmentsKnown known;
  Json json{{"servers", Json::array()}};
  for (const auto& server : servers) {
    known.add(commitments, server.ref);
    const auto cost = cost_of(facts.at(server.ref), book);
    json["servers"].push_back(
        cost_json(server, cost, month_of_server(server, states, switches, window, cost.grain),
                  history_of(server, states, now - history_max),
                  commitments.unpaid_of({server.ref}).at(server.ref)));
  }
  json["commitments"] = commitments_json(known);
  return json;
}

}  // namespace

Task<Json> show_savings(SavingsServices& services, CallContext ctx, SavingsWish wish) {
  require(ctx, Permission::server_read);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_savings(snapshot, ctx, wish, now); });
}

Task<Json> show_server_costs(SavingsServices& services, CallContext ctx,
                             std::vector<std::string> servers) {
  require(ctx, Permission::server_read);
  if (servers.empty()) throw wrong_field("server", "is missing; name at least one");
  if (servers.size() > servers_max)
    throw wrong_field("server", "may be named at most 100 times in one request");
  std::vector<servers::ServerRef> wished;
  for (const auto& text : servers) wished.push_back(inventory::parse_reference(text, "server"));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_costs(snapshot, ctx, wished, now); });
}

}  // namespace mirante::savings
