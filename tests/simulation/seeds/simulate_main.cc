// mirante_simulate: whole weeks of the panel by seed; see `./dev simulate`.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "base/log.h"
#include "tests/simulation/seeds/run_seed.h"

namespace mirante::simulation {
namespace {

struct Options {
  std::uint64_t seeds = 100, from = 1;
  std::optional<std::uint64_t> one;
  int seconds = 0;
  Wished wished;
  bool is_quiet_world = false, is_alone = false;
};

void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

/// The seed's findings. The first one, and what fails, is run once more: it must be the same run.
std::vector<std::string> findings_of(std::uint64_t seed, const Options& options, SeedRun& run) {
  try {
    run = run_seed(seed, options.wished);
    const bool is_repeated = seed == options.from || !run.verdict.findings.empty();
    if (is_repeated && run_seed(seed, options.wished).trace != run.trace)
      run.verdict.findings.emplace_back("the same seed does not repeat the same run");
    return run.verdict.findings;
  } catch (const Failure& failure) {
    return {"it broke off: " + failure.error().message};
  } catch (const std::exception& failure) {
    return {std::string("it broke off: ") + failure.what()};
  }
}

int run_many(const Options& options) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  std::uint64_t passed = 0, failed = 0;
  Verdict sum;
  std::map<std::string, int> befell;
  for (std::uint64_t i = 0; i < options.seeds; ++i) {
    if (options.seconds > 0 && Clock::now() - begin > std::chrono::seconds(options.seconds)) break;
    const auto seed = options.from + i;
    SeedRun run;
    const auto findings = findings_of(seed, options, run);
    ++(findings.empty() ? passed : failed);
    if (!findings.empty())
      say(fmt::format("seed {} failed; see it with: ./dev simulate --seed {} --days {}{}", seed,
                      seed, options.wished.days, options.wished.is_wide ? " --wide" : ""));
    for (const auto& finding : findings) say("  " + finding);
    sum.demands += run.verdict.demands;
    sum.excused += run.verdict.excused;
    sum.operations += run.verdict.operations;
    sum.calls += run.verdict.calls;
    for (const auto& [what, times] : run.befell) befell[what] += times;
  }
  const auto seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const auto seeds = passed + failed;
  say(fmt::format(
      "{} seeds of {} days, {:.1f} simulated years, in {:.1f} s: {} instants at which something "
      "was "
      "due ({} explained by people or faults), {} operations, {} calls that change something",
      seeds, options.wished.days,
      static_cast<double>(seeds) * static_cast<double>(options.wished.days) / 365.25, seconds,
      sum.demands, sum.excused, sum.operations, sum.calls));
  for (const auto& [what, times] : befell) say(fmt::format("  {:32} {:>8}", what, times));
  say(fmt::format("{} passed, {} failed, 0 skipped", passed, failed));
  return failed == 0 ? 0 : 1;
}

int run_one(std::uint64_t seed, const Options& options) {
  log::set_level(log::Level::info);
  const auto run = run_seed(seed, options.wished, say);
  for (const auto& finding : run.verdict.findings) say("FOUND " + finding);
  say(fmt::format("trace {:016x}", run.trace));
  return run.verdict.findings.empty() ? 0 : 1;
}

}  // namespace
}  // namespace mirante::simulation

int main(int argc, char** argv) {
  using namespace mirante::simulation;
  Options options;
  CLI::App app("Runs whole weeks of the panel beside the simulated AWS, each from a seed.");
  app.add_option("--seeds", options.seeds, "How many seeds");
  app.add_option("--from", options.from, "The first seed");
  app.add_option("--seed", options.one, "This seed alone, telling what happens");
  app.add_option("--seconds", options.seconds, "Begin no seed after so many seconds");
  app.add_option("--days", options.wished.days, "Days that a seed lasts")->check(CLI::Range(1, 60));
  app.add_flag("--no-harm", options.is_quiet_world, "Nothing breaks");
  app.add_flag("--no-people", options.is_alone, "Nobody interferes");
  app.add_flag("--wide", options.wished.is_wide, "The same days with more in them");
  std::string plant;
  app.add_option("--plant", plant, "A defect that the panel has (tests/simulation/seeds/plant.h)");
  CLI11_PARSE(app, argc, argv);
  if (!plant.empty() && !(options.wished.plant = parse_plant(plant))) {
    say("there is no defect \"" + plant + "\"; see tests/simulation/seeds/plant.h");
    return 2;
  }
  options.wished.has_harm = !options.is_quiet_world;
  options.wished.has_people = !options.is_alone;
  mirante::log::set_level(mirante::log::Level::error);
  return options.one ? run_one(*options.one, options) : run_many(options);
}
