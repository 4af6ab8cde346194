#include "features/notices/letter.h"

#include <fmt/format.h>

namespace mirante::notices {
namespace {

using namespace std::chrono;

constexpr std::string_view portuguese_days[] = {"domingo",      "segunda-feira", "terça-feira",
                                                "quarta-feira", "quinta-feira",  "sexta-feira",
                                                "sábado"};
constexpr std::string_view english_days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                             "Thursday", "Friday", "Saturday"};

/// Behind the seconds of "2026-03-02T19:00:00-03:00".
std::string offset_of(const std::string& iso) {
  const auto offset = iso.substr(19);
  return offset == "Z" || offset == "+00:00" ? "UTC" : "UTC" + offset;
}

}  // namespace

std::string_view to_string(Language language) {
  return language == Language::english ? "en" : "pt-BR";
}

Language language_of(std::string_view text) {
  return text == "en" ? Language::english : Language::portuguese;
}

std::string shown(Instant at, const Zone& zone, Language language) {
  const auto iso = zone.text(at);
  const auto day = weekday(zone.local_day(at)).c_encoding();
  const auto date = language == Language::english ? iso.substr(0, 10)
                                                  : fmt::format("{}/{}/{}", iso.substr(8, 2),
                                                                iso.substr(5, 2), iso.substr(0, 4));
  const auto& days = language == Language::english ? english_days : portuguese_days;
  return fmt::format("{}, {}, {} ({}, {})", days[day], date, iso.substr(11, 5), zone.name(),
                     offset_of(iso));
}

std::string time_of_day(Instant at, const Zone& zone) { return zone.text(at).substr(11, 5); }

void end_about_schedule(Letter& letter, const std::string& page, Language language,
                        std::string_view more) {
  const bool is_english = language == Language::english;
  if (!page.empty())
    letter.buttons.push_back(
        {.text = is_english ? "See the schedule" : "Ver o agendamento", .url = page});
  std::string why =
      is_english ? "You got this mail because your address is in the notices of that schedule, or "
                   "because you administer the company in the panel."
                 : "Você recebeu este e-mail porque o seu endereço está nos avisos desse "
                   "agendamento, ou porque você administra a empresa no painel.";
  if (!more.empty()) why.append(" ").append(more);
  letter.notes.push_back(std::move(why));
}

}  // namespace mirante::notices
