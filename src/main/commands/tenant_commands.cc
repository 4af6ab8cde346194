#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "main/commands/commands.h"
#include "main/commands/links.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view tenants_path = "/api/v1/tenants";

std::string show_added(const Json& added, const std::string& email, const std::string& url) {
  auto text = fmt::format(texts::tenant_added, printable(text_of(added, "name")));
  const auto* link = member(added, "invitation");
  if (link == nullptr) return text + fmt::format(texts::tenant_administered, printable(email));
  return text + fmt::format(texts::user_invited, printable(text_of(*link, "email")),
                            text_of(*link, "role"), address_of(*link, url));
}

void add_add(CLI::App& tenant, Session& session) {
  struct Options {
    std::string company, email, url;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = tenant.add_subcommand(
      "add", "Add a company, with a link for its first administrator, or with who has a login");
  session.add_panel_options(*command);
  command->add_option("name", options->company, "The company's name")->required();
  command->add_option("--admin", options->email, "The address of its first administrator")
      ->required();
  add_url(*command, options->url);
  command->callback([options, &session] {
    const auto added =
        session.api().send({.method = "POST",
                            .path = std::string(tenants_path),
                            .body = {{"company", options->company}, {"email", options->email}}});
    session.answer(added, [&](const Json& answer) {
      return show_added(answer, options->email, options->url);
    });
  });
}

std::string show_tenants(const Json& answer) {
  Table table({"COMPANY", "ID", "ADMINISTRATORS", "SINCE"});
  for (const auto& one : list_of(answer, "tenants"))
    table.add({text_of(one, "name"), text_of(one, "id"), text_of(one, "administrators", "unknown"),
               time_of(one, "created_at", "")});
  return table.text();
}

void add_list(CLI::App& tenant, Session& session) {
  auto* command = tenant.add_subcommand("list", "The companies of this install");
  session.add_panel_options(*command);
  command->callback([&session] {
    session.answer(session.api().send({.path = std::string(tenants_path)}), show_tenants);
  });
}

}  // namespace

void add_tenant_commands(CLI::App& cli, Session& session) {
  auto* tenant = cli.add_subcommand("tenant",
                                    "Companies of this install, which see nothing of "
                                    "each other: add, list");
  tenant->require_subcommand(1);
  add_add(*tenant, session);
  add_list(*tenant, session);
}

}  // namespace mirante::commands
