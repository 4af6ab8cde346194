#include "features/firing/ask_for.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/operations/kinds.h"
#include "features/schedules/simulate.h"

namespace mirante::firing {
namespace {

/// An operation to ask for: all servers of which the same is wished.
struct Wanted {
  std::string kind;
  Json params = Json::object();
  std::vector<std::size_t> decided;  // Places.
};

/// What must be seen of a server before its start is done.
Json readiness(const schedules::Gate* gate) {
  auto params = Json::object();
  if (gate == nullptr) return params;
  params["ready_minutes"] = gate->within.count();
  if (gate->until == schedules::Gate::Until::status_checks) params["status_checks"] = true;
  if (gate->until == schedules::Gate::Until::port) {
    params["port"] = gate->port;
    params["address"] = gate->is_public ? "public" : "private";
  }
  return params;
}

/// A server that is to run with another type is changed and started by one operation. That and a
/// plain start try the other types where AWS has no room. What has no types to change, such as a
/// database, is switched all the same.
std::vector<Wanted> wanted(const std::vector<Decided>& decided, const Asking& asking) {
  const auto& fallback_types = asking.settings.fallback_types;
  std::map<std::string, Wanted> resizes, rest;
  for (std::size_t i = 0; i < decided.size(); ++i) {
    if (decided[i].outcome != "requested") continue;
    const auto& wish = decided[i].decision.wish;
    const auto kind = inventory::kind_of_id(decided[i].server.id);
    const auto action = std::string(schedules::action_of(wish));
    const bool switches = action == "start" || action == "stop" || action == "reboot";
    const bool resizes_too =
        !wish.type.empty() &&
        (!switches || asking.spine.kinds.newest(schedules::operation_kind(kind, "resize")));
    if (resizes_too) {
      auto& one = resizes[std::string(kind) + wish.type + action];
      one.kind = schedules::operation_kind(kind, "resize");
      one.params = {{"type", wish.type}, {"accept_losses", true}};
      if (action == "start") one.params["start"] = true;
      if (!fallback_types.empty()) one.params["fallback_types"] = fallback_types;
      one.decided.push_back(i);
    }
    // A change of type starts what is to run.
    if (resizes_too && action == "start") continue;
    if (!switches) continue;
    auto& one = rest[std::string(kind) + action];
    one.kind = schedules::operation_kind(kind, action);
    // What a first stop loses was shown when the schedule was saved.
    if (action == "stop" && kind == inventory::instance_kind)
      one.params = {{"accept_losses", true}};
    if (action == "start" && kind == inventory::instance_kind) {
      one.params = readiness(asking.gate);
      if (!fallback_types.empty()) one.params["fallback_types"] = fallback_types;
    }
    one.decided.push_back(i);
  }
  std::vector<Wanted> all;
  for (auto* group : {&resizes, &rest})
    for (auto& [name, one] : *group) all.push_back(std::move(one));
  return all;
}

}  // namespace

std::vector<Draft> drafts_for(const Asking& asking, std::size_t asked,
                              std::vector<Decided>& decided) {
  std::vector<Draft> drafts;
  for (const auto& one : wanted(decided, asking)) {
    if (!asking.spine.kinds.newest(one.kind)) {
      for (const auto place : one.decided) decided[place].outcome = "unavailable";
      continue;
    }
    for (std::size_t first = 0; first < one.decided.size(); first += operations::targets_max) {
      auto& draft = drafts.emplace_back();
      draft.request = {.kind = one.kind, .params = one.params};
      const auto last = std::min(one.decided.size(), first + operations::targets_max);
      for (auto i = first; i < last; ++i) {
        const auto& server = decided[one.decided[i]].server;
        draft.request.targets.push_back(server);
        draft.request.names[server] = asking.names.at(server);
        draft.decided.push_back(one.decided[i]);
      }
      draft.request.idempotency_key = asking.key + "/" + std::to_string(asked + drafts.size() - 1);
    }
  }
  return drafts;
}

void note(const Draft& draft, OperationId id, std::vector<Decided>& decided) {
  for (const auto place : draft.decided) decided[place].operation = id;
}

std::vector<OperationId> ask_for(sql::Tx& tx, const Asking& asking, std::size_t asked,
                                 std::vector<Decided>& decided) {
  std::vector<OperationId> made;
  for (const auto& draft : drafts_for(asking, asked, decided)) {
    made.push_back(operations::request(tx, asking.ctx, asking.spine, draft.request).id);
    note(draft, made.back(), decided);
  }
  return made;
}

}  // namespace mirante::firing
