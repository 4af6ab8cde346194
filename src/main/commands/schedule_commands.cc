#include <fmt/format.h>

#include <CLI/App.hpp>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/percent.h"
#include "main/commands/commands.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_schedules.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view schedules_path = "/api/v1/schedules";
constexpr int page_size = 500;

/// All pages as one answer.
Json read_list(Session& session, const std::string& search, const std::string& state) {
  ApiRequest request{.path = std::string(schedules_path),
                     .query = {{"limit", std::to_string(page_size)}}};
  if (!search.empty()) request.query.emplace_back("q", search);
  if (!state.empty()) request.query.emplace_back("state", state);
  const auto filter = request.query;
  auto answer = session.api().send(request);
  for (auto next = text_of(answer, "next"); !next.empty();) {
    request.query = filter;
    request.query.emplace_back("after", next);
    const auto page = session.api().send(request);
    for (const auto& one : list_of(page, "schedules")) answer["schedules"].push_back(one);
    next = text_of(page, "next");
  }
  answer.erase("next");
  return answer;
}

void add_list(CLI::App& schedules, Session& session) {
  struct Options {
    std::string search, state;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = schedules.add_subcommand("list", "Schedules, and when each is due next");
  session.add_common_options(*command);
  command->add_option("--search", options->search, "Somewhere in the name");
  command->add_option("--state", options->state, "active or paused");
  command->callback([options, &session] {
    session.answer(read_list(session, options->search, options->state), show_schedule_list);
  });
}

Json read_document(const std::string& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!file || !json.is_object())
    throw wrong_field("file", fmt::format(texts::no_schedule_file, printable(path)));
  return json;
}

void add_add(CLI::App& schedules, Session& session) {
  auto path = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* command = schedules.add_subcommand("add", "Make a schedule of what a file says");
  session.add_common_options(*command);
  command->add_option("file", *path, "JSON as docs/schedules.md describes it, with targets")
      ->required();
  command->callback([path, &session] {
    const auto made = session.api().send(
        {.method = "POST", .path = std::string(schedules_path), .body = read_document(*path)});
    session.answer(made, show_schedule);
  });
}

using Act = void (*)(Session&, const std::string& id);

void add_one(CLI::App& schedules, Session& session, const char* verb, const char* says, Act act) {
  auto name = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* command = schedules.add_subcommand(verb, says);
  session.add_common_options(*command);
  command->add_option("schedule", *name, "Name or id")->required();
  command->callback([name, act, &session] { act(session, find_schedule(session, *name)); });
}

std::string path_of(const std::string& id) {
  return fmt::format("{}/{}", schedules_path, percent_encode(id));
}

void show(Session& session, const std::string& id) {
  session.answer(session.api().send({.path = path_of(id)}), show_schedule);
}

void pause(Session& session, const std::string& id) {
  session.answer(session.api().send({.method = "POST", .path = path_of(id) + "/pause"}),
                 show_schedule);
}

void resume(Session& session, const std::string& id) {
  session.answer(session.api().send({.method = "POST", .path = path_of(id) + "/resume"}),
                 show_schedule);
}

void approve(Session& session, const std::string& id) {
  session.answer(session.api().send({.method = "POST", .path = path_of(id) + "/approve"}),
                 show_schedule);
}

void preflight(Session& session, const std::string& id) {
  session.answer(session.api().send({.path = path_of(id) + "/preflight"}), show_preflight);
}

void run_now(Session& session, const std::string& id) {
  const auto answer = session.api().send({.method = "POST", .path = path_of(id) + "/run-now"});
  session.answer(answer, [](const Json& asked) {
    auto text = fmt::format(texts::applied, asked.value("servers", 0));
    for (const auto& operation : list_of(asked, "operations"))
      text += operation.get<std::string>() + "\n";
    return text;
  });
}

void add_explain(CLI::App& schedules, Session& session) {
  struct Options {
    std::string server, account, region, before;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = schedules.add_subcommand(
      "explain", "Why a server is on or off: what schedules wish of it and what they decided");
  session.add_common_options(*command);
  command->add_option("server", options->server, "Server, such as i-0123456789abcdef0")->required();
  command->add_option("--account", options->account, "Account: name, id, or AWS's 12 digits");
  command->add_option("--region", options->region, "Region, such as sa-east-1");
  command->add_option("--before", options->before,
                      "Only what was decided before then, such as 2026-03-02T08:00:00-03:00");
  command->callback([options, &session] {
    ApiRequest request{
        .path = fmt::format("/api/v1/servers/{}/decisions", percent_encode(options->server))};
    for (const auto& [name, value] : {std::pair("account", &options->account),
                                      {"region", &options->region},
                                      {"after", &options->before}})
      if (!value->empty()) request.query.emplace_back(name, *value);
    session.answer(session.api().send(request), show_decisions);
  });
}

}  // namespace

std::string find_schedule(Session& session, const std::string& name) {
  const auto found = read_list(session, name, "");
  for (const auto& one : list_of(found, "schedules"))
    if (text_of(one, "name") == name) return text_of(one, "id");
  return name;  // An id; else the panel says that there is none.
}

void add_schedule_commands(CLI::App& cli, Session& session) {
  auto* schedules = cli.add_subcommand("schedule", "What is switched when");
  schedules->require_subcommand(1);
  add_list(*schedules, session);
  add_one(*schedules, session, "show", "One schedule with its rules", show);
  add_one(*schedules, session, "pause", "Let a schedule fire no more until it is resumed", pause);
  add_one(*schedules, session, "resume", "Let it fire again, from its next instant on", resume);
  add_one(*schedules, session, "approve", "Take in servers that were held back", approve);
  add_one(*schedules, session, "preflight", "What would keep its next fires from happening",
          preflight);
  add_one(*schedules, session, "run-now", "Apply what it wishes of its servers now", run_now);
  add_add(*schedules, session);
  add_explain(*schedules, session);
}

}  // namespace mirante::commands
