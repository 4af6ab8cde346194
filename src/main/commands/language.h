// In which language a command speaks to a person: as --lang says, else as the environment does.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mirante::commands {

enum class Language : std::uint8_t { portuguese, english };

std::string_view to_string(Language language);  // "pt-BR", "en", as the API takes them.

/// `variable` gives a variable of the environment, empty where it is not set. The first of LC_ALL,
/// LC_MESSAGES and LANG that is set counts; all Portuguese is ours, everything else is English.
Language language_of(const std::function<std::string(const char* variable)>& variable);
Language language_of_environment();

}  // namespace mirante::commands
