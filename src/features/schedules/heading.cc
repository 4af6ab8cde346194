#include "features/schedules/heading.h"

#include "features/databases/switch_rules.h"
#include "features/inventory/resource.h"

namespace mirante::schedules {
namespace {

std::optional<State> database_heads_for(std::string_view state) {
  if (state.empty() || state == "creating" || databases::is_broken(state)) return std::nullopt;
  if (state == "stopped" || state == "stopping" || state == "deleting") return State::stopped;
  // A backup, a change or an upgrade goes on in a database that runs.
  return State::running;
}

}  // namespace

std::optional<State> heads_for(std::string_view kind, std::string_view state) {
  if (kind == inventory::database_kind) return database_heads_for(state);
  if (state == "running" || state == "pending") return State::running;
  if (state == "stopped" || state == "stopping" || state == "shutting-down" ||
      state == "terminated")
    return State::stopped;
  return std::nullopt;
}

}  // namespace mirante::schedules
