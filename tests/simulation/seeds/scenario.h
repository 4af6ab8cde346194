// What one seed is about, as values: servers, schedules in words of their own (never those of the
// product), what people do, and what harm comes to processes, store and AWS. `draw_scenario` makes
// it all from the seed; nothing of it depends on what the panel does.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <set>
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

enum class Doing : std::uint8_t { nothing, start, stop, reboot };

/// Minutes of a local day, −1: not there; days of the week from Monday, a bit each.
struct WindowSpec {
  int begin = -1;
  int end = -1;
  unsigned days = 127;
};
struct PointSpec {
  enum class When : std::uint8_t { daily, cron, every, once };
  When when = When::daily;
  int at = 0;  // Minute of the local day.
  unsigned days = 127;
  int every_hours = 6;
  std::chrono::sys_days day{};  // Local: of `once`, and from which on `every` counts.
  Doing action = Doing::start;
};
struct ExceptionSpec {
  std::chrono::sys_days day{};
  std::vector<WindowSpec> windows;
};
struct ScheduleSpec {
  enum class Mode : std::uint8_t { edges, enforce, keep_if_on };
  enum class Holidays : std::uint8_t { work, skip_starts, as_sunday };
  std::string name;
  std::string tag;    // Key of the tag that servers must have,
  std::string value;  // and its value.
  int zone = 0;
  Mode mode = Mode::edges;
  Holidays holidays = Holidays::work;
  bool is_paused = false;
  std::vector<WindowSpec> windows;
  std::vector<PointSpec> points;
  std::vector<ExceptionSpec> exceptions;
};

struct ServerSpec {
  std::string name;
  int tenant = 0;
  std::string account;  // 12 digits.
  std::string region;
  std::string group, team;  // Values of its tags "grupo" and "equipe".
  bool is_running = true;
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
  std::vector<std::set<std::chrono::sys_days>> holidays;  // Of each tenant.
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
  std::optional<Plant> plant = {};
};
Scenario draw_scenario(std::uint64_t seed, const Wished& wished);

bool is_for(const ScheduleSpec& spec, const ServerSpec& server);

/// The body of a request that makes it.
Json to_json(const ScheduleSpec& spec, const std::string& calendar);

}  // namespace mirante::simulation
