#include "tests/simulation/seeds/judge_order.h"

#include <fmt/format.h>

#include <algorithm>

namespace mirante::simulation {
namespace {

using namespace std::chrono;
using simcloud::InstanceState;

/// The next group is asked for in the transaction in which the one before ends.
constexpr auto asked_within = 2min;
/// AWS's checks take at least that long.
constexpr auto checks_take = 85s;

}  // namespace

JudgeOrder::JudgeOrder(const Scenario& scenario, const Fleet& fleet, const Records& records,
                       const Expectations& expectations,
                       const std::vector<std::vector<Turn>>& turns)
    : scenario_(scenario),
      fleet_(fleet),
      records_(records),
      expectations_(expectations),
      turns_(turns) {
  for (const auto& one : records.decisions) {
    const auto schedule = records.schedules.find(one.schedule);
    if (schedule == records.schedules.end()) continue;
    const auto& name = schedule->second.versions.at(static_cast<std::size_t>(one.version - 1)).name;
    const auto spec = std::ranges::find(scenario.specs, name, &ScheduleSpec::name);
    if (!spec->order || !one.is_wish()) continue;
    auto& group = groups_[{one.schedule, one.at}];
    group.order = &*spec->order;
    group.decisions.push_back(&one);
  }
}

std::vector<std::string> JudgeOrder::findings() const {
  std::vector<std::string> found;
  for (const auto& [key, group] : groups_)
    for (const auto* one : group.decisions) judge(group, *one, found);
  return found;
}

std::string JudgeOrder::name(const DecisionRow& decision) const {
  return scenario_.servers[decision.server].name;
}

const JudgeOrder::Group* JudgeOrder::group_of(const DecisionRow& decision) const {
  const auto found = groups_.find({decision.schedule, decision.at});
  return found == groups_.end() ? nullptr : &found->second;
}

/// What stops goes before what starts, and the other way round; what has no group starts last.
bool JudgeOrder::is_before(const DecisionRow& first, const DecisionRow& then) const {
  const bool stops = first.doing == Doing::stop;
  if (stops != (then.doing == Doing::stop)) return stops;
  const auto rank = [&](const DecisionRow& one) {
    const int turn = scenario_.servers[one.server].turn;
    const int place = turn == 0 ? 1000 : turn;
    return stops ? -place : place;
  };
  return rank(first) < rank(then);
}

const TargetRow* JudgeOrder::target_of(const DecisionRow& decision) const {
  if (!decision.operation) return nullptr;
  const auto& targets = records_.operations.at(*decision.operation).targets;
  const auto target = std::ranges::find(targets, decision.server, &TargetRow::server);
  return target == targets.end() ? nullptr : &*target;
}

std::vector<const TargetRow*> JudgeOrder::targets_of(const DecisionRow& decision) const {
  std::vector<const TargetRow*> found;
  if (!decision.operation) return found;
  const auto asked_at = records_.operations.at(*decision.operation).requested_at;
  for (const auto& [id, operation] : records_.operations) {
    if (operation.requested_at < asked_at - 1s || operation.requested_at > asked_at + 1s) continue;
    for (const auto& target : operation.targets)
      if (target.server == decision.server) found.push_back(&target);
  }
  return found;
}

std::optional<Instant> JudgeOrder::ended_of(const DecisionRow& decision) const {
  std::optional<Instant> last;
  for (const auto* target : targets_of(decision))
    if (target->ended_at) last = std::max(*target->ended_at, last.value_or(*target->ended_at));
  return last;
}

std::optional<Instant> JudgeOrder::turn_came(const DecisionRow& decision) const {
  const auto* group = group_of(decision);
  std::optional<Instant> last;
  if (group == nullptr) return last;
  for (const auto* one : group->decisions) {
    if (!is_before(*one, decision)) continue;
    const auto ended = ended_of(*one);
    last = std::max(ended.value_or(decision.at), last.value_or(decision.at));
  }
  return last;
}

bool JudgeOrder::waits(std::size_t server, Doing doing, Instant at) const {
  return std::ranges::any_of(groups_, [&](const auto& known) {
    return std::ranges::any_of(known.second.decisions, [&](const DecisionRow* one) {
      if (one->server != server || one->doing != doing || one->at >= at) return false;
      const auto turn = turn_came(*one);
      return turn && *turn + asked_within >= at;
    });
  });
}

bool JudgeOrder::is_gate(const DecisionRow& decision) const {
  const auto* group = group_of(decision);
  return group != nullptr && std::ranges::any_of(group->decisions, [&](const DecisionRow* one) {
           return is_before(decision, *one);
         });
}

void JudgeOrder::judge(const Group& group, const DecisionRow& one,
                       std::vector<std::string>& found) const {
  for (const auto* other : group.decisions)
    if (is_before(*other, one)) judge_gate(group, *other, one, found);
  const auto turn = turn_came(one).value_or(one.at);
  if (one.outcome == "waiting")
    found.push_back(
        fmt::format("missed: the turn of {} of {} never came", name(one), to_iso8601(one.at)));
  if (one.outcome == "not_started") {
    const bool has_failed = std::ranges::any_of(group.decisions, [&](const DecisionRow* other) {
      return is_before(*other, one) &&
             std::ranges::any_of(targets_of(*other), [](const TargetRow* target) {
               return target->outcome != "succeeded";
             });
    });
    if (!has_failed || group.order->goes_on)
      found.push_back(
          fmt::format("missed: {} of {} was not asked for, although all before it passed",
                      name(one), to_iso8601(one.at)));
  }
  if (one.outcome == "overtaken" && !is_overtaken(one, turn))
    found.push_back(fmt::format("missed: {} of {} was left out, and nothing newer was decided",
                                name(one), to_iso8601(one.at)));
  if (!one.operation || turn == one.at) return;
  const auto asked_at = records_.operations.at(*one.operation).requested_at;
  if (asked_at > turn + asked_within + fleet_.clock_error() && !fleet_.was_harmed(turn, asked_at))
    found.push_back(fmt::format("late: {} of {} was asked for at {}, and its turn came at {}",
                                name(one), to_iso8601(one.at), to_iso8601(asked_at),
                                to_iso8601(turn)));
}

/// All of `first` is over before anything of `then` begins.
void JudgeOrder::judge_gate(const Group& group, const DecisionRow& first, const DecisionRow& then,
                            std::vector<std::string>& found) const {
  const auto* target = target_of(first);
  if (!then.operation || target == nullptr) return;
  const auto off = fleet_.clock_error() + 1s;
  const auto asked_at = records_.operations.at(*then.operation).requested_at;
  const auto told = [&](std::string_view what) {
    found.push_back(fmt::format("out of turn: {} of {} was asked for at {}, and {} {}", name(then),
                                to_iso8601(then.at), to_iso8601(asked_at), name(first), what));
  };
  // What was refused when it was asked for never began.
  const bool is_refused = !target->ended_at && target->outcome == "refused";
  if (!is_refused && (!target->ended_at || *target->ended_at > asked_at + off))
    return told("before it had not ended");
  if (target->outcome != "succeeded") {
    if (!group.order->goes_on) told("before it had not passed");
    return;
  }
  const auto& spec = scenario_.servers[first.server];
  if (!group.order->asks_checks || spec.is_database || first.doing != Doing::start ||
      !first.type.empty())
    return;
  std::optional<Instant> up;
  for (const auto& turn : turns_[first.server])
    if (turn.at <= *target->ended_at + off && turn.to == InstanceState::running) up = turn.at;
  if (up && asked_at + off < *up + checks_take &&
      !expectations_.is_unsure(first.server, then.at, asked_at))
    told("before it had not passed AWS's checks");
}

/// Something newer was decided for it, or holds it, when its turn came.
bool JudgeOrder::is_overtaken(const DecisionRow& one, Instant turn) const {
  const auto to = turn + asked_within + fleet_.clock_error();
  if (expectations_.is_unsure(one.server, one.at, to)) return true;
  const auto is_newer = [&](const DecisionRow& other) {
    return other.server == one.server && other.at > one.at && other.at <= to;
  };
  const auto holds = [&](const Span& when) { return when.from <= to && when.to >= turn - 1min; };
  const int tenant = scenario_.servers[one.server].tenant;
  return std::ranges::any_of(records_.decisions, is_newer) ||
         std::ranges::any_of(records_.overrides,
                             [&](const OverrideRow& other) {
                               return other.server == one.server && holds(other.when);
                             }) ||
         std::ranges::any_of(records_.freezes, [&](const FreezeRow& freeze) {
           return freeze.tenant == tenant && holds(freeze.when);
         });
}

}  // namespace mirante::simulation
