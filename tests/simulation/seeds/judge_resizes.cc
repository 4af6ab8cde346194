#include <algorithm>

#include "tests/simulation/seeds/judging.h"

namespace mirante::simulation::judging {

using namespace std::chrono;

void Judge::judge_resizes() {
  for (const auto& [id, operation] : records_.operations) {
    if (operation.kind != resize) continue;
    for (const auto& target : operation.targets)
      if (target.outcome == "succeeded")
        judge_resized(operation, target);
      else if (target.outcome != "needs_person" && target.ended_at)
        judge_restored(operation, target);
  }
  for (std::size_t server = 0; server < scenario_.servers.size(); ++server) judge_last_type(server);
}

void Judge::judge_resized(const OperationRow& operation, const TargetRow& target) {
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

void Judge::judge_restored(const OperationRow& operation, const TargetRow& target) {
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
    found("lost: {} of {} at {} ended as {} ({}), and it is not {} as {} as before", operation.kind,
          name(server), to_iso8601(operation.requested_at), target.outcome, target.code,
          simcloud::to_string(*before), type);
}

std::optional<InstanceState> Judge::before_first_call(const OperationRow& operation,
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

void Judge::judge_last_type(std::size_t server) {
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

}  // namespace mirante::simulation::judging
