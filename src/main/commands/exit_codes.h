// What a command's exit code says; docs/commands.md lists them. Errors have the codes of
// base/error_table.h; how an operation ended, and what a check found, have codes of their own.
#pragma once

#include <string_view>

namespace mirante::commands {

inline constexpr int exit_fine = 0;
/// A check ran and found something that needs attention (account check, doctor).
inline constexpr int exit_attention = 23;

/// Of an operation's state as the API names it. `running` is 0: it was accepted, and nobody asked
/// to wait. A state that this program does not know is an internal error.
int exit_code_of_state(std::string_view state);

}  // namespace mirante::commands
