#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/cloud.h"
#include "tests/simulation/seeds/judging.h"

namespace mirante::simulation::judging {
namespace {

using namespace std::chrono;

/// An operation that nobody could carry out for so long is told as failed (operations/round.cc).
constexpr auto told_instead = 1h;

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

}  // namespace

void Judge::judge_operations() {
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

void Judge::judge_belonging(const OperationRow& operation) {
  const auto asked_at = to_iso8601(operation.requested_at);
  for (const auto& target : operation.targets)
    if (scenario_.servers[target.server].tenant != operation.tenant)
      found("foreign: {} of {} at {} is an operation of another tenant", operation.kind,
            name(target.server), asked_at);
  if (operation.by == "schedule" && !decided_operations_.contains(operation.id))
    found("doubled: {} at {} was asked for by a schedule, and no decision says so", operation.kind,
          asked_at);
  std::int64_t fence = 0;
  for (const auto& entry : operation.journal) {
    if (entry.fence < fence)
      found("overtaken: of {} at {} a runner wrote \"{}\" at {} with fence {} after {}",
            operation.kind, asked_at, entry.what, to_iso8601(entry.at), entry.fence, fence);
    fence = std::max(fence, entry.fence);
  }
}

void Judge::judge_target(const OperationRow& operation, const TargetRow& target) {
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
            name(target.server), to_iso8601(operation.requested_at), to_iso8601(*target.ended_at));
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
  // Nobody could carry it out for so long that it is told instead of done.
  if (target.code.ends_with(".late") && fleet_.able(operation.requested_at, decided_within) >=
                                            operation.requested_at + told_instead - decided_within)
    return;
  found("unexplained: {} of {} at {} ended as {} ({})", operation.kind, name(target.server),
        to_iso8601(operation.requested_at), target.outcome, target.code);
}

void Judge::judge_calls() {
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

void Judge::read_answers() {
  for (const auto& [id, operation] : records_.operations)
    for (const auto& entry : operation.journal)
      if (entry.what == "answered" && !entry.request_id.empty())
        answers_[entry.request_id] = {&operation, &entry};
  for (const auto& server : turns_)
    for (const auto& turn : server)
      if (turn.call != 0) switched_by_[turn.call].insert(&server - turns_.data());
}

void Judge::judge_call(const simcloud::CallRecord& call, std::size_t server, Instant looked) {
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

void Judge::judge_turn(const OperationRow& operation, std::size_t server, Instant at) {
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

bool Judge::was_accepted(const OperationRow& operation, const std::string& request_id) {
  return std::ranges::any_of(operation.journal, [&](const JournalRow& entry) {
    return entry.what == "answered" && entry.request_id == request_id && entry.reply == "accepted";
  });
}

Judge::Source Judge::source_of(const simcloud::CallRecord& call, std::size_t server) const {
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

}  // namespace mirante::simulation::judging
