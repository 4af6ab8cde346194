#include "main/commands/show_operations.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "main/commands/reading.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view unknown = "unknown";
constexpr std::string_view none = "–";

std::string by_of(const Json& operation) {
  const auto* by = member(operation, "by");
  return by == nullptr ? std::string(unknown) : text_of(*by, "name", text_of(*by, "kind", unknown));
}

constexpr std::size_t lines_max = 20;

/// "stopped, seen 2026-11-25 14:03:22 UTC": an outcome is what was seen, and when.
std::string seen_of(const Json& target) {
  const auto state = text_of(target, "observed_state");
  if (state.empty()) return std::string(none);
  return fmt::format("{}, seen {}", state, time_of(target, "observed_at", unknown));
}

std::string reason_of(const Json& target) {
  auto reason = text_of(target, "reason", text_of(target, "reason_code", none));
  for (const auto& loss : list_of(target, "losses"))
    reason += fmt::format("; loses: {}", text_of(loss, "text", text_of(loss, "code", unknown)));
  return reason;
}

/// A sweep of many regions has one target each: those about which there is nothing to say are
/// counted.
bool is_worth_a_line(const Json& target, std::size_t of) {
  return of <= lines_max || text_of(target, "outcome") != "succeeded" ||
         !text_of(target, "reason").empty();
}

std::string show_targets(const std::vector<Json>& targets) {
  Table table({"TARGET", "ACCOUNT", "REGION", "OUTCOME", "STATE", "REASON"});
  std::size_t left_out = 0;
  for (const auto& target : targets) {
    if (!is_worth_a_line(target, targets.size())) {
      ++left_out;
      continue;
    }
    table.add({text_of(target, "id", unknown),
               text_of(target, "account_name", text_of(target, "account", unknown)),
               text_of(target, "region", unknown), text_of(target, "outcome", unknown),
               seen_of(target), reason_of(target)});
  }
  if (left_out == 0) return table.text();
  const auto rest = fmt::format(texts::others_succeeded, left_out);
  return left_out == targets.size() ? rest : table.text() + rest;
}

std::string show_journal(const std::vector<Json>& entries) {
  std::string text;
  for (const auto& entry : entries)
    text += "  " + printable(entry.dump(-1, ' ', false, Json::error_handler_t::replace)) + "\n";
  return text;
}

std::string outcomes_of(const Json& operation) {
  for (const auto* name : {"outcomes", "counts"}) {
    const auto* counts = member(operation, name);
    if (counts == nullptr || !counts->is_object()) continue;
    std::string text;
    for (const auto& [outcome, count] : counts->items()) {
      if (count == 0) continue;
      if (!text.empty()) text += ", ";
      text += fmt::format("{} {}", count.dump(), outcome);
    }
    if (!text.empty()) return text;
  }
  return fmt::format("{} of {}", number_of(operation, "done"), number_of(operation, "total"));
}

}  // namespace

std::string show_operation_list(const Json& answer) {
  const auto operations = list_of(answer, "operations");
  if (operations.empty()) return fmt::format("{}\n", texts::no_operations);
  Table table({"ID", "KIND", "STATE", "TARGETS", "REQUESTED", "BY"});
  for (const auto& operation : operations)
    table.add({text_of(operation, "id", unknown), text_of(operation, "kind", unknown),
               text_of(operation, "state", unknown), outcomes_of(operation),
               time_of(operation, "requested_at", unknown), by_of(operation)});
  auto text = table.text();
  if (const auto next = text_of(answer, "next"); !next.empty())
    text += fmt::format("There is more: --before {}\n", next);
  return text;
}

std::string show_operation(const Json& operation) {
  std::vector<std::pair<std::string, std::string>> facts{
      {"Operation", text_of(operation, "id", unknown)},
      {"Kind", text_of(operation, "kind", unknown)},
      {"State", text_of(operation, "state", unknown)},
      {"Requested",
       fmt::format("{} by {}", time_of(operation, "requested_at", unknown), by_of(operation))},
      {"Ended", time_of(operation, "finished_at", "not yet")},
      {"Done",
       fmt::format("{} of {}", number_of(operation, "done"), number_of(operation, "total"))}};
  if (const auto reason = text_of(operation, "reason"); !reason.empty())
    facts.emplace_back("Reason", reason);
  if (member(operation, "cancel_at") != nullptr)
    facts.emplace_back("Cancel asked", time_of(operation, "cancel_at", unknown));
  auto text = sheet(facts);
  if (const auto targets = list_of(operation, "targets"); !targets.empty())
    text += "\n" + show_targets(targets);
  if (const auto journal = list_of(operation, "journal"); !journal.empty())
    text += "\nJournal\n" + show_journal(journal);
  if (text_of(operation, "state") == "running")
    text += fmt::format("\n{}\n", fmt::format(texts::operation_goes_on, text_of(operation, "id")));
  return text;
}

std::string show_progress(const Json& operation) {
  return fmt::format("{}: {} of {}", text_of(operation, "kind", "operation"),
                     number_of(operation, "done"), number_of(operation, "total"));
}

}  // namespace mirante::commands
