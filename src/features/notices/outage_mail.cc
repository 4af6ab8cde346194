#include "features/notices/outage_mail.h"

#include <fmt/format.h>

namespace mirante::notices {
namespace {

std::string line_of(const OutageFacts::Missed& one, Language language) {
  return one.schedule + ": " + shown(one.due_at, one.zone, language);
}

}  // namespace

Letter write_outage(const OutageFacts& facts) {
  const bool is_english = facts.language == Language::english;
  const auto from = shown(facts.began_at, facts.zone, facts.language);
  const auto until = shown(facts.ended_at, facts.zone, facts.language);
  Letter letter{.language = std::string(to_string(facts.language))};
  letter.subject = is_english ? fmt::format("{}: the panel was down", facts.company)
                              : fmt::format("{}: o painel ficou parado", facts.company);
  letter.opening.push_back(
      is_english
          ? fmt::format("The panel carried out nothing from {} to {}. These schedules of {} were "
                        "to do something in that time:",
                        from, until, facts.company)
          : fmt::format("O painel não executou nada de {} a {}. Estes agendamentos de {} tinham "
                        "algo a fazer nesse tempo:",
                        from, until, facts.company));
  for (const auto& one : facts.missed) letter.items.push_back(line_of(one, facts.language));
  if (facts.more > 0)
    letter.items.push_back(is_english ? fmt::format("and {} more", facts.more)
                                      : fmt::format("e mais {}", facts.more));
  letter.before_buttons.push_back(
      is_english ? "The panel runs again. What each of them wishes now is done once; what came too "
                   "late is skipped, which its history tells."
                 : "O painel voltou. O que cada um deles quer agora é feito uma vez; o que chegou "
                   "tarde demais é pulado, e o histórico dele diz isso.");
  if (!facts.page.empty())
    letter.buttons.push_back(
        {.text = is_english ? "See the schedules" : "Ver os agendamentos", .url = facts.page});
  letter.notes.push_back(
      is_english
          ? "You got this mail because your address is in the notices of these schedules, or "
            "because you administer the company in the panel."
          : "Você recebeu este e-mail porque o seu endereço está nos avisos desses "
            "agendamentos, ou porque você administra a empresa no painel.");
  return letter;
}

}  // namespace mirante::notices
