#include "tests/simulation/seeds/run_seed.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "simcloud/cloud.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;

void do_harm(Fleet& fleet, const Harm& harm) {
  using What = Harm::What;
  switch (harm.what) {
    case What::kill:
      return fleet.kill(harm.process, static_cast<std::uint64_t>(harm.effects), harm.length);
    case What::hold: return fleet.hold(harm.process, harm.length);
    case What::jump:
      return fleet.jump_clock(harm.process, harm.length, std::chrono::minutes(harm.effects));
    case What::lose_store: return fleet.lose_store(harm.process, harm.length);
    case What::fail_writes: return fleet.fail_writes(harm.process, harm.before, harm.after);
    case What::lose_all_stores:
      for (int i = 0; i < fleet.size(); ++i) fleet.lose_store(i, harm.length);
  }
}

/// For somebody who wants to know why: the schedules in their own words.
void tell_schedules(const Scenario& scenario, Fleet& fleet) {
  for (const auto& spec : scenario.specs) {
    fleet.tell("schedule " + to_json(spec, {"calendar", "mornings"}).dump());
    std::string servers;
    for (const auto& server : scenario.servers)
      if (is_for(spec, server)) servers += fmt::format(" {}/{}", server.tenant, server.name);
    fleet.tell("  may be for" + servers);
  }
}

void tell_decisions(const Scenario& scenario, Fleet& fleet, const Records& records) {
  constexpr std::string_view words[] = {"nothing", "start", "stop", "reboot"};
  for (const auto& one : records.fires)
    fleet.tell(fmt::format("fire {} due {} fired {}: {}, {} skipped", one.schedule,
                           to_iso8601(one.due_at), to_iso8601(one.fired_at), one.outcome,
                           one.skipped));
  for (const auto& one : records.decisions)
    fleet.tell(fmt::format("decided {} at {}: {} {} because of {} ({})",
                           scenario.servers[one.server].name, to_iso8601(one.at),
                           words[static_cast<std::size_t>(one.doing)], one.type, one.because,
                           one.outcome));
}

void tell_operations(const Scenario& scenario, Fleet& fleet, const Records& records) {
  std::map<Instant, const OperationRow*> ordered;
  for (const auto& [id, one] : records.operations) ordered.emplace(one.requested_at, &one);
  for (const auto& [at, one] : ordered) {
    std::string text = fmt::format("operation {} of {} by {}:", one->kind, to_iso8601(at), one->by);
    for (const auto& entry : one->journal)
      text +=
          fmt::format(" {} {} {} {};", to_iso8601(entry.at), entry.what, entry.step, entry.reply);
    for (const auto& target : one->targets)
      text += fmt::format(" {} {} {};", scenario.servers[target.server].name, target.outcome,
                          target.code);
    fleet.tell(text);
  }
}

/// Operations that have been asked for end, however long they take.
void wait_for_operations(Fleet& fleet) {
  for (int i = 0; i < 40; ++i) {
    const auto running = fleet.read([](sql::Snapshot& snapshot) {
      return snapshot.one("select count(*) from operations where state = 'running'")->integer(0);
    });
    if (running == 0) return;
    fleet.run_until(fleet.now() + 2min);
  }
}

void live(const Scenario& scenario, Fleet& fleet, People& people) {
  people.set_up();
  for (const auto& rule : scenario.faults) {
    auto planned = rule;
    fleet.world().cloud().faults.add(std::move(planned));
    fleet.tell(fmt::format("AWS will be {} in {} ({}) from {} to {}", to_string(rule.kind),
                           rule.region, rule.action, to_iso8601(*rule.from),
                           to_iso8601(*rule.until)));
  }
  for (int i = 1; i < fleet.size(); ++i) fleet.start(i);
  people.plan_acts();
  for (const auto& harm : scenario.harms) fleet.at(harm.at, [&] { do_harm(fleet, harm); });
  // Whoever is held longest wakes up before the clocks are set right.
  fleet.run_until(scenario.calm);
  fleet.heal();
  fleet.run_until(scenario.calm + 30min);
  people.tidy_up();
  fleet.run_until(scenario.end);
  wait_for_operations(fleet);
  fleet.world().advance(fleet.now());
}

std::map<std::string, int> what_befell(Fleet& fleet, const People& people) {
  const auto& counts = fleet.counts();
  std::map<std::string, int> befell{{"process.died", counts.deaths},
                                    {"process.held", counts.holds},
                                    {"process.clock_set_wrong", counts.jumps},
                                    {"store.away", counts.store_losses},
                                    {"store.write_lost_before_commit", counts.lost_before},
                                    {"store.write_lost_after_commit", counts.lost_after}};
  for (const auto& call : fleet.world().cloud().ledger.calls())
    if (!call.fault.empty()) ++befell["aws." + call.fault];
  for (const auto& one : people.done())
    if (one.was_done()) ++befell["people." + std::string(name_of(one.act.what))];
  return befell;
}

}  // namespace

SeedRun run_seed(std::uint64_t seed, const Wished& wished,
                 const std::function<void(const std::string&)>& tell) {
  const auto scenario = draw_scenario(seed, wished);
  Fleet fleet(seed, scenario.estate.dump(), scenario.begin - 10min, scenario.tenants,
              scenario.processes, wished.plant);
  if (tell)
    fleet.tell = [&](const std::string& text) { tell(to_iso8601(fleet.now()) + " " + text); };
  People people(scenario, fleet);
  if (tell) tell_schedules(scenario, fleet);
  live(scenario, fleet, people);
  SeedRun run{.verdict = {}, .befell = what_befell(fleet, people), .trace = 0};
  const auto records = read_records(fleet, people.ids());
  if (tell) {
    tell_decisions(scenario, fleet, records);
    tell_operations(scenario, fleet, records);
  }
  run.verdict = judge(scenario, fleet, people, records);
  run.trace = trace_of(fleet, records);
  if (fleet.has_ended()) run.verdict.findings.emplace_back("a process has ended by itself");
  return run;
}

}  // namespace mirante::simulation
