#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/percent.h"
#include "main/commands/commands.h"
#include "main/commands/named.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_schedules.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view maintenance_path = "/api/v1/maintenance";

struct Options {
  std::string begin, end, reason;
  std::vector<std::string> servers, tags, accounts, customers, regions;
};

/// ACCOUNT/REGION/SERVER
Json place_of(const std::vector<Json>& accounts, const std::string& text) {
  const auto region = text.find('/');
  const auto server = region == std::string::npos ? region : text.find('/', region + 1);
  if (server == std::string::npos) throw wrong_field("server", fmt::format(texts::no_place, text));
  return {{"account", id_of(accounts, text.substr(0, region), "account")},
          {"region", text.substr(region + 1, server - region - 1)},
          {"server", text.substr(server + 1)}};
}

Json tag_of(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return {{"key", text}};
  return {{"key", text.substr(0, equals)}, {"value", text.substr(equals + 1)}};
}

std::vector<Json> read_all(Session& session, const std::string& what) {
  return list_of(session.api().send({.path = "/api/v1/" + what}), what);
}

Json targets_of(Session& session, const Options& options) {
  const bool needs_accounts = !options.servers.empty() || !options.accounts.empty();
  const auto accounts = needs_accounts ? read_all(session, "accounts") : std::vector<Json>();
  const auto customers =
      options.customers.empty() ? std::vector<Json>() : read_all(session, "customers");
  Json targets = Json::object(), filter = Json::object();
  for (const auto& one : options.servers) targets["servers"].push_back(place_of(accounts, one));
  for (const auto& one : options.tags) filter["tags"].push_back(tag_of(one));
  for (const auto& one : options.accounts)
    filter["accounts"].push_back(id_of(accounts, one, "account"));
  for (const auto& one : options.customers)
    filter["customers"].push_back(id_of(customers, one, "customer"));
  for (const auto& one : options.regions) filter["regions"].push_back(one);
  if (!filter.empty()) targets["filter"] = std::move(filter);
  return targets;
}

void add_add(CLI::App& maintenance, Session& session) {
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command =
      maintenance.add_subcommand("add", "Let servers run for a time, whatever their hours");
  session.add_common_options(*command);
  command->add_option("--begin", options->begin,
                      "Such as 2026-03-07T22:00:00-03:00; left out: from now on");
  command->add_option("--end", options->end, "Such as 2026-03-08T04:00:00-03:00")->required();
  command->add_option("--reason", options->reason, "Why; shown with what it does")->required();
  command->add_option("--server", options->servers, "ACCOUNT/REGION/SERVER; may be repeated");
  command->add_option("--tag", options->tags, "KEY or KEY=VALUE; may be repeated");
  command->add_option("--account", options->accounts, "Name, id, or AWS's 12 digits");
  command->add_option("--customer", options->customers, "Name or id");
  command->add_option("--region", options->regions, "Region, such as sa-east-1");
  command->callback([options, &session] {
    Json body{{"end", options->end},
              {"reason", options->reason},
              {"targets", targets_of(session, *options)}};
    if (!options->begin.empty()) body["begin"] = options->begin;
    const auto made = session.api().send(
        {.method = "POST", .path = std::string(maintenance_path), .body = std::move(body)});
    session.answer(
        made, [](const Json& one) { return show_maintenance({{"windows", Json::array({one})}}); });
  });
}

}  // namespace

void add_maintenance_commands(CLI::App& cli, Session& session) {
  auto* maintenance = cli.add_subcommand(
      "maintenance", "Windows in which servers run so that one can work on them");
  maintenance->require_subcommand(1);
  auto* list = maintenance->add_subcommand("list", "Windows that have not ended");
  session.add_common_options(*list);
  list->callback([&session] {
    session.answer(session.api().send({.path = std::string(maintenance_path)}), show_maintenance);
  });
  add_add(*maintenance, session);
  auto id = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* end =
      maintenance->add_subcommand("end", "End a window now, or take one away that is to come");
  session.add_common_options(*end);
  end->add_option("window", *id, "Its id")->required();
  end->callback([id, &session] {
    const auto answer = session.api().send(
        {.method = "DELETE", .path = fmt::format("{}/{}", maintenance_path, percent_encode(*id))});
    session.answer(answer, [&](const Json&) { return fmt::format(texts::window_ended, *id); });
  });
}

}  // namespace mirante::commands
