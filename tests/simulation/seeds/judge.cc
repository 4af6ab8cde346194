#include "tests/simulation/seeds/judge.h"

#include <algorithm>

#include "tests/simulation/seeds/judging.h"

namespace mirante::simulation::judging {
namespace {

constexpr std::string_view words[] = {"nothing", "start", "stop", "reboot"};

}  // namespace

std::string_view word(Doing doing) { return words[static_cast<std::size_t>(doing)]; }

Judge::Judge(const Scenario& scenario, Fleet& fleet, const People& people, const Records& records)
    : scenario_(scenario),
      fleet_(fleet),
      people_(people),
      records_(records),
      expectations_(scenario, records, people.done(), fleet.clock_error()),
      turns_(turns_of(fleet, scenario, people.ids())),
      types_(types_of(fleet, scenario, people.ids())),
      order_(scenario, fleet, records, expectations_, turns_) {
  for (const auto& one : records.decisions) {
    decisions_[{one.server, one.at}] = &one;
    if (one.operation) decided_operations_.insert(*one.operation);
  }
  for (const auto& fire : records.fires) read_resizes(fire);
}

Verdict Judge::judge() && {
  for (std::size_t server = 0; server < scenario_.servers.size(); ++server) {
    judge_expected(server);
    judge_enforced(server);
    judge_end(server);
  }
  judge_decided();
  judge_fires();
  judge_operations();
  judge_calls();
  judge_resizes();
  std::ranges::copy(order_.findings(), std::back_inserter(verdict_.findings));
  judge_people();
  judge_store();
  return std::move(verdict_);
}

std::string Judge::kind_of(Doing doing, std::size_t server) const {
  return std::string(is_database(server) ? "databases." : "servers.") + std::string(word(doing));
}

bool Judge::has_fault(std::size_t server, Instant from, Instant to) const {
  return std::ranges::any_of(scenario_.faults, [&](const simcloud::FaultRule& rule) {
    return rule.region == scenario_.servers[server].region &&
           (rule.service == "rds") == is_database(server) && *rule.from <= to &&
           *rule.until >= from;
  });
}

bool Judge::was_in(std::size_t server, InstanceState state, Instant from, Instant to) const {
  const auto& turns = turns_[server];
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const auto until = i + 1 < turns.size() ? turns[i + 1].at : Instant::max();
    if (turns[i].to == state && turns[i].at <= to && until > from) return true;
  }
  return false;
}

bool Judge::had_type(std::size_t server, const std::string& type, Instant from, Instant to) const {
  const auto& types = types_[server];
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto until = i + 1 < types.size() ? types[i + 1].at : Instant::max();
    if (types[i].type == type && types[i].at <= to && until > from) return true;
  }
  return false;
}

void Judge::read_resizes(const FireRow& fire) {
  for (const auto& id : fire.operations) {
    const auto known = records_.operations.find(id);
    if (known == records_.operations.end() || known->second.kind != resize) continue;
    if (std::ranges::all_of(known->second.targets, [&](const TargetRow& target) {
          const auto decision = decisions_.find({target.server, fire.due_at});
          return decision != decisions_.end() && decision->second->schedule == fire.id &&
                 decision->second->type == known->second.type;
        }))
      decided_operations_.insert(id);
  }
}

}  // namespace mirante::simulation::judging

namespace mirante::simulation {

Verdict judge(const Scenario& scenario, Fleet& fleet, const People& people,
              const Records& records) {
  return judging::Judge(scenario, fleet, people, records).judge();
}

}  // namespace mirante::simulation
