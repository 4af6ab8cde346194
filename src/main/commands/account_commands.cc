#include <fmt/format.h>

#include <CLI/App.hpp>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/percent.h"
#include "main/commands/commands.h"
#include "main/commands/exit_codes.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_accounts.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view accounts_path = "/api/v1/accounts";

std::string path_of(const std::string& account, std::string_view more = "") {
  return fmt::format("{}/{}{}", accounts_path, percent_encode(account), more);
}

/// From the environment, else asked; never an argument.
crypto::Secret secret_access_key(Session& session) {
  crypto::Secret secret;
  if (const char* set = std::getenv("MIRANTE_SECRET_ACCESS_KEY"); set != nullptr)
    secret = crypto::Secret(std::string_view(set));
  else
    secret = session.terminal().ask_secret(texts::secret_prompt);
  if (secret.empty()) throw wrong_field("secret_access_key", std::string(texts::secret_missing));
  return secret;
}

constexpr std::string_view features_help =
    "see, switch, backup, costs, groups or dns, each for itself; default: see and switch";

struct AddOptions {
  std::string name;
  std::string customer;
  std::vector<std::string> features;
  bool by_role = false;
  bool by_keys = false;
  std::string access_key_id;
};

Json add_body(Session& session, const AddOptions& options) {
  Json body{{"name", options.name}, {"connection", options.by_keys ? "keys" : "role"}};
  if (!options.customer.empty()) body["customer"] = options.customer;
  if (!options.features.empty()) body["features"] = options.features;
  if (options.by_keys) {
    body["access_key_id"] = options.access_key_id;
    body["secret_access_key"] = std::string(secret_access_key(session).reveal());
  }
  return body;
}

void add_add(CLI::App& account, Session& session) {
  auto options = std::make_shared<AddOptions>();  // Shared: CLI11 keeps the callback.
  auto* command =
      account.add_subcommand("add", "Add an AWS account: by a role (default) or by access keys");
  session.add_common_options(*command);
  command->add_option("name", options->name, "How the account is called here")->required();
  command->add_option("--customer", options->customer, "Customer that it belongs to; may be new");
  command->add_option("--feature", options->features, std::string(features_help))
      ->expected(1)
      ->take_all();
  auto* role = command->add_flag("--role", options->by_role,
                                 "By a role: prints an external id and what to do in AWS");
  auto* keys = command->add_flag("--keys", options->by_keys,
                                 "By access keys; the secret is asked, or is in "
                                 "MIRANTE_SECRET_ACCESS_KEY");
  keys->excludes(role);
  auto* id = command->add_option("--access-key-id", options->access_key_id, "With --keys");
  id->needs(keys);
  keys->needs(id);
  command->callback([options, &session] {
    const auto answer = session.api().send({.method = "POST",
                                            .path = std::string(accounts_path),
                                            .body = add_body(session, *options)});
    session.answer(answer, options->by_keys ? show_connected : show_instructions);
  });
}

void add_connect(CLI::App& account, Session& session) {
  struct Options {
    std::string account, role_arn, without_external_id;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = account.add_subcommand(
      "connect",
      "Prove the role of an added account: it opens with the external id and not without");
  session.add_common_options(*command);
  command->add_option("account", options->account, "Name, id, or AWS's 12 digits")->required();
  command->add_option("--role-arn", options->role_arn, "arn:aws:iam::123456789012:role/NAME")
      ->required();
  command->add_option("--allow-without-external-id", options->without_external_id,
                      "Reason to take a role that does not ask for the external id; recorded");
  command->callback([options, &session] {
    Json body{{"role_arn", options->role_arn}};
    if (!options->without_external_id.empty())
      body["allow_without_external_id"] = options->without_external_id;
    session.answer(session.api().send({.method = "POST",
                                       .path = path_of(options->account, "/connect"),
                                       .body = std::move(body)}),
                   show_connected);
  });
}

void add_shared_role(CLI::App& account, Session& session) {
  auto features =
      std::make_shared<std::vector<std::string>>();  // Shared: CLI11 keeps the callback.
  auto* command = account.add_subcommand(
      "shared-role", "Show how many accounts let the panel in together, by a StackSet");
  session.add_common_options(*command);
  command->add_option("--feature", *features, std::string(features_help))->expected(1)->take_all();
  command->callback([features, &session] {
    Json body = Json::object();
    if (!features->empty()) body["features"] = *features;
    session.answer(session.api().send({.method = "POST",
                                       .path = fmt::format("{}/shared-role", accounts_path),
                                       .body = std::move(body)}),
                   show_shared_role);
  });
}

std::string read_table(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Failure(ErrorKind::not_found, "there is no file " + path + " that can be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

void add_import(CLI::App& account, Session& session) {
  struct Options {
    std::string file;
    bool is_plan = false;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = account.add_subcommand(
      "import", "Connect the accounts of a CSV file: account_id, name, customer, role_arn");
  session.add_common_options(*command);
  command->add_option("file", options->file, "The table; its first row names the columns")
      ->required();
  command->add_flag("--plan", options->is_plan,
                    "Say what would become of each row; change nothing");
  command->callback([options, &session] {
    ApiRequest request{.method = "POST",
                       .path = fmt::format("{}/import", accounts_path),
                       .body = Json{{"csv", read_table(options->file)}}};
    if (options->is_plan) request.query.emplace_back("plan", "true");
    ProgressLine line(session.terminal());
    line.show("proving each role…");
    const auto answer = session.api().send(request);
    line.clear();
    if (number_of(answer, "refused") > 0) session.set_exit_code(exit_attention);
    session.answer(answer, show_import);
  });
}

void add_keys(CLI::App& account, Session& session) {
  struct Options {
    std::string account, access_key_id;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = account.add_subcommand("keys", "Put new access keys in place of the old ones");
  session.add_common_options(*command);
  command->add_option("account", options->account, "Name, id, or AWS's 12 digits")->required();
  command->add_option("--access-key-id", options->access_key_id, "The new key's id")->required();
  command->callback([options, &session] {
    const Json body{{"access_key_id", options->access_key_id},
                    {"secret_access_key", std::string(secret_access_key(session).reveal())}};
    const auto answer = session.api().send(
        {.method = "PUT", .path = path_of(options->account, "/keys"), .body = body});
    session.answer(answer, [&](const Json&) {
      return fmt::format(texts::keys_changed, printable(options->account));
    });
  });
}

void add_features(CLI::App& account, Session& session) {
  struct Options {
    std::string account;
    std::vector<std::string> features;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = account.add_subcommand("features", "Choose anew what the panel may do in it");
  session.add_common_options(*command);
  command->add_option("account", options->account, "Name, id, or AWS's 12 digits")->required();
  command->add_option("--feature", options->features, std::string(features_help))
      ->expected(1)
      ->take_all()
      ->required();
  command->callback([options, &session] {
    session.answer(session.api().send({.method = "PUT",
                                       .path = path_of(options->account, "/features"),
                                       .body = Json{{"features", options->features}}}),
                   show_features);
  });
}

void add_template(CLI::App& account, Session& session) {
  auto which = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* command = account.add_subcommand(
      "template",
      "Print the role as a template for CloudFormation; without an account, for "
      "`mirante serve --template-url`");
  session.add_common_options(*command);
  command->add_option("account", *which, "Name, id, or AWS's 12 digits");
  command->callback([which, &session] {
    const auto path =
        which->empty() ? std::string("/api/v1/role-template") : path_of(*which, "/role-template");
    session.answer(session.api().send({.path = path}),
                   [](const Json& answer) { return answer.dump(2) + "\n"; });
  });
}

/// A subcommand about one account that already is there.
CLI::App* add_about(CLI::App& account, Session& session, const char* name, const char* says,
                    std::function<void(const std::string&)> run) {
  auto which = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* command = account.add_subcommand(name, says);
  session.add_common_options(*command);
  command->add_option("account", *which, "Name, id, or AWS's 12 digits")->required();
  command->callback([which, run = std::move(run)] { run(*which); });
  return command;
}

void check(Session& session, const std::string& account) {
  ProgressLine line(session.terminal());
  line.show("trying each action in each region…");
  const auto answer = session.api().send({.method = "POST", .path = path_of(account, "/check")});
  line.clear();
  if (!is_check_clean(answer)) session.set_exit_code(exit_attention);
  session.answer(answer, show_check);
}

}  // namespace

void add_account_commands(CLI::App& cli, Session& session) {
  auto* account = cli.add_subcommand("account", "AWS accounts and how the panel gets in");
  account->require_subcommand(1);
  add_add(*account, session);
  auto* list = account->add_subcommand("list", "List the accounts");
  session.add_common_options(*list);
  list->callback([&session] {
    session.answer(session.api().send({.path = std::string(accounts_path)}), show_account_list);
  });
  add_connect(*account, session);
  add_about(*account, session, "instructions", "Show again what to do in AWS",
            [&session](const std::string& which) {
              session.answer(session.api().send({.path = path_of(which, "/instructions")}),
                             show_instructions);
            });
  add_about(*account, session, "check",
            "Try what the credentials may do, without changing anything",
            [&session](const std::string& which) { check(session, which); });
  add_keys(*account, session);
  add_features(*account, session);
  add_template(*account, session);
  add_shared_role(*account, session);
  add_import(*account, session);
  add_about(*account, session, "remove", "Forget an account; its history stays",
            [&session](const std::string& which) {
              const auto answer = session.api().send({.method = "DELETE", .path = path_of(which)});
              session.answer(answer, [&](const Json&) {
                return fmt::format(texts::removed, printable(which));
              });
            });
}

}  // namespace mirante::commands
