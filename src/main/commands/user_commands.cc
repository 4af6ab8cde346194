#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "main/commands/commands.h"
#include "main/commands/links.h"
#include "main/commands/named.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view members_path = "/api/v1/members";
constexpr std::string_view invitations_path = "/api/v1/invitations";
const std::vector<std::string> roles{"viewer", "operator", "admin"};

struct Limits {
  std::vector<std::string> customers, accounts;

  void add_to(CLI::App& command) {
    command.add_option("--customer", customers,
                       "Only this customer's accounts, later ones too: name or id; several times");
    command.add_option("--account", accounts,
                       "Only this account: name, id, or AWS's 12 digits; several times");
  }
  /// Null where nothing limits.
  Json in(Session& session) const {
    if (customers.empty() && accounts.empty()) return nullptr;
    Json limits{{"customers", Json::array()}, {"accounts", Json::array()}};
    const auto add = [&](const std::vector<std::string>& references, const std::string& list,
                         const std::string& option) {
      if (references.empty()) return;
      const auto all = list_of(session.api().send({.path = "/api/v1/" + list}), list);
      for (const auto& reference : references)
        limits[list].push_back(id_of(all, reference, option));
    };
    add(customers, "customers", "customer");
    add(accounts, "accounts", "account");
    return limits;
  }
};

/// By address or id.
Json member_of(Session& session, const std::string& reference) {
  auto wanted = reference;
  std::ranges::transform(wanted, wanted.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  const auto members = session.api().send({.path = std::string(members_path)});
  for (const auto& one : list_of(members, "members"))
    if (const auto* user = member(one, "user"))
      if (text_of(*user, "email") == wanted || text_of(*user, "id") == wanted) return *user;
  throw Failure(Error{.kind = ErrorKind::not_found,
                      .message = fmt::format(texts::no_such_user, reference),
                      .field = "user",
                      .code = "member.unknown"});
}

void add_add(CLI::App& user, Session& session) {
  struct Options {
    std::string email, url, role = "viewer";
    Limits limits;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = user.add_subcommand(
      "add", "Make a link with which somebody joins, and chooses a password; also the first admin");
  session.add_common_options(*command);
  command->add_option("email", options->email, "Their address")->required();
  command->add_option("--role", options->role, "viewer, operator or admin")
      ->check(CLI::IsMember(roles))
      ->capture_default_str();
  options->limits.add_to(*command);
  add_url(*command, options->url);
  command->callback([options, &session] {
    Json body{{"email", options->email}, {"role", options->role}};
    body["limits"] = options->limits.in(session);
    const auto link = session.api().send(
        {.method = "POST", .path = std::string(invitations_path), .body = std::move(body)});
    session.answer(link, [&](const Json&) {
      return fmt::format(texts::user_invited, printable(text_of(link, "email")),
                         text_of(link, "role"), address_of(link, options->url));
    });
  });
}

std::string scope_of(const Json& one) {
  const auto* limits = member(one, "limits");
  if (limits == nullptr) return "everything";
  return counted(list_of(*limits, "customers").size(), "customer", "customers") + ", " +
         counted(list_of(*limits, "accounts").size(), "account", "accounts");
}

std::string authenticator_of(const Json& user) {
  const auto* known = member(user, "has_authenticator");
  if (known == nullptr || !known->is_boolean()) return "unknown";
  return known->get<bool>() ? "on" : "off";
}

std::string show_people(const Json& answer) {
  Table table({"PERSON", "NAME", "ROLE", "REACH", "AUTHENTICATOR", "SINCE"});
  for (const auto& one : list_of(answer, "members")) {
    const auto* user = member(one, "user");
    if (user == nullptr) continue;
    table.add({text_of(*user, "email"), text_of(*user, "name"), text_of(one, "role"), scope_of(one),
               authenticator_of(*user), time_of(one, "since", "")});
  }
  for (const auto& one : list_of(answer, "invitations"))
    table.add({text_of(one, "email"), "(invited)", text_of(one, "role"), scope_of(one), "",
               time_of(one, "created_at", "")});
  return table.empty() ? std::string(texts::no_users) + "\n" : table.text();
}

void add_list(CLI::App& user, Session& session) {
  auto* command = user.add_subcommand("list", "Who may log in, and who is invited");
  session.add_common_options(*command);
  command->callback([&session] {
    auto answer = session.api().send({.path = std::string(members_path)});
    const auto invited = session.api().send({.path = std::string(invitations_path)});
    answer["invitations"] = list_of(invited, "invitations");
    session.answer(answer, show_people);
  });
}

void remove_factor(Session& session, const Json& found) {
  session.api().send(
      {.method = "DELETE",
       .path = fmt::format("{}/{}/authenticator", members_path, text_of(found, "id"))});
  session.answer(Json{{"user", found}}, [&](const Json&) {
    return fmt::format(texts::user_factor_removed, printable(text_of(found, "email")));
  });
}

void add_reset(CLI::App& user, Session& session) {
  struct Options {
    std::string user, url;
    bool is_factor = false;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = user.add_subcommand("reset",
                                      "Make a link with which somebody chooses a new password, or "
                                      "turn off an authenticator that was lost");
  session.add_common_options(*command);
  command->add_option("user", options->user, "Their address or id")->required();
  add_url(*command, options->url);
  command->add_flag("--second-factor", options->is_factor,
                    "Instead: turn their authenticator and recovery codes off");
  command->callback([options, &session] {
    const auto found = member_of(session, options->user);
    if (options->is_factor) return remove_factor(session, found);
    const auto link = session.api().send(
        {.method = "POST",
         .path = fmt::format("{}/{}/new-password", members_path, text_of(found, "id"))});
    session.answer(link, [&](const Json&) {
      return fmt::format(texts::user_reset, printable(text_of(link, "email")),
                         address_of(link, options->url));
    });
  });
}

void add_token(CLI::App& user, Session& session) {
  struct Options {
    std::string user, name, role = "viewer";
    int days = 90;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = user.add_subcommand(
      "token", "Make an API token that acts as somebody; prints it, once, on standard output");
  session.add_common_options(*command);
  command->add_option("user", options->user, "Their address or id")->required();
  command->add_option("--name", options->name, "What it is for")->required();
  command->add_option("--role", options->role, "At most their own: viewer, operator or admin")
      ->check(CLI::IsMember(roles))
      ->capture_default_str();
  command->add_option("--days", options->days, "Until it expires")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  command->callback([options, &session] {
    const auto found = member_of(session, options->user);
    Json body{{"name", options->name}, {"role", options->role}, {"days", options->days}};
    const auto token =
        session.api().send({.method = "POST",
                            .path = fmt::format("{}/{}/tokens", members_path, text_of(found, "id")),
                            .body = std::move(body)});
    session.answer(token, [](const Json& made) { return text_of(made, "token") + "\n"; });
  });
}

}  // namespace

void add_user_commands(CLI::App& cli, Session& session) {
  auto* user = cli.add_subcommand("user", "People who log in: invite, list, new password, token");
  user->require_subcommand(1);
  add_add(*user, session);
  add_list(*user, session);
  add_reset(*user, session);
  add_token(*user, session);
}

}  // namespace mirante::commands
