#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/error.h"
#include "base/percent.h"
#include "main/commands/commands.h"
#include "main/commands/follow.h"
#include "main/commands/place.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_servers.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view servers_path = "/api/v1/servers";

struct ListOptions {
  Place place;
  std::string customer, state, type, name, after;
  std::vector<std::string> tags;
  int limit = 0;  // 0: all.
};

/// All pages as one answer; what is unknown and how old it is comes with the first.
Json read_list(Session& session, const ListOptions& options) {
  ApiRequest request{.path = std::string(servers_path), .query = options.place.query()};
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) request.query.emplace_back(name, value);
  };
  put("customer", options.customer);
  put("state", options.state);
  put("type", options.type);
  put("name", options.name);
  for (const auto& tag : options.tags) put("tag", tag);
  if (options.limit > 0) put("limit", std::to_string(options.limit));
  const auto filter = request.query;
  put("after", options.after);
  auto answer = session.api().send(request);
  while (options.limit == 0 && !text_of(answer, "next").empty()) {
    request.query = filter;
    request.query.emplace_back("after", text_of(answer, "next"));
    auto page = session.api().send(request);
    for (auto& server : page["servers"]) answer["servers"].push_back(std::move(server));
    answer["next"] = text_of(page, "next");
  }
  if (text_of(answer, "next").empty()) answer.erase("next");
  return answer;
}

void add_list(CLI::App& servers, Session& session) {
  auto options = std::make_shared<ListOptions>();  // Shared: CLI11 keeps the callback.
  auto* command = servers.add_subcommand("list", "List servers, and the parts that are unknown");
  session.add_common_options(*command);
  options->place.add_to(*command);
  command->add_option("--customer", options->customer, "Customer: name or id");
  command->add_option("--state", options->state, "running, stopped, pending, stopping, …");
  command->add_option("--type", options->type, "Type, such as t3.micro");
  command->add_option("--name", options->name, "Name; * and ? stand for any text and letter");
  command->add_option("--tag", options->tags, "Key or Key:Value; may be repeated")
      ->expected(1)
      ->take_all();
  command->add_option("--limit", options->limit, "At most so many; default: all")
      ->check(CLI::Range(1, 1000));
  command->add_option("--after", options->after, "Go on after this place of a limited list");
  command->callback(
      [options, &session] { session.answer(read_list(session, *options), show_server_list); });
}

void add_show(CLI::App& servers, Session& session) {
  struct Options {
    Place place;
    std::string id;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = servers.add_subcommand("show", "Show one server with its history");
  session.add_common_options(*command);
  options->place.add_to(*command);
  command->add_option("id", options->id, "Server, such as i-0123456789abcdef0")->required();
  command->callback([options, &session] {
    const auto server =
        session.api().send({.path = fmt::format("{}/{}", servers_path, percent_encode(options->id)),
                            .query = options->place.query()});
    session.answer(server, show_server);
  });
}

struct SwitchOptions {
  Place place;
  std::vector<std::string> ids;
  bool is_waiting = false;
  bool force = false;
  bool hibernate = false;
  bool status_checks = false;
  int force_after_minutes = 0;
  std::optional<int> capacity_wait_minutes;
  std::string type;  // Of a change of type.
  std::vector<std::string> fallback_types;
  bool accepts_all_losses = false;
  std::vector<std::string> accepted_losses;
  std::string despite_pause;
  std::string idempotency_key;
};

Json switch_body(const SwitchOptions& options) {
  Json body{{"servers", options.place.references(options.ids)}};
  if (options.capacity_wait_minutes) body["capacity_wait_minutes"] = *options.capacity_wait_minutes;
  if (options.status_checks) body["status_checks"] = true;
  if (options.force) body["force"] = true;
  if (options.hibernate) body["hibernate"] = true;
  if (options.force_after_minutes > 0) body["force_after_minutes"] = options.force_after_minutes;
  if (options.accepts_all_losses)
    body["accept_losses"] = true;
  else if (!options.accepted_losses.empty())
    body["accept_losses"] = options.accepted_losses;
  if (!options.type.empty()) body["type"] = options.type;
  if (!options.fallback_types.empty()) body["fallback_types"] = options.fallback_types;
  if (!options.despite_pause.empty()) body["despite_pause"] = options.despite_pause;
  return body;
}

void add_loss_options(CLI::App& command, SwitchOptions& options) {
  auto* all = command.add_flag("--accept-losses", options.accepts_all_losses,
                               "Stop although something is lost (`servers show` says what)");
  command
      .add_option("--accept-loss", options.accepted_losses,
                  "Accept this loss only, such as public_address; may be repeated")
      ->expected(1)
      ->take_all()
      ->excludes(all);
}

void add_stop_options(CLI::App& command, SwitchOptions& options) {
  command.add_flag("--hibernate", options.hibernate,
                   "Keep the memory, where the server can; else a plain stop that says so");
  auto* force = command.add_flag("--force", options.force,
                                 "Cut the power instead of shutting down; data may be lost");
  command
      .add_option("--force-after-minutes", options.force_after_minutes,
                  "Cut the power if it still shuts down after so many minutes")
      ->check(CLI::Range(1, 60))
      ->excludes(force);
  add_loss_options(command, options);
}

CLI::App* add_switch(CLI::App& servers, Session& session, const char* verb, const char* says,
                     const std::shared_ptr<SwitchOptions>& options) {
  auto* command = servers.add_subcommand(verb, says);
  session.add_common_options(*command);
  options->place.add_to(*command);
  command->add_option("ids", options->ids, "Servers, such as i-0123456789abcdef0")->required();
  command->add_flag("--wait", options->is_waiting, "Wait for the observed outcome");
  command->add_option("--despite-pause", options->despite_pause,
                      "Reason to act although it is paused; recorded");
  command->add_option("--idempotency-key", options->idempotency_key,
                      "The same key with the same request is carried out once");
  const std::string path = fmt::format("{}/{}", servers_path, verb);
  command->callback([options, path, &session] {
    auto operation = session.api().send({.method = "POST",
                                         .path = path,
                                         .body = switch_body(*options),
                                         .idempotency_key = options->idempotency_key});
    answer_operation(session, std::move(operation),
                     options->is_waiting ? Patience::wait_for_the_end : Patience::answer_now);
  });
  return command;
}

void add_never_switch_off(CLI::App& servers, Session& session) {
  struct Options {
    Place place;
    std::string id;
    std::string reason;
    bool clear = false;
  };
  auto options = std::make_shared<Options>();  // Shared: CLI11 keeps the callback.
  auto* command = servers.add_subcommand(
      "never-switch-off", "Refuse every stop and reboot of a server, or allow them again");
  session.add_common_options(*command);
  options->place.add_to(*command);
  command->add_option("id", options->id, "Server")->required();
  auto* clear = command->add_flag("--clear", options->clear, "Lift the mark");
  command->add_option("--reason", options->reason, "Why; shown with each refusal")->excludes(clear);
  command->callback([options, &session] {
    if (!options->clear && options->reason.empty())
      throw wrong_field("reason", std::string(texts::reason_or_clear));
    ApiRequest request{
        .method = options->clear ? "DELETE" : "PUT",
        .path = fmt::format("{}/{}/never-switch-off", servers_path, percent_encode(options->id)),
        .query = options->place.query()};
    if (!options->clear) request.body = {{"reason", options->reason}};
    session.answer(session.api().send(request), [&](const Json&) {
      return options->clear ? fmt::format(texts::never_cleared, options->id)
                            : fmt::format(texts::never_set, options->id, options->reason);
    });
  });
}

}  // namespace

void add_servers_commands(CLI::App& cli, Session& session) {
  auto* servers = cli.add_subcommand("servers", "List and switch servers");
  servers->require_subcommand(1);
  add_list(*servers, session);
  add_show(*servers, session);
  auto start = std::make_shared<SwitchOptions>();  // Shared: CLI11 keeps the callback.
  auto* start_command = add_switch(*servers, session, "start", "Start servers", start);
  start_command
      ->add_option("--capacity-wait-minutes", start->capacity_wait_minutes,
                   "How long to try again while AWS has no room; default: 15")
      ->check(CLI::Range(0, 1440));
  start_command->add_flag("--status-checks", start->status_checks,
                          "Done only when the status checks have passed as well");
  auto stop = std::make_shared<SwitchOptions>();  // Shared: CLI11 keeps the callback.
  add_stop_options(*add_switch(*servers, session, "stop", "Stop servers", stop), *stop);
  add_switch(*servers, session, "reboot", "Reboot servers", std::make_shared<SwitchOptions>());
  auto resize = std::make_shared<SwitchOptions>();  // Shared: CLI11 keeps the callback.
  auto* resize_command =
      add_switch(*servers, session, "resize",
                 "Change servers to another type; one that runs is stopped", resize);
  resize_command->add_option("--type", resize->type, "Such as m5.large")->required();
  resize_command
      ->add_option("--fallback-type", resize->fallback_types,
                   "To try where AWS has no room; may be repeated, in this order")
      ->expected(1)
      ->take_all();
  add_loss_options(*resize_command, *resize);
  add_never_switch_off(*servers, session);
}

}  // namespace mirante::commands
