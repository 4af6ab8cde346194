// How operations look on a terminal. Pure: the API's documents in, text out.
#pragma once

#include <string>

#include "base/json.h"

namespace mirante::commands {

std::string show_operation_list(const Json& answer);
/// One operation with its targets and, where the answer has it, its journal.
std::string show_operation(const Json& operation);
/// "servers.stop: 3 of 12", while it runs.
std::string show_progress(const Json& operation);

}  // namespace mirante::commands
