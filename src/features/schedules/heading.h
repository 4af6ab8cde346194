// Whether what AWS calls a state is on or off, for servers and for databases: the one place in
// which schedules read AWS's words.
#pragma once

#include <optional>
#include <string_view>

#include "features/schedules/schedule.h"

namespace mirante::schedules {

/// In this state, or on the way there; what ends counts as stopped. `kind` is the inventory's.
/// Nullopt: not known, or something that neither a start nor a stop explains, such as a database
/// that has failed.
std::optional<State> heads_for(std::string_view kind, std::string_view state);

}  // namespace mirante::schedules
