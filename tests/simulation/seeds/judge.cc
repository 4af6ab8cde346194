#include "tests/simulation/seeds/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/cloud.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono;
using simcloud::InstanceState;

constexpr auto catch_up = 15min;
/// Until something due is decided, where nothing is wrong: the scheduler's own look, and the store.
constexpr auto decided_within = 3min;
/// Until AWS shows the wished state, where nothing is wrong.
constexpr auto done_within = 7min;

constexpr std::string_view words[] = {"nothing", "start", "stop", "reboot"};
std::string_view word(Doing doing) { return words[static_cast<std::size_t>(doing)]; }

std::string_view action_of(std::string_view kind) {
  if (kind == "servers.start") return "StartInstances";
  return kind == "servers.stop" ? "StopInstances" : "RebootInstances";
}

class Judge {
 public:
  Judge(const Scenario& scenario, Fleet& fleet, const People& people, const Records& records)
      : scenario_(scenario),
        fleet_(fleet),
        people_(people),
        records_(records),
        expectations_(scenario, records, people.done(), fleet.clock_error()),
        turns_(turns_of(fleet, scenario, people.ids())) {
    for (const auto& one : records.decisions) decisions_[{one.server, one.at}] = &one;
  }

  Verdict judge() && {
    for (std::size_t server = 0; server < scenario_.servers.size(); ++server) {
      judge_expected(server);
      judge_end(server);
    }
    judge_decided();
    judge_operations();
    judge_calls();
    judge_store();
    return std::move(verdict_);
  }

 private:
  template <class... A>
  void found(fmt::format_string<A...> text, A&&... args) {
    verdict_.findings.push_back(fmt::format(text, std::forward<A>(args)...));
  }
  std::string name(std::size_t server) const { return scenario_.servers[server].name; }

  /// Nothing missed.
  void judge_expected(std::size_t server) {
    for (const auto& expected : expectations_.of(server)) {
      if (!expected.allowed.is_demand()) continue;
      ++verdict_.demands;
      const auto at = expected.at;
      // Nobody decides earlier: whose clock is ahead fires nothing.
      const auto able = fleet_.able(at, decided_within);
      if (at > scenario_.end - 10min ||
          expectations_.is_unsure(server, expected, std::max(at, able) + decided_within)) {
        ++verdict_.excused;
        continue;
      }
      const auto decision = decisions_.find({server, at});
      if (decision != decisions_.end() && expected.allowed.has(decision->second->doing)) {
        judge_done(server, *decision->second);
        continue;
      }
      if (is_too_late(server, expected, std::max(able, at))) {
        ++verdict_.excused;
        continue;
      }
      found("missed: {} was to be decided for {} at {}; {}",
            word(expected.allowed.has(Doing::start)  ? Doing::start
                 : expected.allowed.has(Doing::stop) ? Doing::stop
                                                     : Doing::reboot),
            name(server), to_iso8601(at),
            decision == decisions_.end()
                ? std::string("nothing was")
                : fmt::format("it was {} because of {}", word(decision->second->doing),
                              decision->second->because));
    }
  }

  /// After an outage points are given up, and of edges the last one counts.
  bool is_too_late(std::size_t server, const Expected& expected, Instant able) const {
    const auto late = able + decided_within + fleet_.clock_error();
    if (late - expected.at <= catch_up) return false;
    if (!expected.is_edge) return true;
    const auto& all = expectations_.of(server);
    // Edges of other servers of the same schedule count as well; and in mode enforce each look.
    return expectations_.is_enforced(server) || able > expected.at + catch_up ||
           std::ranges::any_of(all, [&](const Expected& other) {
             return other.is_edge && other.at > expected.at && other.at <= late;
           });
  }

  /// What was decided in a time in which nothing was wrong was done soon.
  void judge_done(std::size_t server, const DecisionRow& decision) {
    const auto at = decision.at;
    if (!decision.operation || decision.doing == Doing::reboot || !is_calm(server, at)) return;
    const auto wished =
        decision.doing == Doing::start ? InstanceState::running : InstanceState::stopped;
    // The next thing that is to happen to it may come first.
    auto latest = at + done_within;
    for (const auto& other : expectations_.of(server))
      if (other.at > at && other.at < latest && !other.allowed.has(decision.doing)) return;
    if (!was_in(server, wished, at, latest))
      found("late: {} was not done to {} within {} min of {}", word(decision.doing), name(server),
            done_within / 1min, to_iso8601(at));
  }

  /// Neither harm nor people nor faults around it, nor anything else for the same server.
  bool is_calm(std::size_t server, Instant at) const {
    const auto from = at - 45min, to = at + done_within;
    for (const auto& harm : scenario_.harms)
      if (harm.at <= to && harm.at + harm.length + 70min >= from) return false;
    if (expectations_.is_unsure(server, from, to) || has_fault(server, from, to)) return false;
    return std::ranges::none_of(expectations_.of(server), [&](const Expected& other) {
      return other.at < at && other.at > at - done_within;
    });
  }

  bool has_fault(std::size_t server, Instant from, Instant to) const {
    return std::ranges::any_of(scenario_.faults, [&](const simcloud::FaultRule& rule) {
      return rule.region == scenario_.servers[server].region && *rule.from <= to &&
             *rule.until >= from;
    });
  }

  bool was_in(std::size_t server, InstanceState state, Instant from, Instant to) const {
    const auto& turns = turns_[server];
    for (std::size_t i = 0; i < turns.size(); ++i) {
      const auto until = i + 1 < turns.size() ? turns[i + 1].at : Instant::max();
      if (turns[i].to == state && turns[i].at <= to && until > from) return true;
    }
    return false;
  }

  /// Nothing decided that no rule asks for.
  void judge_decided() {
    for (const auto& one : records_.decisions) {
      if (one.doing == Doing::nothing) continue;
      judge_lateness(one);
      if (expectations_.is_unsure(one.server, one.at - 3min, one.at + 3min)) continue;
      if (expectations_.possible(one.server, one.at).has(one.doing)) continue;
      // It may have been decided later, by other rules.
      if (const auto able = fleet_.able(one.at, decided_within);
          expectations_.is_unsure(one.server, one.at, std::max(able, one.at) + decided_within))
        continue;
      found("unexplained: {} was decided for {} at {} because of {}", word(one.doing),
            name(one.server), to_iso8601(one.at), one.because);
    }
  }

  /// A point that is long past asks for nothing any more.
  void judge_lateness(const DecisionRow& decision) {
    if (!decision.operation) return;
    const auto asked_at = records_.operations.at(*decision.operation).requested_at;
    if (asked_at - decision.at <= catch_up + 2 * fleet_.clock_error() + 30s) return;
    const auto& all = expectations_.of(decision.server);
    const auto found_at = std::ranges::find(all, decision.at, &Expected::at);
    if (found_at == all.end() || found_at->is_edge || expectations_.is_enforced(decision.server))
      return;
    found("too late: {} of {} at {} was asked for at {}", word(decision.doing),
          name(decision.server), to_iso8601(decision.at), to_iso8601(asked_at));
  }

  /// Each has ended, and what failed has a cause.
  void judge_operations() {
    for (const auto& [id, operation] : records_.operations) {
      ++verdict_.operations;
      if (operation.state == "running") {
        found("the operation {} of {} runs for ever", operation.kind,
              to_iso8601(operation.requested_at));
        continue;
      }
      for (const auto& target : operation.targets) judge_target(operation, target);
    }
  }

  void judge_target(const OperationRow& operation, const TargetRow& target) {
    const auto from = operation.requested_at - fleet_.clock_error() - 1min;
    const auto to = operation.finished_at.value_or(fleet_.now()) + fleet_.clock_error() + 1min;
    if (target.outcome == "succeeded") {
      if (operation.kind == "servers.reboot") return;
      const auto wished =
          operation.kind == "servers.start" ? InstanceState::running : InstanceState::stopped;
      if (!was_in(target.server, wished, from, to))
        found("untrue: {} of {} at {} is said to have succeeded", operation.kind,
              name(target.server), to_iso8601(operation.requested_at));
      return;
    }
    if (target.code == "server.not_running" && operation.kind == "servers.reboot") return;
    // Nothing shows afterwards whether a server was rebooted.
    if (target.code == "server.reboot_unknown" && fleet_.was_harmed(from, to)) return;
    if (has_fault(target.server, from, to) || expectations_.is_unsure(target.server, from, to))
      return;
    if (target.code.starts_with("policy.") &&
        expectations_.is_paused(scenario_.servers[target.server].tenant, operation.requested_at))
      return;
    found("unexplained: {} of {} at {} ended as {} ({})", operation.kind, name(target.server),
          to_iso8601(operation.requested_at), target.outcome, target.code);
  }

  /// Each call to AWS belongs to an operation, and none was made again after AWS had said yes.
  void judge_calls() {
    read_answers();
    for (const auto& call : fleet_.world().cloud().ledger.calls()) {
      if (call.by_control || !call.code.empty()) continue;
      if (call.action != "StartInstances" && call.action != "StopInstances" &&
          call.action != "RebootInstances")
        continue;
      ++verdict_.calls;
      const auto parameters = Json::parse(call.parameters);
      for (const auto& [key, value] : parameters.items()) {
        if (!key.starts_with("InstanceId")) continue;
        const auto server = people_.ids().find(value.get<std::string>());
        if (server != people_.ids().end()) judge_call(call, server->second);
      }
    }
    for (const auto& [key, count] : switches_)
      if (count > 1) found("doubled: an operation switched {} {} times", name(key.second), count);
  }

  void read_answers() {
    for (const auto& [id, operation] : records_.operations)
      for (const auto& entry : operation.journal)
        if (entry.what == "answered" && !entry.request_id.empty())
          answers_[entry.request_id] = &operation;
    for (const auto& server : turns_)
      for (const auto& turn : server)
        if (turn.call != 0) switched_by_[turn.call].insert(&server - turns_.data());
  }

  void judge_call(const simcloud::CallRecord& call, std::size_t server) {
    const auto* operation = operation_of(call, server);
    if (operation == nullptr)
      return found("unexplained: {} of {} at {} belongs to no operation", call.action, name(server),
                   to_iso8601(call.at));
    const auto key = std::pair(operation->id, server);
    if (accepted_.contains(key) && call.action != "RebootInstances")
      found("doubled: {} of {} at {} although AWS had said yes at {}", call.action, name(server),
            to_iso8601(call.at), to_iso8601(accepted_[key]));
    // Whoever does not know whether a reboot took place must not ask for another one.
    if (call.action == "RebootInstances" && ++reboots_[key] > 1)
      found("doubled: {} was rebooted again at {}", name(server), to_iso8601(call.at));
    const auto answer = answers_.find(call.request_id);
    if (answer != answers_.end() && was_accepted(*operation, call.request_id))
      accepted_[key] = call.at;
    if (const auto turned = switched_by_.find(call.number);
        turned != switched_by_.end() && turned->second.contains(server))
      ++switches_[key];
  }

  static bool was_accepted(const OperationRow& operation, const std::string& request_id) {
    return std::ranges::any_of(operation.journal, [&](const JournalRow& entry) {
      return entry.what == "answered" && entry.request_id == request_id &&
             entry.reply == "accepted";
    });
  }

  /// By its request id; where no answer was written down, by an intention of that time.
  const OperationRow* operation_of(const simcloud::CallRecord& call, std::size_t server) const {
    if (const auto known = answers_.find(call.request_id); known != answers_.end())
      return known->second;
    const OperationRow* nearest = nullptr;
    Instant latest{};
    for (const auto& [id, operation] : records_.operations) {
      if (action_of(operation.kind) != call.action) continue;
      const auto target = std::ranges::find(operation.targets, server, &TargetRow::server);
      if (target == operation.targets.end()) continue;
      for (const auto& entry : operation.journal) {
        if (entry.what != "intended" || !entry.ordinals.contains(target->ordinal)) continue;
        // One that is held may send much later.
        if (entry.at > call.at + fleet_.clock_error() + 1s || entry.at < call.at - 45min) continue;
        if (entry.at >= latest) {
          latest = entry.at;
          nearest = &operation;
        }
      }
    }
    return nearest;
  }

  /// What was last asked of a server is so at the end, unless it is said why not.
  void judge_end(std::size_t server) {
    const DecisionRow* last = nullptr;
    for (const auto& one : records_.decisions)
      if (one.server == server && one.operation && one.doing != Doing::reboot &&
          (last == nullptr || one.at > last->at))
        last = &one;
    if (last == nullptr || last->at > scenario_.end - 40min) return;
    const auto& operation = records_.operations.at(*last->operation);
    const auto target = std::ranges::find(operation.targets, server, &TargetRow::server);
    if (target == operation.targets.end() || target->outcome != "succeeded") return;
    if (expectations_.is_unsure(server, operation.requested_at - 1h, scenario_.end)) return;
    const auto wished =
        last->doing == Doing::start ? InstanceState::running : InstanceState::stopped;
    const auto state = turns_[server].back().to;
    if (state != wished)
      found("wrong at the end: {} is {}, although {} was decided at {}", name(server),
            simcloud::to_string(state), word(last->doing), to_iso8601(last->at));
  }

  void judge_store() {
    if (records_.resource_claims != 0)
      found("{} servers are still claimed by operations", records_.resource_claims);
    for (const auto& [id, schedule] : records_.schedules) {
      if (schedule.is_paused) continue;
      if (!schedule.due_at || *schedule.due_at <= fleet_.now() - decided_within)
        found("a schedule is due since {} and not handled",
              schedule.due_at ? to_iso8601(*schedule.due_at) : "never");
      if (schedule.handled_until > fleet_.now() + fleet_.clock_error())
        found("a schedule is handled until {}, which is not yet",
              to_iso8601(schedule.handled_until));
    }
  }

  const Scenario& scenario_;
  Fleet& fleet_;
  const People& people_;
  const Records& records_;
  const Expectations expectations_;
  const std::vector<std::vector<Turn>> turns_;
  std::map<std::pair<std::size_t, Instant>, const DecisionRow*> decisions_;
  std::map<std::string, const OperationRow*> answers_;  // By request id.
  std::map<std::uint64_t, std::set<std::size_t>> switched_by_;
  std::map<std::pair<Id16, std::size_t>, Instant> accepted_;
  std::map<std::pair<Id16, std::size_t>, int> switches_, reboots_;
  Verdict verdict_;
};

}  // namespace

Verdict judge(const Scenario& scenario, Fleet& fleet, const People& people,
              const Records& records) {
  return Judge(scenario, fleet, people, records).judge();
}

}  // namespace mirante::simulation
