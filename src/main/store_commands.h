// Commands that ask the panel where one runs and look at the store themselves where none does:
// `mirante audit verify`, `mirante doctor`, `mirante migrate` and `mirante state`.
#pragma once

#include <string>
#include <vector>

#include "main/commands/cli.h"

namespace mirante {

int audit_verify(std::vector<std::string> arguments, commands::Terminal& terminal);
int migrate(std::vector<std::string> arguments, commands::Terminal& terminal);
int state_backup(std::vector<std::string> arguments, commands::Terminal& terminal);
int state_restore(std::vector<std::string> arguments, commands::Terminal& terminal);
int state_rekey(std::vector<std::string> arguments, commands::Terminal& terminal);
int state_move(std::vector<std::string> arguments, commands::Terminal& terminal);
int doctor(std::vector<std::string> arguments, commands::Terminal& terminal);

}  // namespace mirante
