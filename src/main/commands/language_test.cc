#include "main/commands/language.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "main/commands/show_records.h"

namespace mirante::commands {
namespace {

Language spoken(const std::map<std::string, std::string>& environment) {
  return language_of([&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  });
}

TEST(CommandLanguage, FollowsTheEnvironmentInItsOrder) {
  EXPECT_EQ(spoken({}), Language::english);
  EXPECT_EQ(spoken({{"LANG", "pt_BR.UTF-8"}}), Language::portuguese);
  EXPECT_EQ(spoken({{"LANG", "pt"}}), Language::portuguese);
  EXPECT_EQ(spoken({{"LANG", "pt_BR.UTF-8"}, {"LC_MESSAGES", "en_US.UTF-8"}}), Language::english);
  EXPECT_EQ(spoken({{"LANG", "de_DE.UTF-8"}, {"LC_ALL", "pt_PT"}}), Language::portuguese);
  EXPECT_EQ(spoken({{"LANG", "pt_BR.UTF-8"}, {"LC_ALL", "C"}}), Language::english);
  EXPECT_EQ(spoken({{"LANG", "ptx_XX"}}), Language::english);
}

TEST(CommandLanguage, IsThatOfTheDoctorsTable) {
  const Json answer{{"findings",
                     {{{"name", "disk"},
                       {"title", "disco"},
                       {"status", "warning"},
                       {"text", "pouco"},
                       {"mend", "libere espaço"}}}}};

  const auto told = show_findings(answer, Language::portuguese);
  const auto spoken = show_findings(answer, Language::english);

  for (const auto* part :
       {"VERIFICAÇÃO", "disco", "atenção", "O que fazer", "1 precisa de atenção."})
    EXPECT_NE(told.find(part), std::string::npos) << part << told;
  for (const auto* part : {"CHECK", "disco", "warning", "What to do", "1 needs attention."})
    EXPECT_NE(spoken.find(part), std::string::npos) << part << spoken;
}

}  // namespace
}  // namespace mirante::commands
