// The command line as a whole: which commands there are, what a wrong one is told, how an error is
// shown, and the exit code. One run of the program is one call of `run`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "main/commands/session.h"
#include "main/commands/terminal.h"

namespace mirante::commands {

/// Commands that open the store themselves, with options of their own. Each gets what stands behind
/// its name and gives back the exit code; failures are thrown.
struct StoreCommand {
  std::string group;            // "audit", or empty.
  std::string group_says = {};  // Where no other command has made the group.
  std::string name;             // "verify"
  std::string says;             // For --help.
  std::function<int(std::vector<std::string> arguments, Terminal&)> run;
};

struct Program {
  std::string version;
  Connect connect;
  std::vector<StoreCommand> store_commands;
};

/// `arguments` are without the program's name. Never throws.
int run(const Program& program, Terminal& terminal, std::vector<std::string> arguments);

/// Reads a command's options; nullopt: go on, else the exit code, and what was wrong is told.
std::optional<int> parse(CLI::App& cli, std::vector<std::string> arguments, Terminal& terminal);

/// One line for a person, or with `as_json` the error as a JSON object.
enum class ErrorForm : std::uint8_t { sentence, json };
std::string show_error(const Error& error, ErrorForm form);

}  // namespace mirante::commands
