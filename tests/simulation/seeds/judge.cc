#include "tests/simulation/seeds/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>

#include "simcloud/cloud.h"
#include "tests/simulation/seeds/judge_order.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono;
using simcloud::InstanceState;

constexpr auto catch_up = 15min;
/// Until something due is decided, where nothing is wrong: the scheduler's own look, and the store.
constexpr auto decided_within = 3min;
/// Mode enforce looks that often, at instants that are multiples of it.
constexpr auto enforced_every = 5min;
/// Until AWS shows the wished state, where nothing is wrong; until what runs has another type,
/// which stops and starts it; until a database has followed, which is backed up before.
constexpr auto done_within = 7min;
constexpr auto resized_within = 12min;
constexpr auto database_done_within = 25min;
constexpr std::string_view resize = "servers.resize";

constexpr std::string_view words[] = {"nothing", "start", "stop", "reboot"};
std::string_view word(Doing doing) { return words[static_cast<std::size_t>(doing)]; }

/// By the name of an operation's step.
std::string_view action_of(std::string_view step, bool is_database) {
  if (is_database) return step == "start" ? "StartDBInstance" : "StopDBInstance";
  if (step == "start") return "StartInstances";
  if (step == "stop") return "StopInstances";
  return step == "change_type" ? "ModifyInstanceAttribute" : "RebootInstances";
}

bool is_switch(std::string_view action) {
  constexpr std::string_view all[] = {"StartInstances",  "StopInstances",
                                      "RebootInstances", "ModifyInstanceAttribute",
                                      "StartDBInstance", "StopDBInstance"};
  return std::ranges::find(all, action) != std::end(all);
}

std::string wish_of(Doing doing, const std::string& type) {
  return type.empty() ? std::string(word(doing)) : fmt::format("{} as {}", word(doing), type);
}

class Judge {
 public:
  Judge(const Scenario& scenario, Fleet& fleet, const People& people, const Records& records)
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
    judge_resizes();
    std::ranges::copy(order_.findings(), std::back_inserter(verdict_.findings));
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
  bool is_database(std::size_t server) const { return scenario_.servers[server].is_database; }
  /// Of the operation that starts or stops it.
  std::string kind_of(Doing doing, std::size_t server) const {
    return std::string(is_database(server) ? "databases." : "servers.") + std::string(word(doing));
  }

  /// A stop or a reboot with another type makes two operations, and its decision names the last.
  void read_resizes(const FireRow& fire) {
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

  /// Nothing missed.
  void judge_expected(std::size_t server) {
    for (const auto& expected : expectations_.of(server)) {
      if (!expected.is_demand()) continue;
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
      if (decision != decisions_.end() && ((expected.allowed.has(decision->second->doing) &&
                                            expected.types.contains(decision->second->type)) ||
                                           (expected.is_edge && is_made_up(*decision->second)))) {
        judge_done(server, *decision->second);
        continue;
      }
      if (expected.is_edge && is_made_up_later(server, expected)) continue;
      if (decision == decisions_.end() && is_waiting(server, expected)) continue;
      if (is_too_late(server, expected, std::max(able, at))) {
        ++verdict_.excused;
        continue;
      }
      found("missed: {} was to be decided for {} at {}; {}",
            wish_of(expected.allowed.has(Doing::nothing) ? Doing::nothing
                    : expected.allowed.has(Doing::start) ? Doing::start
                    : expected.allowed.has(Doing::stop)  ? Doing::stop
                                                         : Doing::reboot,
                    *expected.types.rbegin()),
            name(server), to_iso8601(at),
            decision == decisions_.end()
                ? std::string("nothing was")
                : fmt::format("it was {} because of {}",
                              wish_of(decision->second->doing, decision->second->type),
                              decision->second->because));
    }
  }

  /// What waits for its turn is not asked for again.
  bool is_waiting(std::size_t server, const Expected& expected) const {
    constexpr Doing all[] = {Doing::start, Doing::stop};
    return expected.types.contains("") && std::ranges::any_of(all, [&](Doing doing) {
             return expected.allowed.has(doing) && order_.waits(server, doing, expected.at);
           });
  }

  /// After an outage points are given up, and of its own edges the last that asks for something is
  /// made up for.
  bool is_too_late(std::size_t server, const Expected& expected, Instant able) const {
    const auto late = able + decided_within + fleet_.clock_error();
    const bool is_late = late - expected.at > catch_up;
    if (is_late && (!expected.is_edge || !expected.has_demand_of_edges())) return true;
    return expected.is_edge &&
           std::ranges::any_of(expectations_.of(server), [&](const Expected& other) {
             return other.is_edge && other.at > expected.at && other.at <= late &&
                    (other.of_edges.has(Doing::start) || other.of_edges.has(Doing::stop) ||
                     !other.types_of_edges.contains(""));
           });
  }

  /// Whether that is what was wished when some process could make up for what was missed, or had
  /// more than one edge to look at.
  bool is_made_up(const DecisionRow& one) const {
    const auto at = one.at;
    const auto able = std::max(at, fleet_.able(at, decided_within));
    if (able <= at && !is_followed(one.server, at)) return false;
    for (auto then = at; then <= able + decided_within + 1min; then += 1min)
      if (expectations_.made_up(one.server, then).has(one.doing) &&
          expectations_.made_up_types(one.server, then).contains(one.type))
        return true;
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
             asks_for_it(expected, *decision->second);
    });
  }

  /// For the state that its edges wish, and for the type.
  static bool asks_for_it(const Expected& expected, const DecisionRow& decision) {
    const auto& types = expected.types_of_edges;
    if (types.contains("")) return expected.of_edges.has(decision.doing);
    return types.contains(decision.type) &&
           (expected.of_edges.has(decision.doing) || expected.of_edges.has(Doing::nothing));
  }

  /// What was decided in a time in which nothing was wrong was done soon.
  void judge_done(std::size_t server, const DecisionRow& decision) {
    const auto at = decision.at;
    if (decision.outcome == "unavailable" && switches(decision))
      found("missed: {} was decided for {} at {}, and is said to be unavailable",
            word(decision.doing), name(server), to_iso8601(at));
    const auto within = is_database(server)     ? database_done_within
                        : decision.type.empty() ? done_within
                                                : resized_within;
    if (!decision.operation || decision.doing == Doing::reboot || !is_calm(server, at, within))
      return;
    if (order_.turn_came(decision)) return;
    const auto wished =
        decision.doing == Doing::start ? InstanceState::running : InstanceState::stopped;
    // The next thing that is to happen to it may come first.
    const auto latest = at + within;
    for (const auto& other : expectations_.of(server))
      if (other.at > at && other.at < latest &&
          !(other.allowed.has(decision.doing) && other.types.contains(decision.type)))
        return;
    const bool is_done = decision.doing == Doing::nothing || was_in(server, wished, at, latest);
    const bool has_type = decision.type.empty() || had_type(server, decision.type, at, latest);
    if (!is_done || (!has_type && !is_database(server)))
      found("late: {} was not done to {} within {} min of {}",
            wish_of(decision.doing, decision.type), name(server), within / 1min, to_iso8601(at));
  }

  /// Neither harm nor people nor faults around it, nor anything else for the same server.
  bool is_calm(std::size_t server, Instant at, minutes within) const {
    const auto from = at - 45min, to = at + within;
    for (const auto& harm : scenario_.harms)
      if (harm.at <= to && harm.at + harm.length + 70min >= from) return false;
    if (expectations_.is_unsure(server, from, to) || has_fault(server, from, to)) return false;
    return std::ranges::none_of(expectations_.of(server), [&](const Expected& other) {
      return other.at < at && other.at > at - within;
    });
  }

  bool has_fault(std::size_t server, Instant from, Instant to) const {
    return std::ranges::any_of(scenario_.faults, [&](const simcloud::FaultRule& rule) {
      return rule.region == scenario_.servers[server].region &&
             (rule.service == "rds") == is_database(server) && *rule.from <= to &&
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

  bool had_type(std::size_t server, const std::string& type, Instant from, Instant to) const {
    const auto& types = types_[server];
    for (std::size_t i = 0; i < types.size(); ++i) {
      const auto until = i + 1 < types.size() ? types[i + 1].at : Instant::max();
      if (types[i].type == type && types[i].at <= to && until > from) return true;
    }
    return false;
  }

  /// Nothing decided that no rule asks for.
  void judge_decided() {
    for (const auto& one : records_.decisions) {
      if (scenario_.servers[one.server].tenant != one.tenant)
        found("foreign: something was decided for {} at {} by another tenant", name(one.server),
              to_iso8601(one.at));
      if (!one.is_wish()) continue;
      judge_lateness(one);
      if (expectations_.is_unsure(one.server, one.at - 3min, one.at + 3min)) continue;
      if (expectations_.possible(one.server, one.at).has(one.doing) &&
          expectations_.possible_types(one.server, one.at).contains(one.type))
        continue;
      if (is_made_up(one)) continue;
      // It may have been decided later, by other rules.
      if (const auto able = fleet_.able(one.at, decided_within);
          expectations_.is_unsure(one.server, one.at, std::max(able, one.at) + decided_within))
        continue;
      found("unexplained: {} was decided for {} at {} because of {}", wish_of(one.doing, one.type),
            name(one.server), to_iso8601(one.at), one.because);
    }
  }

  /// The same was asked for before and has not ended: enforce does not ask for it again.
  bool is_under_way(std::size_t server, Doing doing, Instant at) const {
    const auto kind = kind_of(doing, server);
    return std::ranges::any_of(records_.operations | std::views::values,
                               [&](const auto& operation) {
                                 return (operation.kind == kind || operation.kind == resize) &&
                                        operation.requested_at < at &&
                                        std::ranges::any_of(
                                            operation.targets,
                                            [&](const TargetRow& target) {
                                              return target.server == server &&
                                                     (!target.ended_at || *target.ended_at > at);
                                            });
                               });
  }

  /// Its last change of type ended without the type, for which it was stopped: enforce waits for
  /// the next edge.
  bool was_resized_in_vain(std::size_t server, Instant at) const {
    const OperationRow* last = nullptr;
    bool is_in_vain = false;
    for (const auto& operation : records_.operations | std::views::values) {
      if (operation.kind != resize || operation.requested_at >= at) continue;
      if (last != nullptr && operation.requested_at < last->requested_at) continue;
      for (const auto& target : operation.targets)
        if (target.server == server) {
          last = &operation;
          is_in_vain = target.outcome != "succeeded" && target.outcome != "refused";
        }
    }
    return last != nullptr && is_in_vain;
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
      const auto types = expectations_.types(server, at);
      const auto type = known_type(server, from, to);
      // Where it is not known which of two types is wished, nothing is demanded.
      if (!type || (types.size() > 1 && types.contains(""))) continue;
      const bool has_type = types.contains("") || types.contains(*type) || is_database(server);
      const auto allowed = expectations_.allowed(server, at);
      const auto doing = allowed.has(Doing::start) ? Doing::start : Doing::stop;
      if (!is_on || !allowed.is_demand() || !allowed.has(doing)) continue;
      if (fleet_.able(at, decided_within) > at || fleet_.was_harmed(from, to) ||
          expectations_.is_unsure(server, from, to))
        continue;
      const auto decision = decisions_.find({server, at});
      const bool is_decided = decision != decisions_.end() && decision->second->doing == doing;
      if (*is_on == (doing == Doing::start) && has_type) {
        if (is_decided && !expectations_.is_looked_at(server, at) &&
            !order_.is_gate(*decision->second))
          found("needless: {} was enforced for {} at {}, which was known to be so", word(doing),
                name(server), to_iso8601(at));
      } else if (*is_on == (doing == Doing::start) && was_resized_in_vain(server, at)) {
        continue;
      } else if (!is_decided && !is_under_way(server, doing, at) &&
                 !order_.waits(server, doing, at)) {
        found("missed: {} was not enforced for {} at {}", word(doing), name(server),
              to_iso8601(at));
      }
    }
  }

  /// The panel has seen what it did itself, and nobody else changes types.
  std::optional<std::string> known_type(std::size_t server, Instant from, Instant to) const {
    const auto& types = types_[server];
    for (const auto& [id, operation] : records_.operations) {
      if (operation.kind != resize || operation.requested_at > to) continue;
      for (const auto& target : operation.targets)
        if (target.server == server && (!target.ended_at || *target.ended_at > from - 2min ||
                                        target.outcome == "needs_person"))
          return std::nullopt;
    }
    std::optional<std::string> last;
    for (const auto& one : types)
      if (one.at <= to) last = one.type;
    return last;
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
    if (order_.turn_came(decision)) return;
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
      // Changes of type are judged by themselves.
      if (operation.kind == "servers.reboot" || operation.kind == resize) return;
      const auto wished =
          operation.kind.ends_with(".start") ? InstanceState::running : InstanceState::stopped;
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
      auto& looked = looked_at[call.account + call.region + call.service];
      if (call.action.starts_with("DescribeInstance") ||
          call.action.starts_with("DescribeDBInstances"))
        looked = call.at;
      if (!is_switch(call.action)) continue;
      ++verdict_.calls;
      const auto parameters = Json::parse(call.parameters);
      for (const auto& [key, value] : parameters.items()) {
        if (!key.starts_with("InstanceId") && key != "DBInstanceIdentifier") continue;
        const auto* kind = key == "DBInstanceIdentifier" ? "db:" : "";
        const auto server = people_.ids().find(kind + value.get<std::string>());
        if (server != people_.ids().end()) judge_call(call, server->second, looked);
      }
    }
    for (const auto& [key, count] : switches_)
      if (count > 1) found("doubled: an operation switched {} {} times", name(key.server), count);
  }

  void read_answers() {
    for (const auto& [id, operation] : records_.operations)
      for (const auto& entry : operation.journal)
        if (entry.what == "answered" && !entry.request_id.empty())
          answers_[entry.request_id] = {&operation, &entry};
    for (const auto& server : turns_)
      for (const auto& turn : server)
        if (turn.call != 0) switched_by_[turn.call].insert(&server - turns_.data());
  }

  /// `looked`: when the panel had asked last what is there.
  void judge_call(const simcloud::CallRecord& call, std::size_t server, Instant looked) {
    const auto [operation, entry] = source_of(call, server);
    if (operation == nullptr)
      return found("unexplained: {} of {} at {} belongs to no operation", call.action, name(server),
                   to_iso8601(call.at));
    judge_turn(*operation, server, call.at);
    const auto target = std::ranges::find(operation->targets, server, &TargetRow::server);
    const bool is_undo =
        target != operation->targets.end() && entry->unwinding.contains(target->ordinal);
    const Step key{
        .operation = operation->id, .server = server, .name = entry->step, .is_undo = is_undo};
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
    if (answers_.contains(call.request_id) && was_accepted(*operation, call.request_id))
      accepted_[key] = call.at;
    if (const auto turned = switched_by_.find(call.number);
        turned != switched_by_.end() && turned->second.contains(server))
      ++switches_[key];
  }

  /// An operation that has begun with a server has it until it ends.
  void judge_turn(const OperationRow& operation, std::size_t server, Instant at) {
    auto& callers = callers_[server];
    if (!callers.empty() && callers.back().operation->id == operation.id) {
      callers.back().when.to = at;
      return;
    }
    for (const auto& one : callers)
      if (one.operation->id == operation.id && !fleet_.was_harmed(one.when.from - 1min, at + 1min))
        found("fought over: {} of {} called for {} again at {}, when {} of {} had begun",
              operation.kind, to_iso8601(operation.requested_at), name(server), to_iso8601(at),
              callers.back().operation->kind, to_iso8601(callers.back().operation->requested_at));
    callers.push_back({.operation = &operation, .when = {.from = at, .to = at}});
  }

  /// A type that changed was seen; what failed is as it was before: type and state.
  void judge_resizes() {
    for (const auto& [id, operation] : records_.operations) {
      if (operation.kind != resize) continue;
      for (const auto& target : operation.targets)
        if (target.outcome == "succeeded")
          judge_resized(operation, target);
        else if (target.outcome != "needs_person" && target.ended_at)
          judge_restored(operation, target);
    }
    for (std::size_t server = 0; server < scenario_.servers.size(); ++server)
      judge_last_type(server);
  }

  void judge_resized(const OperationRow& operation, const TargetRow& target) {
    const auto server = target.server;
    const auto off = fleet_.clock_error() + 1s;
    const auto what =
        fmt::format("untrue: {} of {} to {} at {} is said to have succeeded", operation.kind,
                    name(server), operation.type, to_iso8601(operation.requested_at));
    if (!target.seen_at || !target.ended_at) return found("{}, and nobody looked", what);
    const auto from = *target.seen_at - off, to = *target.ended_at + off;
    if (!had_type(server, operation.type, from, to)) found("{}, and it had another type", what);
    const auto before = before_first_call(operation, server);
    if (operation.starts ? !was_in(server, InstanceState::running, from, to)
                         : before && !was_in(server, *before, from, to))
      found("{}, and it did not {}", what, operation.starts ? "run" : "go on as before");
  }

  void judge_restored(const OperationRow& operation, const TargetRow& target) {
    const auto server = target.server;
    const auto before = before_first_call(operation, server);
    if (!before) return;
    const auto off = fleet_.clock_error() + 1s;
    const auto from = *target.ended_at - off, to = *target.ended_at + off;
    const auto& mine = *std::ranges::find(callers_[server], &operation, &Caller::operation);
    std::string type;
    for (const auto& one : types_[server])
      if (one.at < mine.when.from) type = one.type;
    if (expectations_.is_unsure(server, mine.when.from, to)) return;
    if (!had_type(server, type, from, to) || !was_in(server, *before, from, to))
      found("lost: {} of {} at {} ended as {} ({}), and it is not {} as {} as before",
            operation.kind, name(server), to_iso8601(operation.requested_at), target.outcome,
            target.code, simcloud::to_string(*before), type);
  }

  /// Running or stopped; nullopt: it has called for nothing.
  std::optional<InstanceState> before_first_call(const OperationRow& operation,
                                                 std::size_t server) const {
    const auto callers = callers_.find(server);
    if (callers == callers_.end()) return std::nullopt;
    const auto mine = std::ranges::find(callers->second, &operation, &Caller::operation);
    if (mine == callers->second.end()) return std::nullopt;
    auto state = InstanceState::stopped;
    for (const auto& turn : turns_[server])
      if (turn.at < mine->when.from) state = turn.to;
    const bool is_on = state == InstanceState::running || state == InstanceState::pending;
    return is_on ? InstanceState::running : InstanceState::stopped;
  }

  /// It has the type that was asked for last.
  void judge_last_type(std::size_t server) {
    const OperationRow* last = nullptr;
    const TargetRow* of = nullptr;
    for (const auto& [id, operation] : records_.operations) {
      const auto target = std::ranges::find(operation.targets, server, &TargetRow::server);
      if (operation.kind != resize || target == operation.targets.end()) continue;
      if (last != nullptr && last->requested_at > operation.requested_at) continue;
      last = &operation;
      of = &*target;
    }
    if (last == nullptr || of->outcome != "succeeded") return;
    if (types_[server].back().type != last->type)
      found("wrong at the end: {} is {}, although {} was asked for at {}", name(server),
            types_[server].back().type, last->type, to_iso8601(last->requested_at));
  }

  static bool was_accepted(const OperationRow& operation, const std::string& request_id) {
    return std::ranges::any_of(operation.journal, [&](const JournalRow& entry) {
      return entry.what == "answered" && entry.request_id == request_id &&
             entry.reply == "accepted";
    });
  }

  /// What a call comes from.
  struct Source {
    const OperationRow* operation = nullptr;
    const JournalRow* entry = nullptr;
  };

  /// By its request id; where no answer was written down, by an intention of that time.
  Source source_of(const simcloud::CallRecord& call, std::size_t server) const {
    if (const auto known = answers_.find(call.request_id); known != answers_.end())
      return known->second;
    Source nearest;
    Instant latest{};
    for (const auto& [id, operation] : records_.operations) {
      const auto target = std::ranges::find(operation.targets, server, &TargetRow::server);
      if (target == operation.targets.end()) continue;
      for (const auto& entry : operation.journal) {
        if (entry.what != "intended" || !entry.ordinals.contains(target->ordinal)) continue;
        if (action_of(entry.step, is_database(server)) != call.action) continue;
        // One that is held may send much later.
        if (entry.at > call.at + fleet_.clock_error() + 1s || entry.at < call.at - 45min) continue;
        if (entry.at >= latest) {
          latest = entry.at;
          nearest = {&operation, &entry};
        }
      }
    }
    return nearest;
  }

  /// What was last asked of a server is so at the end, unless it is said why not.
  void judge_end(std::size_t server) {
    const DecisionRow* last = nullptr;
    for (const auto& one : records_.decisions)
      if (one.server == server && one.operation && switches(one) &&
          (last == nullptr || one.at > last->at))
        last = &one;
    if (last == nullptr || last->at > scenario_.end - 40min) return;
    const auto& operation = records_.operations.at(*last->operation);
    const auto target = std::ranges::find(operation.targets, server, &TargetRow::server);
    if (target == operation.targets.end() || target->outcome != "succeeded") return;
    if (expectations_.is_unsure(server, operation.requested_at - 1h, scenario_.end)) return;
    if (was_left_to_people(server, operation.requested_at)) return;
    const auto wished =
        last->doing == Doing::start ? InstanceState::running : InstanceState::stopped;
    const auto state = turns_[server].back().to;
    if (state != wished)
      found("wrong at the end: {} is {}, although {} was decided at {}", name(server),
            simcloud::to_string(state), word(last->doing), to_iso8601(last->at));
  }

  static bool switches(const DecisionRow& one) {
    return one.doing == Doing::start || one.doing == Doing::stop;
  }

  /// A change of its type could not be taken back, and says so.
  bool was_left_to_people(std::size_t server, Instant since) const {
    return std::ranges::any_of(records_.operations | std::views::values, [&](const auto& one) {
      return one.kind == resize && one.requested_at >= since &&
             std::ranges::any_of(one.targets, [&](const TargetRow& target) {
               return target.server == server && target.outcome == "needs_person";
             });
    });
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
    for (const auto server : act.servers) {
      const auto kind = kind_of(act.doing, server);
      if (std::ranges::none_of(records_.operations, [&](const auto& known) {
            const auto& operation = known.second;
            return operation.kind == kind && operation.by == "user" &&
                   is_in(when, operation.requested_at) &&
                   std::ranges::find(operation.targets, server, &TargetRow::server) !=
                       operation.targets.end();
          }))
        found("forgotten: {} of {} by a person at {}", kind, name(server), to_iso8601(act.at));
    }
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
  const std::vector<std::vector<TypeRow>> types_;
  const JudgeOrder order_;
  std::map<std::pair<std::size_t, Instant>, const DecisionRow*> decisions_;
  std::set<Id16> decided_operations_;
  std::map<std::string, Source> answers_;  // By request id.
  std::map<std::uint64_t, std::set<std::size_t>> switched_by_;
  /// What an operation calls for once.
  struct Step {
    Id16 operation;
    std::size_t server = 0;
    std::string name;
    bool is_undo = false;
    friend auto operator<=>(const Step&, const Step&) = default;
  };
  std::map<Step, Instant> accepted_, called_;
  std::map<Step, int> switches_, reboots_;
  struct Caller {
    const OperationRow* operation = nullptr;
    Span when;  // From its first call to its last before another's.
  };
  std::map<std::size_t, std::vector<Caller>> callers_;  // By server, in their order.
  Verdict verdict_;
};

}  // namespace

Verdict judge(const Scenario& scenario, Fleet& fleet, const People& people,
              const Records& records) {
  return Judge(scenario, fleet, people, records).judge();
}

}  // namespace mirante::simulation
