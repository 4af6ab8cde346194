// What wide days have besides: first and last dates, calendars of other windows and of mornings,
// changes of type and faults in the middle of them, databases, groups
// that take turns.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/rng.h"
#include "tests/simulation/seeds/meaning.h"
#include "tests/simulation/seeds/scenario.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono;
using Effect = CalendarUseSpec::Effect;

constexpr const char* types[] = {"t3.small", "t3.medium", "t3.large"};
constexpr const char* groups[] = {"loja", "erp"};
constexpr const char* teams[] = {"hml", "dev"};

class Widening {
 public:
  Widening(Scenario& scenario, const Wished& wished)
      : rng_(scenario.seed ^ 0x71de), made_(scenario), wished_(wished) {}

  void widen() {
    draw_mornings();
    for (auto& spec : made_.specs) {
      draw_dates(spec);
      draw_calendars(spec);
      draw_types(spec);
    }
    draw_databases();
    draw_orders();
    if (wished_.has_harm) draw_faults();
  }

 private:
  int below(int bound) { return static_cast<int>(rng_.below(static_cast<std::uint64_t>(bound))); }
  bool chance(int percent) { return below(100) < percent; }
  sys_days some_day() { return floor<days>(made_.begin) + days(below(wished_.days + 1)); }

  /// Each tenant's second calendar: days that are off until some hour.
  void draw_mornings() {
    for (auto& calendars : made_.calendars) {
      auto& mornings = calendars.emplace_back();
      for (auto day = floor<days>(made_.begin) - days(2); day < made_.end; day += days(1))
        if (chance(40)) mornings[day] = 60 * (8 + below(12));
    }
  }

  void draw_dates(ScheduleSpec& spec) {
    if (chance(15)) spec.from = some_day();
    if (chance(20)) spec.until = std::max(some_day(), spec.from.value_or(sys_days{}));
  }

  WindowSpec draw_window() {
    WindowSpec window{.begin = 60 * below(24)};
    window.end = (window.begin + 60 + 15 * below(40)) % whole_day;
    return window;
  }

  void draw_calendars(ScheduleSpec& spec) {
    if (chance(60)) return;
    spec.calendars.clear();
    if (chance(60)) {
      auto& use = spec.calendars.emplace_back(
          CalendarUseSpec{.calendar = 0, .effect = Effect::other_windows});
      for (int left = 1 + below(2); left > 0; --left) use.windows.push_back(draw_window());
    }
    if (spec.calendars.empty() || chance(50))
      spec.calendars.push_back(
          {.calendar = 1, .effect = chance(60) ? Effect::skip_starts : Effect::as_sunday});
    if (chance(50)) std::ranges::reverse(spec.calendars);
  }

  template <class T, std::size_t size>
  T one_of(T const (&values)[size]) {
    return values[below(static_cast<int>(size))];
  }

  void draw_types(std::vector<WindowSpec>& windows, int percent) {
    for (auto& window : windows)
      if (window.begin >= 0 && chance(percent)) window.type = one_of(types);
  }

  void draw_types(ScheduleSpec& spec) {
    if (chance(50)) return;
    draw_types(spec.windows, 70);
    for (auto& use : spec.calendars) draw_types(use.windows, 40);
    for (auto& exception : spec.exceptions) draw_types(exception.windows, 40);
    for (auto& point : spec.points)
      if (point.action == Doing::start && chance(40)) point.type = one_of(types);
    if (!chance(35)) return;
    constexpr PointSpec::When whens[] = {PointSpec::When::daily, PointSpec::When::cron,
                                         PointSpec::When::once};
    spec.points.push_back({.when = one_of(whens),
                           .at = 60 * below(24),
                           .day = floor<days>(made_.begin) + days(below(wished_.days)),
                           .action = Doing::nothing,
                           .type = one_of(types)});
  }

  /// People do to some of them what they do to servers.
  void draw_databases() {
    for (auto& spec : made_.specs) spec.has_databases = chance(60);
    for (auto& account : made_.estate["accounts"])
      for (auto& place : account["places"]) draw_databases(account["id"], place);
    for (auto& act : made_.acts) {
      using What = Act::What;
      if (act.what != What::override_servers && act.what != What::switch_servers &&
          act.what != What::foreign_switch)
        continue;
      for (std::size_t i = 0; i < made_.servers.size(); ++i) {
        const auto& server = made_.servers[i];
        if (server.is_database && server.tenant == act.tenant && chance(25))
          act.servers.push_back(i);
      }
    }
  }

  void draw_databases(const std::string& account, Json& place) {
    const auto& some = *std::ranges::find(made_.servers, account, &ServerSpec::account);
    auto databases = Json::array();
    for (int left = below(3); left > 0; --left) {
      ServerSpec database{.name = fmt::format("s{}", made_.servers.size()),
                          .tenant = some.tenant,
                          .account = account,
                          .region = place["region"],
                          .group = one_of(groups),
                          .team = one_of(teams),
                          .is_running = chance(70),
                          .is_database = true};
      databases.push_back({{"name", database.name},
                           {"state", database.is_running ? "available" : "stopped"},
                           {"backup_days", below(2)},
                           {"tags", {{"grupo", database.group}, {"equipe", database.team}}}});
      made_.servers.push_back(std::move(database));
    }
    place["databases"] = databases;
  }

  void draw_orders() {
    for (auto& spec : made_.specs)
      if (chance(35))
        spec.order = OrderSpec{
            .asks_checks = chance(30), .goes_on = chance(40), .minutes = chance(50) ? 15 : 8};
    for (auto& server : made_.servers) server.turn = chance(25) ? 0 : 1 + below(3);
    for (auto& account : made_.estate["accounts"])
      for (auto& place : account["places"])
        for (const auto* kind : {"servers", "databases"})
          for (auto& one : place[kind]) {
            const auto server =
                std::ranges::find(made_.servers, one["name"].get<std::string>(), &ServerSpec::name);
            // As a number: 10 comes after 9.
            if (server->turn != 0) one["tags"]["ordem"] = std::to_string(8 + server->turn);
          }
  }

  /// Of AWS and of a process, each about when a type is to change.
  void draw_faults() {
    for (int left = 1 + below(3 * wished_.days); left > 0; --left) {
      const auto at = when_a_type_changes();
      if (!at) continue;
      if (chance(40))
        made_.harms.push_back({.what = Harm::What::kill,
                               .at = *at + seconds(below(150)),
                               .process = below(made_.processes),
                               .effects = 1 + below(30),
                               .length = seconds(5 + below(chance(70) ? 120 : 1500))});
      else
        made_.faults.push_back(draw_fault(*at));
    }
    for (int left = below(2 * wished_.days + 1); left > 0; --left)
      made_.faults.push_back(draw_fault_of_databases());
    std::ranges::sort(made_.harms, {}, &Harm::at);
  }

  simcloud::FaultRule draw_fault(Instant at) {
    using enum simcloud::FaultKind;
    constexpr simcloud::FaultKind kinds[] = {throttle, error_500, lost_answer, hang,
                                             reset,    error,     error,       error};
    constexpr const char* actions[] = {"ModifyInstanceAttribute", "StartInstances", "StopInstances",
                                       "DescribeInstances", "DescribeInstanceType*"};
    constexpr const char* places[] = {"sa-east-1", "sa-east-1", "us-east-1"};
    simcloud::FaultRule rule{.kind = one_of(kinds),
                             .region = one_of(places),
                             .service = "ec2",
                             .action = one_of(actions),
                             .rate = 0.3 + 0.1 * below(8),
                             .from = at - 1min,
                             .until = at + minutes(2 + below(chance(70) ? 14 : 60))};
    if (rule.kind != error) return rule;
    // No room for the new type, or a change that AWS refuses.
    const bool is_full = chance(50);
    rule.rate = 1.0;
    rule.action = is_full ? "StartInstances" : "ModifyInstanceAttribute";
    rule.code = is_full ? "InsufficientInstanceCapacity" : "UnsupportedOperation";
    rule.message = is_full ? "There is no room for it." : "This type is not for this server.";
    rule.status = is_full ? 500 : 400;
    return rule;
  }

  simcloud::FaultRule draw_fault_of_databases() {
    using enum simcloud::FaultKind;
    constexpr simcloud::FaultKind kinds[] = {throttle, error_500,    lost_answer, hang,
                                             reset,    reset_before, truncate,    outage};
    constexpr const char* actions[] = {"StartDBInstance", "StopDBInstance", "DescribeDBInstances",
                                       "*"};
    const auto hours_long = static_cast<int>((made_.calm - made_.begin) / 1h);
    simcloud::FaultRule rule{.kind = one_of(kinds),
                             .region = chance(70) ? "sa-east-1" : "us-east-1",
                             .service = "rds",
                             .action = one_of(actions),
                             .rate = 0.3 + 0.1 * below(8),
                             .from = made_.begin + hours(below(hours_long)) - 1min};
    rule.until = *rule.from + minutes(3 + below(chance(70) ? 20 : 90));
    return rule;
  }

  std::optional<Instant> when_a_type_changes() {
    const auto from = floor<minutes>(made_.begin + 10min);
    const int length = static_cast<int>((made_.calm - 60min - from) / 1min);
    std::vector<Instant> found;
    for (const auto& slot : made_.slots)
      for (const auto& one : Meaning(made_.specs[slot.first], {}, from, length).sized())
        for (const auto at : {one.begin, one.end})
          if (at >= from && at < from + minutes(length)) found.push_back(at);
    if (found.empty()) return std::nullopt;
    return found[static_cast<std::size_t>(below(static_cast<int>(found.size())))];
  }

  SeededRng rng_;
  Scenario& made_;
  const Wished& wished_;
};

}  // namespace

void widen(Scenario& scenario, const Wished& wished) { Widening(scenario, wished).widen(); }

}  // namespace mirante::simulation
