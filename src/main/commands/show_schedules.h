// How schedules, what they would do and why a server is on or off look on a terminal. Pure.
#pragma once

#include <string>

#include "base/json.h"

namespace mirante::commands {

/// "{schedules: […]}"
std::string show_schedule_list(const Json& answer);
std::string show_schedule(const Json& schedule);
/// Checks before the next fires, each with what it has found.
std::string show_preflight(const Json& answer);
/// What a simulation answers: when servers run, what is done to each and why, and its conflicts.
std::string show_foreseen(const Json& answer);
/// Maintenance windows: "{windows: […]}".
std::string show_maintenance(const Json& answer);
/// What schedules wish of one server, and what they decided for it, newest first.
std::string show_decisions(const Json& answer);

}  // namespace mirante::commands
