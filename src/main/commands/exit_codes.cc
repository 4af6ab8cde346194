#include "main/commands/exit_codes.h"

#include <array>
#include <utility>

#include "base/error_table.h"

namespace mirante::commands {

int exit_code_of_state(std::string_view state) {
  const std::array<std::pair<std::string_view, int>, 7> codes{{
      {"running", exit_fine},
      {"succeeded", exit_fine},
      {"refused", meaning_of(ErrorKind::refused).exit_code},
      {"cancelled", meaning_of(ErrorKind::cancelled).exit_code},
      {"partial", 20},
      {"failed", 21},
      {"needs_person", 22},
  }};
  for (const auto& [name, code] : codes)
    if (name == state) return code;
  return meaning_of(ErrorKind::internal).exit_code;
}

}  // namespace mirante::commands
