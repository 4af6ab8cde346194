#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <system_error>

#include "base/error.h"
#include "main/commands/commands.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_records.h"
#include "main/commands/show_usage.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view audit_path = "/api/v1/audit";

void add_list(CLI::App& audit, Session& session) {
  struct Options {
    std::string before;
    int limit = 50;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = audit.add_subcommand("list", "Who did or was refused what, newest first");
  session.add_common_options(*command);
  command->add_option("--limit", options->limit, "At most so many")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  command->add_option("--before", options->before, "Go on before this record's number");
  command->callback([options, &session] {
    ApiRequest request{.path = std::string(audit_path),
                       .query = {{"limit", std::to_string(options->limit)}}};
    if (!options->before.empty()) request.query.emplace_back("before", options->before);
    session.answer(session.api().send(request), show_audit);
  });
}

void write_file(const std::string& name, const std::string& text) {
  std::ofstream file(name, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (!file)
    throw Failure(Error{.kind = ErrorKind::unavailable,
                        .message = fmt::format(texts::file_unwritable, name,
                                               std::generic_category().message(errno)),
                        .field = "out",
                        .code = "file.unwritable"});
}

void add_export(CLI::App& audit, Session& session) {
  auto out = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* command = audit.add_subcommand(
      "export", "The whole record as JSON lines, to be kept elsewhere and verified there");
  session.add_common_options(*command);
  command->add_option("--out", *out, "File; default: standard output");
  command->callback([out, &session] {
    const auto answer = session.api().send({.path = fmt::format("{}/export", audit_path)});
    const auto text = answer.is_string() ? answer.get<std::string>() : answer.dump() + "\n";
    if (out->empty()) {
      session.terminal().out << text << std::flush;
      return;
    }
    write_file(*out, text);
    const auto lines = std::ranges::count(text, '\n');
    session.answer(Json{{"file", *out}, {"lines", lines}},
                   [&](const Json&) { return fmt::format(texts::audit_written, lines, *out); });
  });
}

}  // namespace

void add_audit_commands(CLI::App& cli, Session& session) {
  auto* audit = cli.add_subcommand("audit", "The record of who did what");
  audit->require_subcommand(1);
  add_list(*audit, session);
  add_export(*audit, session);
}

void add_usage_command(CLI::App& cli, Session& session) {
  auto* command = cli.add_subcommand("usage", "The panel's own calls to AWS");
  session.add_common_options(*command);
  command->callback(
      [&session] { session.answer(session.api().send({.path = "/api/v1/usage"}), show_usage); });
}

}  // namespace mirante::commands
