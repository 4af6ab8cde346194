// What one seed is about, as values: servers, schedules in words of their own (never those of the
// product), what people do, and what harm comes to processes, store and AWS. `draw_scenario` makes
// it all from the seed; nothing of it depends on what the panel does.
#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "simcloud/faults.h"
#include "tests/simulation/seeds/plant.h"

namespace mirante::simulation {

/// By its place in `zone_names`.
inline constexpr const char* zone_names[] = {"UTC", "America/Sao_Paulo", "Asia/Kolkata",
                                             "America/New_York"};

/// Of every server at the beginning.
inline constexpr const char* first_type = "t3.medium";

enum class Doing : std::uint8_t { nothing, start, stop, reboot };

/// Minutes of a local day, −1: not there; days of the week from Monday, a bit each.
struct WindowSpec {
  int begin = -1;
  int end = -1;
  unsigned days = 127;
  std::string type = {};  // Of the servers, from its begin on; empty: as it is.
};
struct PointSpec {
  enum class When : std::uint8_t { daily, cron, every, once };
  When when = When::daily;
  int at = 0;  // Minute of the local day.
  unsigned days = 127;
  int every_hours = 6;
  std::chrono::sys_days day{};  // Local: of `once`, and from which on `every` counts.
  Doing action = Doing::start;  // Nothing: only the type is changed.
  std::string type = {};
};
struct ExceptionSpec {
  std::chrono::sys_days day{};
  std::vector<WindowSpec> windows;
};
/// Up to which minute of it each date is a day off.
using CalendarSpec = std::map<std::chrono::sys_days, int>;
inline constexpr int whole_day = 24 * 60;

struct CalendarUseSpec {
  enum class Effect : std::uint8_t { skip_starts, as_sunday, other_windows };
  std::size_t calendar = 0;  // Of its tenant's.
  Effect effect = Effect::skip_starts;
  std::vector<WindowSpec> windows = {};  // Of other_windows.
};
/// Groups by the value of the tag "ordem".
struct OrderSpec {
  bool asks_checks = false;  // Of servers that start; else their state alone.
  bool goes_on = false;      // Also where a group did not pass.
  int minutes = 15;
};
struct ScheduleSpec {
  enum class Mode : std::uint8_t { edges, enforce, keep_if_on };
  std::string name;
  std::string tag;    // Key of the tag that servers must have,
  std::string value;  // and its value.
  int zone = 0;
  Mode mode = Mode::edges;
  bool is_paused = false;
  std::vector<WindowSpec> windows;
  std::vector<PointSpec> points;
  std::vector<CalendarUseSpec> calendars;  // The first that knows a date decides.
  std::vector<ExceptionSpec> exceptions;
  std::optional<std::chrono::sys_days> from = {}, until = {};  // First and last date.
  bool has_databases = false;                                  // Servers alone, else.
  std::optional<OrderSpec> order = {};
};

/// Something that is switched: a server, or a database of RDS.
struct ServerSpec {
  std::string name;
  int tenant = 0;
  std::string account;  // 12 digits.
  std::string region;
  std::string group, team;  // Values of its tags "grupo" and "equipe".
  bool is_running = true;
  bool is_database = false;
  int turn = 0;  // Value of its tag "ordem"; 0: it has none.
};

/// A schedule as people see it: one thing that they change.
struct Slot {
  int tenant = 0;
  std::size_t first = 0;  // Of `Scenario::specs`.
};

struct Act {
  enum class What : std::uint8_t {
    override_servers,
    cancel_overrides,
    freeze,
    lift_freezes,
    pause_all,
    resume_all,
    replace,
    run_now,
    switch_servers,
    foreign_switch,
  };
  What what = What::override_servers;
  Instant at;
  int tenant = 0;
  std::size_t slot = 0;  // Of replace and run_now.
  std::size_t spec = 0;  // Of replace.
  std::vector<std::size_t> servers = {};
  Doing doing = Doing::start;
  Instant until = {};
};

struct Harm {
  enum class What : std::uint8_t { kill, hold, jump, lose_store, lose_all_stores, fail_writes };
  What what = What::kill;
  Instant at;
  int process = 0;
  int effects = 1;                // Of kill; of jump the minutes until it is right again.
  std::chrono::seconds length{};  // Until it is back; by how much a clock jumps.
  int before = 0, after = 0;      // Of fail_writes.
};

struct Scenario {
  std::uint64_t seed = 0;
  Instant begin;  // Setting up has ended, schedules are made.
  Instant calm;   // From here on nobody does anything and nothing breaks.
  Instant end;
  int tenants = 1;
  int processes = 1;
  Json estate;
  std::vector<ServerSpec> servers;
  std::vector<std::vector<CalendarSpec>> calendars;  // Of each tenant.
  std::vector<ScheduleSpec> specs;
  std::vector<Slot> slots;
  std::vector<Act> acts;    // In their order.
  std::vector<Harm> harms;  // In their order.
  std::vector<simcloud::FaultRule> faults;
};

struct Wished {
  int days = 3;
  bool has_harm = true;    // Else nothing breaks.
  bool has_people = true;  // Else nobody interferes.
  bool is_wide = false;    // The same day with more in it (draw_wider.cc).
  std::optional<Plant> plant = {};
};
Scenario draw_scenario(std::uint64_t seed, const Wished& wished);
/// Draws what wide days have besides, from chance of its own: all else stays as it was drawn.
void widen(Scenario& scenario, const Wished& wished);

bool is_for(const ScheduleSpec& spec, const ServerSpec& server);

/// The body of a request that makes it. `calendars` are the ids of its tenant's.
Json to_json(const ScheduleSpec& spec, const std::vector<std::string>& calendars);

}  // namespace mirante::simulation
