#include "tests/simulation/seeds/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>

#include "simcloud/cloud.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono;
using simcloud::InstanceState;

constexpr auto catch_up = 15min;
/// Until something due is decided, where nothing is wrong: the scheduler's own look, and the store.
constexpr auto decided_within = 3min;
/// Mode enforce looks that often, at instants that are multiples of it.
constexpr auto enforced_every = 5min;
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
    for (const auto& one : records.decisions) {
      decisions_[{one.server, one.at}] = &one;
      if (one.operation) decided_operations_.insert(*one.operation);
    }
  }

  Verdict judge() && {
    for (std::size_t server = 0; server < scenario_.servers.size(); ++server) {
      judge_expected(server);
      judge_enforced(server);
      judge_end(server);
    }
    judge_decided();
    judge_fires();
    judge_operations();
    judge_calls();
    judge_people();
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
      if (decision != decisions_.end() &&
          (expected.allowed.has(decision->second->doing) ||
           (expected.is_edge && is_made_up(server, at, decision->second->doing)))) {
        judge_done(server, *decision->second);
        continue;
      }
      if (expected.is_edge && is_made_up_later(server, expected)) continue;
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

  /// After an outage points are given up, and of its own edges the last that asks for something is
  /// made up for.
  bool is_too_late(std::size_t server, const Expected& expected, Instant able) const {
    const auto late = able + decided_within + fleet_.clock_error();
    const bool is_late = late - expected.at > catch_up;
    if (is_late && (!expected.is_edge || !expected.of_edges.is_demand())) return true;
    return expected.is_edge &&
           std::ranges::any_of(expectations_.of(server), [&](const Expected& other) {
             return other.is_edge && other.at > expected.at && other.at <= late &&
                    (other.of_edges.has(Doing::start) || other.of_edges.has(Doing::stop));
           });
  }

  /// Whether that is what was wished when some process could make up for what was missed, or had
  /// more than one edge to look at.
  bool is_made_up(std::size_t server, Instant at, Doing doing) const {
    const auto able = std::max(at, fleet_.able(at, decided_within));
    if (able <= at && !is_followed(server, at)) return false;
    for (auto then = at; then <= able + decided_within + 1min; then += 1min)
      if (expectations_.made_up(server, then).has(doing)) return true;
    return false;
  }

  /// Another edge of the server comes before anybody must have looked at this one.
  bool is_followed(std::size_t server, Instant at) const {
    return std::ranges::any_of(expectations_.of(server), [&](const Expected& other) {
      return other.is_edge && at < other.at && other.at <= at + decided_within;
    });
  }

  /// The same was decided at a later edge of the server's that was missed too: of several the panel
  /// takes the last that asks for something, which may ask for what was so already.
  bool is_made_up_later(std::size_t server, const Expected& expected) const {
    const auto able = fleet_.able(expected.at, decided_within);
    return std::ranges::any_of(expectations_.of(server), [&](const Expected& other) {
      if (!other.is_edge || other.at <= expected.at || other.at > able) return false;
      const auto decision = decisions_.find({server, other.at});
      return decision != decisions_.end() && decision->second->operation &&
             expected.of_edges.has(decision->second->doing);
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
      if (scenario_.servers[one.server].tenant != one.tenant)
        found("foreign: something was decided for {} at {} by another tenant", name(one.server),
              to_iso8601(one.at));
      if (one.doing == Doing::nothing) continue;
      judge_lateness(one);
      if (expectations_.is_unsure(one.server, one.at - 3min, one.at + 3min)) continue;
      if (expectations_.possible(one.server, one.at).has(one.doing)) continue;
      if (is_made_up(one.server, one.at, one.doing)) continue;
      // It may have been decided later, by other rules.
      if (const auto able = fleet_.able(one.at, decided_within);
          expectations_.is_unsure(one.server, one.at, std::max(able, one.at) + decided_within))
        continue;
      found("unexplained: {} was decided for {} at {} because of {}", word(one.doing),
            name(one.server), to_iso8601(one.at), one.because);
    }
  }

  /// The same was asked for before and has not ended: enforce does not ask for it again.
  bool is_under_way(std::size_t server, Doing doing, Instant at) const {
    const auto kind = doing == Doing::start ? "servers.start" : "servers.stop";
    return std::ranges::any_of(records_.operations | std::views::values,
                               [&](const auto& operation) {
                                 return operation.kind == kind && operation.requested_at < at &&
                                        std::ranges::any_of(
                                            operation.targets,
                                            [&](const TargetRow& target) {
                                              return target.server == server &&
                                                     (!target.ended_at || *target.ended_at > at);
                                            });
                               });
  }

  /// Mode enforce restores what the panel knows to be otherwise, and leaves alone what is as it
  /// should be. Only judged where nothing else goes on.
  void judge_enforced(std::size_t server) {
    auto at = ceil<minutes>(scenario_.begin + enforced_every);
    at += (enforced_every - at.time_since_epoch() % enforced_every) % enforced_every;
    for (; at < scenario_.end - 10min; at += enforced_every) {
      if (!expectations_.is_enforced(server, at)) continue;
      const auto from = at - enforced_every, to = at + decided_within;
      const auto is_on = expectations_.known(server, from, to);
      const auto allowed = expectations_.allowed(server, at);
      const auto doing = allowed.has(Doing::start) ? Doing::start : Doing::stop;
      if (!is_on || !allowed.is_demand() || !allowed.has(doing)) continue;
      if (fleet_.able(at, decided_within) > at || fleet_.was_harmed(from, to) ||
          expectations_.is_unsure(server, from, to))
        continue;
      const auto decision = decisions_.find({server, at});
      const bool is_decided = decision != decisions_.end() && decision->second->doing == doing;
      if (*is_on == (doing == Doing::start)) {
        if (is_decided && !expectations_.is_looked_at(server, at))
          found("needless: {} was enforced for {} at {}, which was known to be so", word(doing),
                name(server), to_iso8601(at));
      } else if (!is_decided && !is_under_way(server, doing, at)) {
        found("missed: {} was not enforced for {} at {}", word(doing), name(server),
              to_iso8601(at));
      }
    }
  }

  /// Each as soon as some process could, and none before its time.
  void judge_fires() {
    for (const auto& fire : records_.fires) {
      const auto off = fleet_.clock_error();
      auto able = fleet_.able(fire.due_at, decided_within);
      // Who has lost writes needs so much longer, and may die meanwhile.
      const auto lost = fleet_.lost_writing(fire.due_at, able);
      able = std::max(fire.due_at, fleet_.able(fire.due_at, decided_within + lost));
      if (fire.fired_at < fire.due_at - off)
        found("early: {} of {} was fired at {}", fire.schedule, to_iso8601(fire.due_at),
              to_iso8601(fire.fired_at));
      if (fire.fired_at > able + decided_within + off + lost)
        found("late: {} of {} was fired at {}, although a process could have at {}", fire.schedule,
              to_iso8601(fire.due_at), to_iso8601(fire.fired_at), to_iso8601(able));
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
      judge_belonging(operation);
      for (const auto& target : operation.targets) judge_target(operation, target);
    }
  }

  /// To its tenant, to what was decided where a schedule asked for it, and to one runner at a time.
  void judge_belonging(const OperationRow& operation) {
    const auto asked_at = to_iso8601(operation.requested_at);
    for (const auto& target : operation.targets)
      if (scenario_.servers[target.server].tenant != operation.tenant)
        found("foreign: {} of {} at {} is an operation of another tenant", operation.kind,
              name(target.server), asked_at);
    if (operation.by == "schedule" && !decided_operations_.contains(operation.id))
      found("doubled: {} at {} was asked for by a schedule, and no decision says so",
            operation.kind, asked_at);
    std::int64_t fence = 0;
    for (const auto& entry : operation.journal) {
      if (entry.fence < fence)
        found("overtaken: of {} at {} a runner wrote \"{}\" at {} with fence {} after {}",
              operation.kind, asked_at, entry.what, to_iso8601(entry.at), entry.fence, fence);
      fence = std::max(fence, entry.fence);
    }
  }

  void judge_target(const OperationRow& operation, const TargetRow& target) {
    const auto from = operation.requested_at - fleet_.clock_error() - 1min;
    const auto to = operation.finished_at.value_or(fleet_.now()) + fleet_.clock_error() + 1min;
    if (target.outcome == "succeeded") {
      if (operation.kind == "servers.reboot") return;
      const auto wished =
          operation.kind == "servers.start" ? InstanceState::running : InstanceState::stopped;
      // What AWS said at some instant from when it was asked to when that was written down.
      const auto off = fleet_.clock_error() + 1s;
      if (!target.seen_at || !target.ended_at)
        found("untrue: {} of {} at {} is said to have succeeded, and nobody looked", operation.kind,
              name(target.server), to_iso8601(operation.requested_at));
      else if (!was_in(target.server, wished, *target.seen_at - off, *target.ended_at + off))
        found("untrue: {} of {} at {} is said to have succeeded at {}", operation.kind,
              name(target.server), to_iso8601(operation.requested_at),
              to_iso8601(*target.ended_at));
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
    std::map<std::string, Instant> looked_at;  // Last, by account and region.
    for (const auto& call : fleet_.world().cloud().ledger.calls()) {
      if (call.by_control || !call.code.empty()) continue;
      auto& looked = looked_at[call.account + call.region];
      if (call.action.starts_with("DescribeInstance")) looked = call.at;
      if (call.action != "StartInstances" && call.action != "StopInstances" &&
          call.action != "RebootInstances")
        continue;
      ++verdict_.calls;
      const auto parameters = Json::parse(call.parameters);
      for (const auto& [key, value] : parameters.items()) {
        if (!key.starts_with("InstanceId")) continue;
        const auto server = people_.ids().find(value.get<std::string>());
        if (server != people_.ids().end()) judge_call(call, server->second, looked);
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

  /// `looked`: when the panel had asked last what is there.
  void judge_call(const simcloud::CallRecord& call, std::size_t server, Instant looked) {
    const auto* operation = operation_of(call, server);
    if (operation == nullptr)
      return found("unexplained: {} of {} at {} belongs to no operation", call.action, name(server),
                   to_iso8601(call.at));
    const auto key = std::pair(operation->id, server);
    if (accepted_.contains(key) && call.action != "RebootInstances")
      found("doubled: {} of {} at {} although AWS had said yes at {}", call.action, name(server),
            to_iso8601(call.at), to_iso8601(accepted_[key]));
    // Whoever does not know what became of a call looks before the next one.
    if (const auto last = called_.find(key); last != called_.end() && looked <= last->second)
      found("doubled: {} of {} at {} again after {}, and nobody had looked", call.action,
            name(server), to_iso8601(call.at), to_iso8601(last->second));
    called_[key] = call.at;
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

  /// What people were told is done is in the store.
  void judge_people() {
    using What = Act::What;
    for (const auto& one : people_.done()) {
      if (!one.was_done()) continue;
      const Span when{.from = one.began - fleet_.clock_error() - 1s,
                      .to = one.when().to + fleet_.clock_error() + 1s};
      if (one.act.what == What::override_servers) judge_override(one.act, when);
      if (one.act.what == What::switch_servers) judge_switch(one.act, when);
      if (one.act.what == What::freeze &&
          std::ranges::none_of(records_.freezes, [&](const FreezeRow& freeze) {
            return freeze.tenant == one.act.tenant && is_in(when, freeze.when.from) &&
                   freeze.when.to <= one.act.until;
          }))
        found("forgotten: the freeze of {}", to_iso8601(one.began));
    }
  }

  void judge_override(const Act& act, const Span& when) {
    for (const auto server : act.servers)
      if (std::ranges::none_of(records_.overrides, [&](const OverrideRow& row) {
            return row.server == server && row.doing == act.doing && is_in(when, row.when.from);
          }))
        found("forgotten: the override to {} {} of {}", word(act.doing), name(server),
              to_iso8601(act.at));
  }

  void judge_switch(const Act& act, const Span& when) {
    const auto* kind = act.doing == Doing::start ? "servers.start" : "servers.stop";
    for (const auto server : act.servers)
      if (std::ranges::none_of(records_.operations, [&](const auto& known) {
            const auto& operation = known.second;
            return operation.kind == kind && operation.by == "user" &&
                   is_in(when, operation.requested_at) &&
                   std::ranges::find(operation.targets, server, &TargetRow::server) !=
                       operation.targets.end();
          }))
        found("forgotten: {} of {} by a person at {}", kind, name(server), to_iso8601(act.at));
  }

  static bool is_in(const Span& span, Instant at) { return span.from <= at && at <= span.to; }

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
  std::set<Id16> decided_operations_;
  std::map<std::string, const OperationRow*> answers_;  // By request id.
  std::map<std::uint64_t, std::set<std::size_t>> switched_by_;
  std::map<std::pair<Id16, std::size_t>, Instant> accepted_, called_;
  std::map<std::pair<Id16, std::size_t>, int> switches_, reboots_;
  Verdict verdict_;
};

}  // namespace

Verdict judge(const Scenario& scenario, Fleet& fleet, const People& people,
              const Records& records) {
  return Judge(scenario, fleet, people, records).judge();
}

}  // namespace mirante::simulation
