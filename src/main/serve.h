// `mirante serve`: the panel as a process. Holds the data folder, answers the API on the folder's
// socket, carries out operations and sweeps, until it is asked to end.
#pragma once

#include <string>
#include <vector>

#include "main/commands/terminal.h"

namespace mirante {

/// `arguments` are those behind `serve`. Returns the exit code; throws Failure.
int serve(std::vector<std::string> arguments, commands::Terminal& terminal,
          const std::string& version);

}  // namespace mirante
