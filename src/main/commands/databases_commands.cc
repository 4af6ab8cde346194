#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "main/commands/commands.h"
#include "main/commands/follow.h"
#include "main/commands/place.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_servers.h"

namespace mirante::commands {
namespace {

constexpr std::string_view databases_path = "/api/v1/databases";

struct ListOptions {
  Place place;
  std::string customer, state, type, name;
  std::vector<std::string> tags;
};

/// All pages as one answer.
Json read_list(Session& session, const ListOptions& options) {
  ApiRequest request{.path = std::string(databases_path), .query = options.place.query()};
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) request.query.emplace_back(name, value);
  };
  put("customer", options.customer);
  put("state", options.state);
  put("type", options.type);
  put("name", options.name);
  for (const auto& tag : options.tags) put("tag", tag);
  const auto filter = request.query;
  auto answer = session.api().send(request);
  while (!text_of(answer, "next").empty()) {
    request.query = filter;
    request.query.emplace_back("after", text_of(answer, "next"));
    auto page = session.api().send(request);
    for (auto& one : page["databases"]) answer["databases"].push_back(std::move(one));
    answer["next"] = text_of(page, "next");
  }
  answer.erase("next");
  return answer;
}

void add_list(CLI::App& databases, Session& session) {
  auto options = std::make_shared<ListOptions>();  // Shared: CLI11 keeps the callback.
  auto* command =
      databases.add_subcommand("list", "List databases, and the parts that are unknown");
  session.add_common_options(*command);
  options->place.add_to(*command);
  command->add_option("--customer", options->customer, "Customer: name or id");
  command->add_option("--state", options->state, "available, stopped, starting, stopping, …");
  command->add_option("--type", options->type, "Class, such as db.t3.medium");
  command->add_option("--name", options->name, "Name; * and ? stand for any text and letter");
  command->add_option("--tag", options->tags, "Key or Key:Value; may be repeated")
      ->expected(1)
      ->take_all();
  command->callback(
      [options, &session] { session.answer(read_list(session, *options), show_database_list); });
}

void add_switch(CLI::App& databases, Session& session, const char* verb, const char* says) {
  struct Options {
    Place place;
    std::vector<std::string> ids;
    bool is_waiting = false;
    std::string despite_pause;
    std::string idempotency_key;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = databases.add_subcommand(verb, says);
  session.add_common_options(*command);
  options->place.add_to(*command);
  command->add_option("ids", options->ids, "Databases, such as db:orders or cluster:orders")
      ->required();
  command->add_flag("--wait", options->is_waiting, "Wait for the observed outcome");
  command->add_option("--despite-pause", options->despite_pause,
                      "Reason to act although it is paused; recorded");
  command->add_option("--idempotency-key", options->idempotency_key,
                      "The same key with the same request is carried out once");
  const std::string path = fmt::format("{}/{}", databases_path, verb);
  command->callback([options, path, &session] {
    Json body{{"databases", options->place.references(options->ids)}};
    if (!options->despite_pause.empty()) body["despite_pause"] = options->despite_pause;
    auto operation = session.api().send({.method = "POST",
                                         .path = path,
                                         .body = std::move(body),
                                         .idempotency_key = options->idempotency_key});
    answer_operation(session, std::move(operation),
                     options->is_waiting ? Patience::wait_for_the_end : Patience::answer_now);
  });
}

}  // namespace

void add_databases_commands(CLI::App& cli, Session& session) {
  auto* databases = cli.add_subcommand("databases", "List and switch databases of RDS");
  databases->require_subcommand(1);
  add_list(*databases, session);
  add_switch(*databases, session, "start", "Start databases");
  add_switch(*databases, session, "stop", "Stop databases; AWS starts them again after a week");
}

}  // namespace mirante::commands
