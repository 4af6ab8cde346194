#include "main/schedule_commands.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "features/schedules/plan_json.h"
#include "main/commands/commands.h"
#include "main/commands/session.h"
#include "main/commands/show_schedules.h"
#include "main/commands/socket_client.h"
#include "main/commands/table.h"

namespace mirante {
namespace {

// Six weeks are what a person looks at; a hundred years would be a mistake.
constexpr std::chrono::days span_max{3660};

Instant parse_option(const std::string& text, const std::string& name) {
  auto instant = parse_iso8601(text);
  if (!instant) throw wrong_field(name, instant.error().message);
  return *instant;
}

schedules::Span parse_span(const std::string& from, const std::string& to) {
  const schedules::Span span{parse_option(from, "from"), parse_option(to, "to")};
  if (span.to <= span.from || span.to - span.from > span_max)
    throw wrong_field(
        "to", fmt::format("must be later than --from, by {} days at most", span_max.count()));
  return span;
}

Json parse_text(const std::string& text) {
  auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded())
    throw wrong_field("file", "is not JSON; docs/schedules.md shows what it holds");
  return json;
}

Json simulated(const Json& document, schedules::Span span) {
  const auto plan = schedules::parse_plan(document);
  return to_json(schedules::simulate(plan, span), plan);
}

/// Many questions {plan, from, to}, one a line; an answer, or an error, a line.
void answer_lines(std::istream& in, std::ostream& out) {
  for (std::string line; std::getline(in, line);) {
    Json answer;
    try {
      const auto question = parse_text(line);
      answer = simulated(question.at("plan"), parse_span(question.at("from").get<std::string>(),
                                                         question.at("to").get<std::string>()));
    } catch (const Failure& failure) {
      answer = {{"error", failure.error().message}, {"field", failure.error().field}};
    }
    out << answer.dump() << '\n';
  }
}

std::string shown(const Json& answer) {
  commands::Table table({"LOCAL TIME", "ZONE", "SERVER", "ACTION", "REASON"});
  for (const auto& fire : answer["fires"]) {
    auto action = fire["action"].get<std::string>();
    if (fire.contains("type")) action += " " + fire["type"].get<std::string>();
    table.add({fire["local"], fire["zone"], fire["server"], action, fire["reason"]["text"]});
  }
  auto text = table.text();
  commands::Table bands({"RUNNING FROM", "TO", "ZONE", "SCHEDULE"});
  for (const auto& band : answer["bands"])
    bands.add({band["begin_local"], band["end_local"], band["zone"], band["schedule"]});
  return text + "\n" + bands.text();
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    throw Failure(
        Error{.kind = ErrorKind::not_found, .message = path + " cannot be read", .field = "file"});
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Of a stored one, with what else decides its servers; the panel knows both.
Json foreseen(commands::Session& session, const std::string& name, const std::string& from,
              const std::string& to) {
  return session.api().send(
      {.method = "POST",
       .path = "/api/v1/schedules/simulate",
       .body = Json{{"id", commands::find_schedule(session, name)}, {"from", from}, {"to", to}}});
}

}  // namespace

int schedule_simulate(std::vector<std::string> arguments, commands::Terminal& terminal) {
  commands::Session session(terminal, commands::connect_socket);
  CLI::App cli("Show what a schedule would do, and why", "mirante schedule simulate");
  session.add_common_options(cli);
  std::string name, file, from, to;
  bool reads_lines = false;
  auto* stored = cli.add_option("schedule", name, "Name or id of one that the panel has stored");
  cli.add_option("--file", file, "One schedule, or a plan, as JSON (docs/schedules.md)")
      ->excludes(stored);
  cli.add_option("--from", from, "First instant, such as 2026-03-02T00:00:00-03:00");
  cli.add_option("--to", to, "Instant behind the last");
  // For tests that ask a million times. An empty group is not shown.
  cli.add_flag("--lines", reads_lines)->group("");
  if (const auto code = commands::parse(cli, std::move(arguments), terminal)) return *code;
  if (reads_lines) {
    answer_lines(std::cin, terminal.out);
    return 0;
  }
  for (const auto& [option, value] : {std::pair("from", &from), {"to", &to}})
    if (value->empty()) throw wrong_field(option, fmt::format("--{} is missing", option));
  if (file.empty() && name.empty())
    throw wrong_field("file", "name a schedule of the panel, or a file with --file");
  if (file.empty())
    session.answer(foreseen(session, name, from, to), commands::show_foreseen);
  else
    session.answer(simulated(parse_text(read_file(file)), parse_span(from, to)), shown);
  return session.exit_code();
}

}  // namespace mirante
