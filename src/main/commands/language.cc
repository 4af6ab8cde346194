#include "main/commands/language.h"

#include <cstdlib>

namespace mirante::commands {

std::string_view to_string(Language language) {
  switch (language) {
    case Language::portuguese: return "pt-BR";
    case Language::english: return "en";
  }
  return "";
}

Language language_of(const std::function<std::string(const char*)>& variable) {
  for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const auto value = variable(name);
    if (value.empty()) continue;
    const auto word = value.substr(0, value.find_first_of("_-.@"));
    return word == "pt" ? Language::portuguese : Language::english;
  }
  return Language::english;
}

Language language_of_environment() {
  return language_of([](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  });
}

}  // namespace mirante::commands
