// Commands about schedules that need no panel: `mirante schedule simulate`.
#pragma once

#include <string>
#include <vector>

#include "main/commands/cli.h"

namespace mirante {

int schedule_simulate(std::vector<std::string> arguments, commands::Terminal& terminal);

}  // namespace mirante
