#include "features/notices/trouble_mail.h"

#include <fmt/format.h>

#include <algorithm>

#include "features/notices/trouble_words.h"

namespace mirante::notices {
namespace {

constexpr std::size_t listed_max = 50;

/// What is only worth knowing says so. What nobody could find out says it in its own sentence, in
/// either language: so it does wherever it comes from, and once.
std::string marked(std::string sentence, const Trouble& trouble, Language language) {
  if (trouble.weight != servers::Weight::caution) return sentence;
  return (language == Language::english ? "worth knowing: " : "convém saber: ") + sentence;
}

std::vector<std::string> lines_of(const std::vector<Trouble>& troubles, Language language) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(troubles.size(), listed_max); ++i)
    lines.push_back(line_of(troubles[i].server) + ": " +
                    marked(sentence_of(troubles[i], language), troubles[i], language));
  if (const auto more = troubles.size() - lines.size(); more > 0)
    lines.push_back(language == Language::english ? fmt::format("and {} more", more)
                                                  : fmt::format("e mais {}", more));
  return lines;
}

std::string subject_of(const FireTroubleFacts& facts) {
  const bool is_english = facts.language == Language::english;
  const auto time = time_of_day(facts.due, facts.zone);
  if (facts.problem)
    return is_english ? fmt::format("{}: failed at {}", facts.schedule, time)
                      : fmt::format("{}: falhou às {}", facts.schedule, time);
  if (const auto count = facts.failed.size(); count > 0)
    return is_english ? fmt::format("{}: failed at {} for {} {}", facts.schedule, time, count,
                                    count == 1 ? "server" : "servers")
                      : fmt::format("{}: falhou às {} em {} {}", facts.schedule, time, count,
                                    count == 1 ? "servidor" : "servidores");
  if (const auto count = facts.held.size(); count > 0)
    return is_english
               ? fmt::format("{}: {} held at {}, not approved yet", facts.schedule,
                             count == 1 ? "1 server" : fmt::format("{} servers", count), time)
               : fmt::format(
                     "{}: {} às {} por falta de aprovação", facts.schedule,
                     count == 1 ? "1 servidor retido" : fmt::format("{} servidores retidos", count),
                     time);
  return is_english ? fmt::format("{}: skipped at {}, too late", facts.schedule, time)
                    : fmt::format("{}: pulado às {}, tarde demais", facts.schedule, time);
}

}  // namespace

std::string sentence_of(const Trouble& trouble, Language language) {
  if (language == Language::english) return trouble.text.empty() ? trouble.code : trouble.text;
  const auto said = trouble.text.empty() ? trouble.code : trouble.text;
  const auto known = portuguese_of(trouble.code);
  if (!known) return "nas palavras do painel (em inglês): " + said;
  const std::string sentence(*known);
  return trouble.text.empty() ? sentence : sentence + " (\"" + trouble.text + "\")";
}

Letter write_fire_trouble(const FireTroubleFacts& facts) {
  const bool is_english = facts.language == Language::english;
  const auto when = shown(facts.due, facts.zone, facts.language);
  Letter letter{.language = std::string(to_string(facts.language)), .subject = subject_of(facts)};
  letter.opening.push_back(
      is_english
          ? fmt::format("Not all of what the schedule \"{}\" of {} was to do on {} was done.",
                        facts.schedule, facts.company, when)
          : fmt::format("Nem tudo que o agendamento \"{}\" de {} devia fazer em {} foi feito.",
                        facts.schedule, facts.company, when));
  if (facts.problem) {
    const auto why = sentence_of(*facts.problem, facts.language);
    letter.opening.push_back(is_english
                                 ? fmt::format("The panel could not carry it out: {}", why)
                                 : fmt::format("O painel não conseguiu executá-lo: {}", why));
  }
  if (facts.skipped > 0)
    letter.opening.push_back(
        is_english
            ? fmt::format("Skipped because the panel came too late: {}.", facts.skipped)
            : fmt::format("Ações puladas porque o painel chegou tarde demais: {}.", facts.skipped));
  letter.items = lines_of(facts.failed, facts.language);
  for (auto& line : lines_of(facts.held, facts.language)) letter.items.push_back(std::move(line));
  if (!facts.held.empty())
    letter.before_buttons.push_back(
        is_english ? "Held servers follow the schedule once somebody approves them on its page."
                   : "Os servidores retidos seguem o agendamento depois que alguém os aprovar na "
                     "página dele.");
  end_about_schedule(letter, facts.page, facts.language);
  return letter;
}

Letter write_preflight(const PreflightFacts& facts) {
  const bool is_english = facts.language == Language::english;
  const auto when = shown(facts.due, facts.zone, facts.language);
  const auto time = time_of_day(facts.due, facts.zone);
  Letter letter{.language = std::string(to_string(facts.language))};
  letter.subject = is_english ? fmt::format("{}: problems before {}", facts.schedule, time)
                              : fmt::format("{}: problemas antes das {}", facts.schedule, time);
  letter.opening.push_back(
      is_english
          ? fmt::format("The schedule \"{}\" of {} is going to act on {}. As things are now, this "
                        "would keep it from doing so, or could not be found out:",
                        facts.schedule, facts.company, when)
          : fmt::format("O agendamento \"{}\" de {} vai agir em {}. Como está agora, isto o "
                        "impediria, ou não foi possível saber:",
                        facts.schedule, facts.company, when));
  letter.items = lines_of(facts.problems, facts.language);
  end_about_schedule(letter, facts.page, facts.language,
                     is_english ? "The check is set in the schedule."
                                : "A verificação é configurada no agendamento.");
  return letter;
}

}  // namespace mirante::notices
