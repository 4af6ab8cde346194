#include "main/commands/cli.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/error_table.h"
#include "main/commands/commands.h"
#include "main/commands/table.h"

namespace mirante::commands {
namespace {

/// "state" of `mirante state backup`; the command line itself where a command has no group.
CLI::App& group_of(CLI::App& cli, const StoreCommand& command) {
  if (command.group.empty()) return cli;
  const auto known =
      cli.get_subcommands([&](const CLI::App* one) { return one->get_name() == command.group; });
  if (!known.empty()) return *known.front();
  auto* made = cli.add_subcommand(command.group, command.group_says);
  made->require_subcommand(1);
  return *made;
}

void add_store_command(CLI::App& group, const StoreCommand& command, Terminal& terminal,
                       int& exit_code) {
  auto* added = group.add_subcommand(command.name, command.says);
  // Everything behind the name, --help too, is read by the command itself.
  added->set_help_flag();
  added->prefix_command();
  added->callback([added, &command, &terminal, &exit_code] {
    exit_code = command.run(added->remaining(), terminal);
  });
}

void add_version_command(CLI::App& cli, Session& session, const std::string& version) {
  auto* command = cli.add_subcommand("version", "This program's version");
  session.add_panel_options(*command);
  command->callback([&session, &version] {
    session.answer(Json{{"name", "mirante"}, {"version", version}}, [](const Json& answer) {
      return fmt::format("mirante {}\n", answer["version"].get<std::string>());
    });
  });
}

int tell_failure(const Error& error, Terminal& terminal, ErrorForm form) {
  terminal.err << show_error(error, form) << std::flush;
  return meaning_of(error.kind).exit_code;
}

int parse_and_run(const Program& program, Terminal& terminal, std::vector<std::string> arguments,
                  Session& session) {
  CLI::App cli("Mirante, a control panel for AWS accounts", "mirante");
  cli.require_subcommand(1);
  cli.set_version_flag("--version", "mirante " + program.version);
  int store_exit_code = 0;
  add_servers_commands(cli, session);
  add_databases_commands(cli, session);
  add_account_commands(cli, session);
  add_sweep_command(cli, session);
  add_operations_commands(cli, session);
  add_pause_commands(cli, session);
  add_audit_commands(cli, session);
  add_user_commands(cli, session);
  add_tenant_commands(cli, session);
  add_mail_commands(cli, session);
  add_schedule_commands(cli, session);
  add_maintenance_commands(cli, session);
  add_usage_command(cli, session);
  add_version_command(cli, session, program.version);
  for (const auto& command : program.store_commands)
    add_store_command(group_of(cli, command), command, terminal, store_exit_code);
  if (const auto code = parse(cli, std::move(arguments), terminal)) return *code;
  return store_exit_code != 0 ? store_exit_code : session.exit_code();
}

}  // namespace

std::optional<int> parse(CLI::App& cli, std::vector<std::string> arguments, Terminal& terminal) {
  std::ranges::reverse(arguments);  // As CLI11 wants it.
  try {
    cli.parse(std::move(arguments));
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return cli.exit(error, terminal.out, terminal.err);
    const bool has_commands = !cli.get_subcommands({}).empty();
    terminal.err << "mirante: " << printable(error.what()) << "\nmirante: `" << cli.get_name()
                 << (has_commands ? " COMMAND" : "") << " --help` lists what "
                 << (has_commands ? "a command" : "it") << " takes\n";
    return meaning_of(ErrorKind::invalid).exit_code;
  }
}

int run(const Program& program, Terminal& terminal, std::vector<std::string> arguments) {
  // Looked for here, as an error may come before the options were read.
  const auto form = std::ranges::find(arguments, "--json") == arguments.end() ? ErrorForm::sentence
                                                                              : ErrorForm::json;
  try {
    Session session(terminal, program.connect);
    return parse_and_run(program, terminal, std::move(arguments), session);
  } catch (...) {
    return tell_failure(error_of(std::current_exception()), terminal, form);
  }
}

std::string show_error(const Error& error, ErrorForm form) {
  if (form == ErrorForm::sentence) {
    auto text = "mirante: " + printable(error.message);
    if (!error.field.empty()) text += fmt::format(" ({})", printable(error.field));
    if (!error.code.empty()) text += fmt::format(" [{}]", printable(error.code));
    return text + "\n";
  }
  Json document{{"kind", to_string(error.kind)}, {"detail", error.message}};
  if (!error.field.empty()) document["field"] = error.field;
  if (!error.code.empty()) document["code"] = error.code;
  if (!error.request_id.empty()) document["request_id"] = error.request_id;
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mirante::commands
