// How much faster than real time rules are evaluated: 10,000 schedules as the seeds of the
// simulation draw them, each for one server, on one core. Each is walked from due instant to due
// instant, and at each of them it is decided what is wished: by one almanac for all of a schedule's
// instants, as simulations walk, and by a new one at each instant, as the scheduler does, which
// looks at a schedule when it is due and forgets it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>

#include "features/firing/fire.h"
#include "features/schedules/decide.h"
#include "features/schedules/plan_json.h"
#include "tests/simulation/seeds/scenario.h"

namespace mirante {
namespace {

constexpr double goal = 100'000;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Its holidays are Brazil's.
schedules::Plan plan_of(const simulation::ScheduleSpec& spec) {
  auto json = simulation::to_json(spec, "br-national");
  for (const auto* one : {"state", "targets"}) json.erase(one);
  json["id"] = "s";
  return schedules::parse_plan(json);
}

std::vector<schedules::Plan> draw_plans(std::size_t count, int percent_enforced) {
  std::vector<schedules::Plan> plans;
  std::size_t enforced = 0;
  for (std::uint64_t seed = 1; plans.size() < count; ++seed)
    for (const auto& spec : simulation::draw_scenario(seed, {.days = 7}).specs) {
      const bool is_enforced = spec.mode == simulation::ScheduleSpec::Mode::enforce;
      if (is_enforced &&
          (enforced + 1) * 100 > (plans.size() + 1) * static_cast<std::size_t>(percent_enforced))
        continue;
      if (plans.size() == count) break;
      enforced += is_enforced ? 1 : 0;
      plans.push_back(plan_of(spec));
    }
  return plans;
}

enum class Memory { of_walk, of_instant };

struct Counts {
  std::uint64_t instants = 0, wishes = 0;
  bool operator==(const Counts&) const = default;
};

Counts measure(int percent_enforced, int days, Memory memory) {
  auto plans = draw_plans(10'000, percent_enforced);
  const auto from = *parse_iso8601("2026-03-02T00:00:00Z");
  const auto to = from + std::chrono::days(days);
  // As every server of the panel is: known since some time.
  for (auto& plan : plans) plan.servers.front().first_seen = from - std::chrono::days(30);
  Counts counts;
  const auto begin = cpu_seconds();
  for (const auto& plan : plans) {
    const auto& schedule = plan.schedules.front();
    std::optional<schedules::Almanac> almanac(plan.calendars);
    for (auto at = firing::next_after(schedule, plan, *almanac, from); at < to;
         at = firing::next_after(schedule, plan, *almanac, at)) {
      ++counts.instants;
      if (memory == Memory::of_instant) almanac.emplace(plan.calendars);
      const auto decision = schedules::decide(plan.servers.front(), at, plan, *almanac);
      counts.wishes += decision.wish.is_empty() ? 0 : 1;
    }
  }
  const auto took = cpu_seconds() - begin;
  const auto speed = static_cast<double>(days) * 86'400 / took;
  fmt::print(
      "{:>3} % enforced, {}: {:>9} instants, {:>9} wishes, {:>6.2f} CPU s, {:>9.0f}x real time "
      "({})\n",
      percent_enforced, memory == Memory::of_walk ? "one walk " : "each anew", counts.instants,
      counts.wishes, took, speed, speed >= goal ? "met" : "not met");
  return counts;
}

}  // namespace
}  // namespace mirante

int main(int argc, char** argv) {
  int days = 28;
  CLI::App app("Rules evaluated against real time (P4).");
  app.add_option("--days", days, "Simulated days")->check(CLI::Range(1, 365));
  CLI11_PARSE(app, argc, argv);
  fmt::print("10,000 schedules, {} days, one core\n", days);
  using mirante::Memory;
  for (const int percent : {0, 10})
    if (mirante::measure(percent, days, Memory::of_walk) !=
        mirante::measure(percent, days, Memory::of_instant)) {
      fmt::print("the two ways do not decide the same\n");
      return 1;
    }
}
