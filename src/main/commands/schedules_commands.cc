#include <fmt/format.h>

#include <CLI/App.hpp>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "main/commands/commands.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

const std::string schedules_path = "/api/v1/schedules";

Json find_all(Session& session, const std::string& search) {
  return session.api().send({.path = schedules_path, .query = {{"q", search}, {"limit", "500"}}});
}

/// By its id, or by its whole name.
std::string path_of(Session& session, const std::string& reference) {
  if (reference.starts_with("sc_")) return schedules_path + "/" + reference;
  for (const auto& one : list_of(find_all(session, reference), "schedules"))
    if (text_of(one, "name") == reference) return schedules_path + "/" + text_of(one, "id");
  throw Failure(Error{.kind = ErrorKind::not_found,
                      .message = fmt::format(texts::no_such_schedule, printable(reference)),
                      .field = "schedule",
                      .code = "schedule.unknown"});
}

std::string next_of(const Json& schedule) {
  const auto next = schedule.find("next_due");
  if (next == schedule.end()) return "–";
  return text_of(*next, "local") + " " + text_of(*next, "zone");
}

std::string show_schedules(const Json& answer) {
  Table table({"ID", "NAME", "STATE", "ZONE", "SERVERS", "NEXT"});
  for (const auto& one : list_of(answer, "schedules"))
    table.add({text_of(one, "id"), text_of(one, "name"), text_of(one, "state"),
               text_of(one, "zone"), std::to_string(one.value("approved", 0)), next_of(one)});
  return table.text();
}

std::string show_history(const Json& answer) {
  Table table({"DUE", "ZONE", "ACTION", "OUTCOME", "LATE (MS)", "OPERATIONS"});
  for (const auto& one : list_of(answer, "fires")) {
    std::string operations;
    for (const auto& id : list_of(one, "operations"))
      operations += (operations.empty() ? "" : " ") + id.get<std::string>();
    table.add({text_of(one, "local"), text_of(one, "zone"), text_of(one, "action", "–"),
               text_of(one, "outcome"), std::to_string(one.value("lateness_ms", 0)), operations});
  }
  return table.text();
}

std::string show_decisions(const Json& answer) {
  Table table({"WHEN", "ZONE", "SCHEDULE", "ACTION", "OUTCOME", "WHY"});
  for (const auto& one : list_of(answer, "decisions"))
    table.add({text_of(one, "local", text_of(one, "at")), text_of(one, "zone", "UTC"),
               text_of(one, "schedule_name", text_of(one, "schedule")), text_of(one, "action"),
               text_of(one, "outcome"), text_of(one["reason"], "text")});
  auto text = table.text();
  if (const auto next = answer.find("next_fire"); next != answer.end())
    text += fmt::format(texts::next_fire, text_of(*next, "action"), text_of(*next, "local"),
                        text_of(*next, "zone"));
  return text;
}

void add_list(CLI::App& schedule, Session& session) {
  auto search = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* command = schedule.add_subcommand("list", "Schedules, and what each does next");
  session.add_common_options(*command);
  command->add_option("search", *search, "Somewhere in the name");
  command->callback(
      [search, &session] { session.answer(find_all(session, *search), show_schedules); });
}

Json read_document(const std::string& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!file || !json.is_object())
    throw wrong_field("file", fmt::format(texts::no_schedule_file, printable(path)));
  return json;
}

void add_add(CLI::App& schedule, Session& session) {
  auto path = std::make_shared<std::string>();  // Shared: as above.
  auto* command = schedule.add_subcommand("add", "Make a schedule of what a file says");
  session.add_common_options(*command);
  command->add_option("file", *path, "JSON as docs/schedules.md describes it, with targets")
      ->required();
  command->callback([path, &session] {
    const auto made = session.api().send(
        {.method = "POST", .path = schedules_path, .body = read_document(*path)});
    session.answer(made, [](const Json& one) { return show_schedules({{"schedules", {one}}}); });
  });
}

void add_show(CLI::App& schedule, Session& session) {
  auto reference = std::make_shared<std::string>();  // Shared: as above.
  auto* command = schedule.add_subcommand("show", "One schedule as JSON, and what it did");
  session.add_common_options(*command);
  command->add_option("schedule", *reference, "Name or id")->required();
  command->callback([reference, &session] {
    const auto path = path_of(session, *reference);
    auto answer = session.api().send({.path = path});
    answer["history"] = list_of(session.api().send({.path = path + "/history"}), "fires");
    session.answer(answer, [](const Json& shown) {
      auto rules = shown;
      rules.erase("history");
      return rules.dump(2) + "\n" + show_history({{"fires", shown["history"]}});
    });
  });
}

void add_explain(CLI::App& schedule, Session& session) {
  struct Options {
    std::string server, account, region;
  };
  auto options = std::make_shared<Options>();  // Shared: as above.
  auto* command =
      schedule.add_subcommand("explain", "Why a server is on or off, and what comes next");
  session.add_common_options(*command);
  command->add_option("server", options->server, "As i-0123456789abcdef0")->required();
  command->add_option("--account", options->account, "Where the id is not the only one");
  command->add_option("--region", options->region, "The same");
  command->callback([options, &session] {
    ApiRequest request{.path = "/api/v1/servers/" + options->server + "/decisions"};
    if (!options->account.empty()) request.query.emplace_back("account", options->account);
    if (!options->region.empty()) request.query.emplace_back("region", options->region);
    session.answer(session.api().send(request), show_decisions);
  });
}

/// Asks for `verb` of one schedule.
void add_change(CLI::App& schedule, Session& session, std::string verb, const char* says) {
  auto reference = std::make_shared<std::string>();  // Shared: as above.
  auto* command = schedule.add_subcommand(verb, says);
  session.add_common_options(*command);
  command->add_option("schedule", *reference, "Name or id")->required();
  command->callback([reference, verb, &session] {
    const auto answer =
        session.api().send({.method = "POST", .path = path_of(session, *reference) + "/" + verb});
    session.answer(answer, [](const Json& changed) {
      if (!changed.contains("operations")) return show_schedules({{"schedules", {changed}}});
      std::string text = fmt::format(texts::applied, changed.value("servers", 0));
      for (const auto& id : list_of(changed, "operations")) text += id.get<std::string>() + "\n";
      return text;
    });
  });
}

}  // namespace

void add_schedule_commands(CLI::App& cli, Session& session) {
  auto* schedule = cli.add_subcommand("schedule", "What is switched when");
  schedule->require_subcommand(1);
  add_list(*schedule, session);
  add_add(*schedule, session);
  add_show(*schedule, session);
  add_explain(*schedule, session);
  add_change(*schedule, session, "pause", "Let a schedule fire no more until it is resumed");
  add_change(*schedule, session, "resume", "Let it fire again");
  add_change(*schedule, session, "run-now", "Apply what it wishes of its servers now");
  add_change(*schedule, session, "approve", "Take in servers that were held back");
}

}  // namespace mirante::commands
