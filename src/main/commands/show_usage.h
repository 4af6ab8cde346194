// How the panel's own use of AWS looks on a terminal. Pure.
#pragma once

#include <string>

#include "base/json.h"

namespace mirante::commands {

std::string show_usage(const Json& answer);

}  // namespace mirante::commands
