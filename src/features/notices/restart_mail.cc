#include "features/notices/restart_mail.h"

#include <fmt/format.h>

namespace mirante::notices {

Letter write_aws_start(const AwsStartFacts& facts) {
  const bool is_english = facts.language == Language::english;
  const auto count = facts.databases.size();
  const auto when = shown(facts.decided, facts.zone, facts.language);
  Letter letter{.language = std::string(to_string(facts.language))};
  letter.subject =
      is_english
          ? fmt::format("{}: AWS started {} by itself", facts.schedule,
                        count == 1 ? "1 database" : fmt::format("{} databases", count))
          : fmt::format("{}: a AWS ligou sozinha {}", facts.schedule,
                        count == 1 ? "1 banco de dados" : fmt::format("{} bancos de dados", count));
  letter.opening.push_back(
      is_english
          ? fmt::format("AWS starts a stopped database by itself after seven days. The schedule "
                        "\"{}\" of {} wants these off:",
                        facts.schedule, facts.company)
          : fmt::format("A AWS liga sozinha, depois de sete dias, um banco de dados parado. O "
                        "agendamento \"{}\" de {} os quer desligados:",
                        facts.schedule, facts.company));
  for (const auto& one : facts.databases) letter.items.push_back(line_of(one));
  if (facts.is_observed)
    letter.before_buttons.push_back(
        is_english ? fmt::format("It only observes, so they stay on ({}).", when)
                   : fmt::format("Ele só observa, então continuam ligados ({}).", when));
  else
    letter.before_buttons.push_back(
        is_english
            ? fmt::format(
                  "It asked on {} to stop them again. Nobody asked the panel to start them.", when)
            : fmt::format("Em {} ele pediu para desligá-los de novo. Ninguém pediu ao painel para "
                          "ligá-los.",
                          when));
  end_about_schedule(letter, facts.page, facts.language);
  return letter;
}

}  // namespace mirante::notices
