#include "main/commands/show_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "main/commands/reading.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view unknown = "unknown";
constexpr std::string_view none = "–";

/// An actor is a text, or {kind, id, name}.
std::string actor_of(const Json& object, std::string_view name) {
  const auto* actor = member(object, name);
  if (actor == nullptr) return std::string(unknown);
  return actor->is_object() ? text_of(*actor, "name", text_of(*actor, "kind", unknown))
                            : text_of(object, name, unknown);
}

/// A record's content is an object, or its text.
Json content_of(const Json& record) {
  const auto* content = member(record, "content");
  if (content == nullptr) return record;
  if (content->is_object()) return *content;
  if (!content->is_string()) return record;
  auto parsed = Json::parse(content->get<std::string>(), nullptr, /*allow_exceptions=*/false);
  return parsed.is_object() ? parsed : record;
}

std::string detail_of(const Json& content) {
  std::string text;
  if (const auto* refused = member(content, "refused"))
    text = "refused: " + (refused->is_object()
                              ? text_of(*refused, "message", text_of(*refused, "reason", unknown))
                              : text_of(content, "refused"));
  if (const auto* detail = member(content, "detail"); detail != nullptr && !detail->empty()) {
    if (!text.empty()) text += "; ";
    text += detail->dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return text.empty() ? std::string(none) : text;
}

/// The lines of a transcript, moved in; empty where there is none.
std::string show_transcript(const Json& answer) {
  const auto transcript = text_of(answer, "transcript");
  std::string text;
  for (std::size_t at = 0; at < transcript.size();) {
    const auto end = std::min(transcript.find('\n', at), transcript.size());
    text += "  " + printable(transcript.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return text;
}

}  // namespace

std::string show_brakes(const Json& answer) {
  const auto pauses = list_of(answer, "pauses");
  const auto marks = list_of(answer, "never_switch_off");
  std::string text;
  if (pauses.empty()) {
    text += fmt::format("{}\n", texts::no_pauses);
  } else {
    Table table({"PAUSED", "WHICH", "BY", "SINCE", "REASON"});
    for (const auto& pause : pauses)
      table.add({text_of(pause, "scope", unknown),
                 text_of(pause, "name", text_of(pause, "id", none)), actor_of(pause, "by"),
                 time_of(pause, "since", unknown), text_of(pause, "reason", none)});
    text += table.text();
  }
  if (marks.empty()) return text;
  Table table({"NEVER OFF", "ACCOUNT", "REGION", "BY", "SINCE", "REASON"});
  for (const auto& mark : marks)
    table.add({text_of(mark, "server", text_of(mark, "id", unknown)),
               text_of(mark, "account_name", text_of(mark, "account", unknown)),
               text_of(mark, "region", unknown), actor_of(mark, "by"),
               time_of(mark, "since", unknown), text_of(mark, "reason", none)});
  return text + "\n" + table.text();
}

std::string show_audit(const Json& answer) {
  const auto records = list_of(answer, "records");
  if (records.empty()) return fmt::format("{}\n", texts::no_audit);
  Table table({"SEQ", "AT", "WHO", "ACTION", "DETAIL"});
  for (const auto& record : records) {
    const auto content = content_of(record);
    table.add({text_of(record, "seq", unknown), time_of(content, "at", unknown),
               actor_of(content, "actor"), text_of(content, "action", unknown),
               detail_of(content)});
  }
  auto text = table.text();
  if (const auto next = text_of(answer, "next"); !next.empty())
    text += fmt::format("There is more: --before {}\n", next);
  return text;
}

std::string show_mails(const Json& answer) {
  Table table({"MADE", "TO", "SUBJECT", "STATE", "ATTEMPTS", "SAID"});
  for (const auto& mail : list_of(answer, "mails"))
    table.add({time_of(mail, "created_at", unknown), text_of(mail, "to", unknown),
               text_of(mail, "subject", unknown), text_of(mail, "state", unknown),
               text_of(mail, "attempts", unknown), text_of(mail, "said", none)});
  return table.text();
}

std::string show_tried_mail(const Json& answer) {
  auto said = texts::mail_not_accepted;
  if (answer.value("accepted", false)) said = texts::mail_accepted;
  if (text_of(answer, "outcome") == "unknown") said = texts::mail_outcome_unknown;
  return show_transcript(answer) + fmt::format(fmt::runtime(said), printable(text_of(answer, "to")),
                                               printable(text_of(answer, "said")));
}

namespace {

/// Others' own words, behind ours.
std::string quoted(const std::string& words) {
  return words.empty() ? "" : fmt::format(" (\"{}\")", printable(words));
}

}  // namespace

std::string show_findings(const Json& answer, Language language) {
  const auto& words =
      language == Language::portuguese ? texts::doctor_in_portuguese : texts::doctor_in_english;
  const std::map<std::string, std::string_view> statuses{
      {"ok", words.ok}, {"warning", words.warning}, {"problem", words.problem}};
  Table table({std::string(words.check), std::string(words.status), std::string(words.found)});
  std::string mends, transcripts;
  std::size_t problems = 0;
  for (const auto& finding : list_of(answer, "findings")) {
    const auto status = text_of(finding, "status", unknown);
    const auto known = statuses.find(status);
    if (status == "problem" || status == "warning") ++problems;
    const auto title = text_of(finding, "title", unknown);
    table.add({title, known == statuses.end() ? status : std::string(known->second),
               text_of(finding, "text", none) + quoted(text_of(finding, "quote"))});
    if (const auto mend = text_of(finding, "mend"); !mend.empty())
      mends += fmt::format("{}: {}\n", printable(title), printable(mend));
    transcripts += show_transcript(finding);
  }
  auto text = table.text();
  if (!mends.empty()) text += fmt::format("\n{}\n{}", words.to_do, mends);
  if (!transcripts.empty()) text += fmt::format("\n{}\n{}", words.said, transcripts);
  if (problems == 0) return text + fmt::format("\n{}\n", words.well);
  if (problems == 1) return text + fmt::format("\n{}\n", words.one_ill);
  return text + "\n" + fmt::format(fmt::runtime(words.many_ill), problems) + "\n";
}

bool has_problem(const Json& answer) {
  return std::ranges::any_of(list_of(answer, "findings"), [](const Json& finding) {
    return text_of(finding, "status") == "problem";
  });
}

}  // namespace mirante::commands
