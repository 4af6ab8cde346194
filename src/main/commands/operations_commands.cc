#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/percent.h"
#include "main/commands/commands.h"
#include "main/commands/follow.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_operations.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view operations_path = "/api/v1/operations";

void add_list(CLI::App& operations, Session& session) {
  struct Options {
    std::string state, before;
    int limit = 50;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = operations.add_subcommand("list", "List operations, newest first");
  session.add_common_options(*command);
  command->add_option("--state", options->state,
                      "running, succeeded, partial, failed, refused, cancelled or needs_person");
  command->add_option("--limit", options->limit, "At most so many")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  command->add_option("--before", options->before, "Go on before this operation");
  command->callback([options, &session] {
    ApiRequest request{.path = std::string(operations_path),
                       .query = {{"limit", std::to_string(options->limit)}}};
    if (!options->state.empty()) request.query.emplace_back("state", options->state);
    if (!options->before.empty()) request.query.emplace_back("before", options->before);
    session.answer(session.api().send(request), show_operation_list);
  });
}

void add_show(CLI::App& operations, Session& session) {
  struct Options {
    std::string id;
    bool journal = false;
    bool is_waiting = false;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = operations.add_subcommand("show", "Show one operation with its targets");
  session.add_common_options(*command);
  command->add_option("id", options->id, "Operation, such as op_01…")->required();
  command->add_flag("--journal", options->journal, "With every call to AWS and what was seen");
  command->add_flag("--wait", options->is_waiting,
                    "Wait for its end; the exit code then says how it ended");
  command->callback([options, &session] {
    ApiRequest request{.path = fmt::format("{}/{}", operations_path, percent_encode(options->id))};
    if (options->journal) request.query.emplace_back("journal", "true");
    auto operation = session.api().send(request);
    if (!options->is_waiting)
      session.answer(operation, show_operation);
    else
      answer_operation(session, std::move(operation), Patience::wait_for_the_end);
  });
}

void add_cancel(CLI::App& operations, Session& session) {
  auto id = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* command = operations.add_subcommand("cancel", "Ask an operation to stop");
  session.add_common_options(*command);
  command->add_option("id", *id, "Operation")->required();
  command->callback([id, &session] {
    const auto answer = session.api().send(
        {.method = "POST",
         .path = fmt::format("{}/{}/cancel", operations_path, percent_encode(*id))});
    session.answer(answer, [&](const Json&) {
      return fmt::format("{}\n", fmt::format(texts::cancel_asked, *id));
    });
  });
}

}  // namespace

void add_operations_commands(CLI::App& cli, Session& session) {
  auto* operations = cli.add_subcommand("operations", "What is being done and what was done");
  operations->require_subcommand(1);
  add_list(*operations, session);
  add_show(*operations, session);
  add_cancel(*operations, session);
}

void add_sweep_command(CLI::App& cli, Session& session) {
  struct Options {
    std::vector<std::string> accounts, regions;
    bool is_waiting = false;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = cli.add_subcommand("sweep", "Read what there is in AWS now");
  session.add_common_options(*command);
  command->add_option("--account", options->accounts, "Only this account; may be repeated")
      ->expected(1)
      ->take_all();
  command->add_option("--region", options->regions, "Only this region; may be repeated")
      ->expected(1)
      ->take_all();
  command->add_flag("--wait", options->is_waiting, "Wait until everything was read");
  command->callback([options, &session] {
    Json body = Json::object();
    if (!options->accounts.empty()) body["accounts"] = options->accounts;
    if (!options->regions.empty()) body["regions"] = options->regions;
    auto operation =
        session.api().send({.method = "POST", .path = "/api/v1/sweeps", .body = std::move(body)});
    answer_operation(session, std::move(operation),
                     options->is_waiting ? Patience::wait_for_the_end : Patience::answer_now);
  });
}

}  // namespace mirante::commands
