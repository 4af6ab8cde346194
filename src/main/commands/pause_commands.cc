#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "main/commands/commands.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_records.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view pauses_path = "/api/v1/pauses";

struct Scope {
  std::string customer;
  std::string account;

  void add_to(CLI::App& command) {
    auto* one = command.add_option("--customer", customer, "Only this customer: name or id");
    command.add_option("--account", account, "Only this account: name, id, or AWS's 12 digits")
        ->excludes(one);
  }
  std::string name() const {
    return !account.empty() ? "account" : !customer.empty() ? "customer" : "everything";
  }
  const std::string& id() const { return account.empty() ? customer : account; }
  std::string shown() const {
    return id().empty() ? name() : fmt::format("{} \"{}\"", name(), printable(id()));
  }
};

void add_pause(CLI::App& cli, Session& session) {
  struct Options {
    Scope scope;
    std::string reason;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = cli.add_subcommand(
      "pause", "Let nothing be switched: everything, a customer's or an account's servers");
  session.add_common_options(*command);
  options->scope.add_to(*command);
  command->add_option("--reason", options->reason, "Why; shown with each refusal")->required();
  command->callback([options, &session] {
    Json body{{"scope", options->scope.name()}, {"reason", options->reason}};
    if (!options->scope.id().empty()) body["id"] = options->scope.id();
    const auto answer = session.api().send(
        {.method = "POST", .path = std::string(pauses_path), .body = std::move(body)});
    session.answer(answer, [&](const Json&) {
      return fmt::format(texts::paused, options->scope.shown(), printable(options->reason));
    });
  });
}

void add_resume(CLI::App& cli, Session& session) {
  struct Options {
    Scope scope;
    std::string reason;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = cli.add_subcommand("resume", "Lift a pause");
  session.add_common_options(*command);
  options->scope.add_to(*command);
  command->add_option("--reason", options->reason, "Why; recorded");
  command->callback([options, &session] {
    ApiRequest request{.method = "DELETE",
                       .path = std::string(pauses_path),
                       .query = {{"scope", options->scope.name()}}};
    if (!options->scope.id().empty()) request.query.emplace_back("id", options->scope.id());
    if (!options->reason.empty()) request.query.emplace_back("reason", options->reason);
    session.answer(session.api().send(request), [&](const Json&) {
      return fmt::format(texts::resumed, options->scope.shown());
    });
  });
}

}  // namespace

void add_pause_commands(CLI::App& cli, Session& session) {
  add_pause(cli, session);
  add_resume(cli, session);
  auto* brakes = cli.add_subcommand("pauses", "What is paused, and what is never switched off");
  session.add_common_options(*brakes);
  brakes->callback([&session] {
    auto answer = session.api().send({.path = std::string(pauses_path)});
    const auto marks = session.api().send({.path = "/api/v1/never-switch-off"});
    answer["never_switch_off"] = list_of(marks, "never_switch_off");
    session.answer(answer, show_brakes);
  });
}

}  // namespace mirante::commands
