#include "features/notices/notice_mail.h"

#include <fmt/format.h>

#include <utility>

namespace mirante::notices {
namespace {

using schedules::LeaveOnChoice;

constexpr std::size_t listed_max = 50;

std::vector<std::string> lines_of(const NoticeFacts& facts) {
  std::vector<std::string> lines;
  const auto& servers = facts.receiver.servers;
  for (std::size_t i = 0; i < std::min(servers.size(), listed_max); ++i)
    lines.push_back(line_of(servers[i]));
  if (const auto more = servers.size() - lines.size(); more > 0)
    lines.push_back(facts.language == Language::english ? fmt::format("and {} more", more)
                                                        : fmt::format("e mais {}", more));
  return lines;
}

std::string first_name(const NoticeFacts& facts) {
  const auto& first = facts.receiver.servers.front();
  return first.name.empty() ? first.server.id : first.name;
}

std::vector<Button> buttons_of(const NoticeFacts& facts) {
  std::vector<Button> buttons;
  for (const auto& link : facts.links)
    buttons.push_back(
        {.text = fmt::format(
             fmt::runtime(facts.language == Language::english ? "{}, until {}" : "{}, até {}"),
             name_of(link.offer.choice, facts.language),
             shown(link.offer.until, facts.zone, facts.language)),
         .url = link.url});
  return buttons;
}

Letter in_portuguese(const NoticeFacts& facts) {
  const auto count = facts.receiver.servers.size();
  const bool is_one = count == 1;
  const auto time = time_of_day(facts.due, facts.zone);
  Letter letter{
      .language = std::string(to_string(Language::portuguese)),
      .subject = is_one ? fmt::format("{} será desligado às {} ({})", first_name(facts), time,
                                      facts.schedule)
                        : fmt::format("{} servidores serão desligados às {} ({})", count, time,
                                      facts.schedule),
      .opening = {fmt::format("O agendamento \"{}\" de {} vai desligar {} em {}:", facts.schedule,
                              facts.company, is_one ? "este servidor" : "estes servidores",
                              shown(facts.due, facts.zone, facts.language))},
      .items = lines_of(facts),
      .buttons = buttons_of(facts)};
  if (!facts.links.empty()) {
    letter.before_buttons = {is_one ? "Para deixar o servidor ligado:"
                                    : "Para deixar os servidores ligados:"};
    letter.notes = {
        fmt::format("Abrir um link só mostra o que ele faria; nada muda até você confirmar na "
                    "página. Cada link serve uma vez, no máximo até {}.",
                    shown(facts.due + works_after_stop, facts.zone, facts.language))};
  } else {
    letter.before_buttons = {"Para deixar ligado, crie um ajuste temporário no painel."};
  }
  letter.notes.push_back(
      facts.receiver.is_owner
          ? fmt::format("Você recebeu este e-mail porque a etiqueta \"{}\" do servidor tem o seu "
                        "endereço. Para não receber mais, mude a etiqueta.",
                        facts.owner_tag)
          : "Você recebeu este e-mail porque o seu endereço está nos avisos desse agendamento. "
            "Para não receber mais, peça a quem cuida do agendamento que o tire de lá.");
  return letter;
}

Letter in_english(const NoticeFacts& facts) {
  const auto count = facts.receiver.servers.size();
  const bool is_one = count == 1;
  const auto time = time_of_day(facts.due, facts.zone);
  Letter letter{
      .language = std::string(to_string(Language::english)),
      .subject =
          is_one ? fmt::format("{} will stop at {} ({})", first_name(facts), time, facts.schedule)
                 : fmt::format("{} servers will stop at {} ({})", count, time, facts.schedule),
      .opening = {fmt::format(
          "The schedule \"{}\" of {} is going to stop {} on {}:", facts.schedule, facts.company,
          is_one ? "this server" : "these servers", shown(facts.due, facts.zone, facts.language))},
      .items = lines_of(facts),
      .buttons = buttons_of(facts)};
  if (!facts.links.empty()) {
    letter.before_buttons = {is_one ? "To leave the server on:" : "To leave the servers on:"};
    letter.notes = {
        fmt::format("Opening a link only shows what it would do; nothing changes until you confirm "
                    "on the page. Each link works once, until {} at the latest.",
                    shown(facts.due + works_after_stop, facts.zone, facts.language))};
  } else {
    letter.before_buttons = {"To leave it on, make an override in the panel."};
  }
  letter.notes.push_back(
      facts.receiver.is_owner
          ? fmt::format(
                "You got this mail because the server's tag \"{}\" has your address. To get "
                "no more of them, change the tag.",
                facts.owner_tag)
          : "You got this mail because your address is in the notices of that schedule. To get no "
            "more of them, ask whoever keeps the schedule to take it out.");
  return letter;
}

}  // namespace

Letter write_notice(const NoticeFacts& facts) {
  return facts.language == Language::english ? in_english(facts) : in_portuguese(facts);
}

std::string name_of(LeaveOnChoice choice, Language language) {
  const bool is_english = language == Language::english;
  switch (choice) {
    case LeaveOnChoice::two_hours: return is_english ? "2 more hours" : "2 horas a mais";
    case LeaveOnChoice::until_tomorrow: return is_english ? "Until tomorrow" : "Até amanhã";
    case LeaveOnChoice::this_week: return is_english ? "Skip this week" : "Pular esta semana";
  }
  std::unreachable();
}

std::string override_reason(Instant due, const Zone& zone, Language language) {
  return fmt::format(fmt::runtime(language == Language::english
                                      ? "left on by the link of the notice of the stop on {}"
                                      : "deixado ligado pelo link do aviso do desligamento de {}"),
                     shown(due, zone, language));
}

}  // namespace mirante::notices
