#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/rng.h"
#include "tests/simulation/seeds/meaning.h"
#include "tests/simulation/seeds/scenario.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono;

constexpr const char* regions[] = {"sa-east-1", "us-east-1"};
constexpr const char* groups[] = {"loja", "erp"};
constexpr const char* teams[] = {"hml", "dev"};
constexpr int week = 31;  // Monday to Friday.

class Drawing {
 public:
  Drawing(std::uint64_t seed, const Wished& wished)
      : rng_(seed ^ 0xd1ce), outages_(seed ^ 0xda7c), wished_(wished) {
    made_.seed = seed;
  }

  Scenario draw() && {
    draw_time();
    made_.tenants = chance(30) ? 2 : 1;
    made_.processes = wished_.has_harm ? 1 + below(3) : 1;
    draw_estate();
    draw_holidays();
    for (int tenant = 0; tenant < made_.tenants; ++tenant) draw_slots(tenant);
    if (wished_.has_people) draw_acts();
    if (wished_.has_harm) {
      draw_harms();
      draw_faults();
      draw_outage();
    }
    return std::move(made_);
  }

 private:
  int below(int bound) { return static_cast<int>(rng_.below(static_cast<std::uint64_t>(bound))); }
  bool chance(int percent) { return below(100) < percent; }
  template <class T, std::size_t size>
  T one_of(T const (&values)[size]) {
    return values[below(static_cast<int>(size))];
  }
  Instant sometime(Instant from, Instant to) {
    return from + minutes(below(static_cast<int>((to - from) / 1min)));
  }
  Instant sometime() { return sometime(made_.begin + 5min, made_.calm - 30min); }

  /// Often near days on which clocks are changed.
  void draw_time() {
    auto day = sys_days(2026y / January / 5) + days(below(340));
    if (chance(15)) day = sys_days(2026y / March / 7) - days(below(wished_.days));
    if (chance(10)) day = sys_days(2026y / October / 31) - days(below(wished_.days));
    made_.begin = Instant(day) + minutes(below(24 * 60));
    made_.end = made_.begin + days(wished_.days);
    made_.calm = made_.end - 7h;
  }

  void draw_estate() {
    made_.estate = {{"panel_account", "111122223333"}, {"accounts", Json::array()}};
    for (int tenant = 0; tenant < made_.tenants; ++tenant) {
      const int accounts = chance(25) ? 2 : 1;
      for (int number = 0; number < accounts; ++number) draw_account(tenant, number);
    }
  }

  void draw_account(int tenant, int number) {
    const auto id = fmt::format("21098765{:02}{:02}", tenant + 10, number + 10);
    auto places = Json::array();
    for (const auto* region : regions) {
      if (region != regions[0] && !chance(30)) continue;
      auto servers = Json::array();
      const int count = 1 + below(5);
      for (int i = 0; i < count; ++i) {
        ServerSpec server{.name = fmt::format("s{}", made_.servers.size()),
                          .tenant = tenant,
                          .account = id,
                          .region = region,
                          .group = one_of(groups),
                          .team = one_of(teams),
                          .is_running = chance(70)};
        servers.push_back({{"name", server.name},
                           {"type", first_type},
                           {"public_ip", false},
                           {"state", server.is_running ? "running" : "stopped"},
                           {"tags", {{"grupo", server.group}, {"equipe", server.team}}}});
        made_.servers.push_back(std::move(server));
      }
      places.push_back({{"region", region}, {"servers", servers}});
    }
    made_.estate["accounts"].push_back(
        {{"id", id}, {"name", fmt::format("conta {}.{}", tenant, number)}, {"places", places}});
  }

  void draw_holidays() {
    for (int tenant = 0; tenant < made_.tenants; ++tenant) {
      auto& days_off = made_.calendars.emplace_back().emplace_back();
      for (auto day = floor<days>(made_.begin) - days(2); day < made_.end; day += days(1))
        if (chance(25)) days_off[day] = whole_day;
    }
  }

  /// Instants of several schedules meet often.
  int draw_time_of_day() { return 60 * below(24) + 15 * (chance(60) ? 0 : below(4)); }
  unsigned draw_days() {
    if (chance(40)) return 127;
    return chance(50) ? week : 1U + static_cast<unsigned>(below(127));
  }

  WindowSpec draw_window(bool is_whole) {
    WindowSpec window{.begin = draw_time_of_day(), .days = draw_days()};
    window.end = (window.begin + 120 + 15 * below(48)) % (24 * 60);
    if (window.end == window.begin) window.end = (window.end + 60) % (24 * 60);
    if (!is_whole && chance(15)) (chance(50) ? window.begin : window.end) = -1;
    return window;
  }

  PointSpec draw_point(bool switches) {
    using When = PointSpec::When;
    constexpr When whens[] = {When::daily, When::cron, When::every, When::once};
    PointSpec point{.when = one_of(whens),
                    .at = draw_time_of_day(),
                    .days = draw_days(),
                    .every_hours = 5 + below(12),
                    .day = floor<days>(made_.begin) + days(below(wished_.days)),
                    .action = !switches || chance(8) ? Doing::reboot
                              : chance(50)           ? Doing::start
                                                     : Doing::stop};
    if (point.when == When::every) point.day -= days(2);
    return point;
  }

  std::size_t draw_spec(int tenant, std::string name) {
    using Mode = ScheduleSpec::Mode;
    ScheduleSpec spec{.name = std::move(name), .zone = below(4)};
    spec.tag = chance(50) ? "grupo" : "equipe";
    spec.value = spec.tag == "grupo" ? one_of(groups) : one_of(teams);
    spec.mode = chance(75) ? Mode::edges : chance(40) ? Mode::enforce : Mode::keep_if_on;
    const bool is_whole = spec.mode != Mode::edges;
    const int windows = is_whole ? 1 + below(2) : below(3);
    for (int i = 0; i < windows; ++i) spec.windows.push_back(draw_window(is_whole));
    const int points = is_whole ? below(6) / 5 : below(3);
    for (int i = 0; i < points; ++i) spec.points.push_back(draw_point(!is_whole));
    if (spec.windows.empty() && spec.points.empty()) spec.points.push_back(draw_point(!is_whole));
    if (chance(25)) spec.calendars = {{.effect = CalendarUseSpec::Effect::skip_starts}};
    if (chance(15)) spec.calendars = {{.effect = CalendarUseSpec::Effect::as_sunday}};
    if (chance(15)) draw_exception(spec);
    (void)tenant;
    made_.specs.push_back(std::move(spec));
    return made_.specs.size() - 1;
  }

  void draw_exception(ScheduleSpec& spec) {
    ExceptionSpec exception{.day = floor<days>(made_.begin) + days(below(wished_.days)),
                            .windows = {}};
    if (chance(60)) exception.windows.push_back(draw_window(true));
    spec.exceptions.push_back(std::move(exception));
  }

  void draw_slots(int tenant) {
    const int count = 2 + below(3);
    for (int i = 0; i < count; ++i) {
      const auto number = made_.slots.size();
      made_.slots.push_back(
          {.tenant = tenant, .first = draw_spec(tenant, fmt::format("p{} v0", number))});
    }
  }

  std::vector<std::size_t> draw_servers(int tenant) {
    std::vector<std::size_t> found;
    const int percent = 10 + below(60);
    for (std::size_t i = 0; i < made_.servers.size(); ++i)
      if (made_.servers[i].tenant == tenant && chance(percent)) found.push_back(i);
    return found;
  }

  void draw_acts() {
    const int count = 1 + below(3 * wished_.days);
    for (int i = 0; i < count; ++i) draw_act();
    std::ranges::sort(made_.acts, {}, &Act::at);
  }

  void draw_act() {
    using What = Act::What;
    Act act{.at = when_it_matters(), .tenant = below(made_.tenants)};
    act.doing = chance(50) ? Doing::start : Doing::stop;
    const int kind = below(100);
    if (kind < 25) {
      act.what = What::override_servers;
      act.until = act.at + 20min + 15min * below(60);
      act.servers = draw_servers(act.tenant);
      if (chance(30)) add_later(What::cancel_overrides, act);
    } else if (kind < 33) {
      act.what = What::freeze;
      act.until = act.at + 20min + 15min * below(40);
      if (chance(40)) add_later(What::lift_freezes, act);
    } else if (kind < 40) {
      act.what = What::pause_all;
      add_later(What::resume_all, act);
    } else if (kind < 60) {
      act.what = What::replace;
      act.slot = slot_of(act.tenant);
      act.spec = draw_spec(act.tenant, fmt::format("p{} v{}", act.slot, made_.specs.size()));
      made_.specs[act.spec].is_paused = chance(20);
    } else if (kind < 66) {
      act.what = What::run_now;
      act.slot = slot_of(act.tenant);
    } else {
      act.what = kind < 80 ? What::switch_servers : What::foreign_switch;
      act.servers = draw_servers(act.tenant);
    }
    made_.acts.push_back(std::move(act));
  }

  void add_later(Act::What what, const Act& after) {
    const auto latest = std::min(made_.calm - 20min, after.at + 8h);
    made_.acts.push_back(
        {.what = what,
         .at = latest > after.at + 5min ? sometime(after.at + 4min, latest) : after.at + 4min,
         .tenant = after.tenant});
  }

  std::size_t slot_of(int tenant) {
    for (;;) {
      const auto slot = static_cast<std::size_t>(below(static_cast<int>(made_.slots.size())));
      if (made_.slots[slot].tenant == tenant) return slot;
    }
  }

  /// Mostly around an instant at which something is due.
  Instant when_it_matters() {
    if (chance(30)) return sometime();
    const auto slot = below(static_cast<int>(made_.slots.size()));
    const auto& spec = made_.specs[made_.slots[static_cast<std::size_t>(slot)].first];
    const auto from = floor<minutes>(made_.begin + 10min);
    const int length = static_cast<int>((made_.calm - 40min - from) / 1min);
    const Meaning meaning(spec, {}, from, length);
    const int start = below(length);
    for (int i = 0; i < length; ++i)
      if (const int minute = (start + i) % length; meaning.is_due(minute))
        return from + minutes(minute) + seconds(below(100) - 50);
    return sometime();
  }

  void draw_harms() {
    const int count = below(4 * wished_.days + 1);
    for (int i = 0; i < count; ++i) {
      using What = Harm::What;
      constexpr What whats[] = {What::kill, What::kill,       What::hold,
                                What::jump, What::lose_store, What::fail_writes};
      Harm harm{.what = one_of(whats),
                .at = when_it_matters(),
                .process = below(made_.processes),
                .effects = 1 + below(chance(50) ? 6 : 60),
                .length = seconds(5 + below(chance(70) ? 120 : 1500)),
                .before = below(4),
                .after = below(3)};
      if (harm.what == What::lose_store && chance(40)) harm.what = What::lose_all_stores;
      if (harm.what == What::jump) harm.length = seconds(below(360) - 180);
      made_.harms.push_back(harm);
    }
    std::ranges::sort(made_.harms, {}, &Harm::at);
  }

  /// Nobody reaches the store for hours, and schedules have several edges in that time: windows
  /// that adjoin or are one in the other, overrides that end.
  void draw_outage() {
    const auto up_to = [&](std::uint64_t bound) { return static_cast<int>(outages_.below(bound)); };
    if (up_to(100) >= 30) return;
    for (auto& spec : made_.specs) {
      if (spec.windows.empty() || spec.windows.front().begin < 0 || spec.windows.front().end < 0)
        continue;
      auto other = spec.windows.front();
      const int kind = up_to(3);
      if (kind == 0)
        other = {.begin = other.end, .end = (other.end + 180) % (24 * 60), .days = 127};
      if (kind == 1) other.begin = (other.begin + 60) % (24 * 60);
      if (kind < 2 && other.begin != other.end) spec.windows.push_back(other);
    }
    std::vector<Instant> ends;
    for (const auto& act : made_.acts)
      if (act.what == Act::What::override_servers) ends.push_back(act.until);
    auto at = when_it_matters();
    if (!ends.empty() && up_to(2) == 0) at = ends[static_cast<std::size_t>(up_to(ends.size()))];
    at = std::clamp(at - minutes(up_to(90)), made_.begin + 10min, made_.calm - 1h);
    made_.harms.push_back(
        {.what = Harm::What::lose_all_stores, .at = at, .length = minutes(30 + up_to(300))});
    std::ranges::sort(made_.harms, {}, &Harm::at);
  }

  void draw_faults() {
    using enum simcloud::FaultKind;
    constexpr simcloud::FaultKind kinds[] = {throttle, error_500,   error_503, lost_answer,
                                             hang,     hang_before, reset,     reset_before,
                                             truncate, latency,     outage,    lost_answer};
    constexpr const char* actions[] = {"*", "StopInstances", "StartInstances", "Describe*",
                                       "DescribeInstances"};
    const int count = below(3 * wished_.days + 1);
    for (int i = 0; i < count; ++i) {
      simcloud::FaultRule rule{.kind = one_of(kinds), .region = one_of(regions), .service = "ec2"};
      rule.action = rule.kind == outage ? "*" : one_of(actions);
      rule.rate = rule.kind == outage ? 1.0 : 0.2 + 0.1 * below(8);
      rule.from = when_it_matters() - 1min;
      rule.until = *rule.from + 2min + minutes(below(chance(70) ? 12 : 60));
      if (rule.kind == latency) {
        rule.latency_least = 500ms;
        rule.latency_most = seconds(1 + below(40));
      }
      made_.faults.push_back(std::move(rule));
    }
  }

  SeededRng rng_;
  SeededRng outages_;  // Of their own, so that all else of a seed is drawn as without them.
  const Wished& wished_;
  Scenario made_;
};

}  // namespace

Scenario draw_scenario(std::uint64_t seed, const Wished& wished) {
  auto scenario = Drawing(seed, wished).draw();
  if (wished.is_wide) widen(scenario, wished);
  return scenario;
}

}  // namespace mirante::simulation
