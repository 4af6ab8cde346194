#include "features/servers/routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/servers/show_servers.h"
#include "features/servers/switch_kinds.h"
#include "features/servers/switch_servers.h"

namespace mirante::servers {
namespace {

using http::Request;
using http::Response;
using http::Verb;

Failure wrong(std::string field, std::string message) {
  return Failure(
      Error{.kind = ErrorKind::invalid, .message = std::move(message), .field = std::move(field)});
}

ServerRef ref_of(const Request& request) {
  request.allow_query({"account", "region"});
  return {.id = request.path_parameter("id"),
          .account = request.query_parameter("account").value_or(""),
          .region = request.query_parameter("region").value_or("")};
}

Task<Response> list(ServersServices& services, CallContext ctx, const Request& request) {
  request.allow_query(
      {"account", "customer", "region", "state", "type", "name", "tag", "limit", "after"});
  ListServersWish wish{
      .accounts = request.query_parameters("account"),
      .customer = request.query_parameter("customer").value_or(""),
      .regions = request.query_parameters("region"),
      .states = request.query_parameters("state"),
      .types = request.query_parameters("type"),
      .name = request.query_parameter("name").value_or(""),
      .tags = request.query_parameters("tag"),
      .limit = static_cast<int>(request.query_integer("limit", 1, 1000).value_or(500)),
      .after = request.query_parameter("after").value_or("")};
  co_return Response::json(200, co_await list_servers(services, ctx, std::move(wish)));
}

Task<Response> show(ServersServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(200, co_await show_server(services, ctx, ref_of(request)));
}

std::string text_of(const Json& json, const char* name, const std::string& field) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return {};
  if (!found->is_string()) throw wrong(field, "must be a text");
  return found->get<std::string>();
}

ServerRef server_of(const Json& json, const std::string& field) {
  if (json.is_string()) return {.id = json.get<std::string>()};
  if (!json.is_object()) throw wrong(field, "must be an id, or {id, account, region}");
  for (const auto& [name, value] : json.items())
    if (name != "id" && name != "account" && name != "region")
      throw wrong(field + "." + name, "is none of id, account, region");
  return {.id = text_of(json, "id", field + ".id"),
          .account = text_of(json, "account", field + ".account"),
          .region = text_of(json, "region", field + ".region")};
}

SwitchWish wish_of(const Request& request, std::string_view kind) {
  const auto body = request.json();
  const auto* key = request.header("idempotency-key");
  SwitchWish wish{.kind = std::string(kind),
                  .servers = {},
                  .despite_pause = text_of(body, "despite_pause", "despite_pause"),
                  .idempotency_key = key == nullptr ? "" : *key};
  Json params = Json::object();
  for (const auto& [name, value] : body.items()) {
    if (name == "servers" || name == "despite_pause") continue;
    const bool is_of_stops = name == "force" || name == "hibernate" ||
                             name == "force_after_minutes" || name == "accept_losses";
    if (!is_of_stops || kind != stop_kind) throw wrong(name, "is nothing that this takes");
    params[name] = value;
  }
  wish.stop = or_throw(parse_stop_wish(params));
  const auto servers = body.find("servers");
  if (servers == body.end() || !servers->is_array()) throw wrong("servers", "must be a list");
  for (const auto& one : *servers)
    wish.servers.push_back(server_of(one, "servers[" + std::to_string(wish.servers.size()) + "]"));
  return wish;
}

template <const std::string_view& kind>
Task<Response> change(ServersServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(202, co_await switch_servers(services, ctx, wish_of(request, kind)));
}

Task<Response> mark(ServersServices& services, CallContext ctx, const Request& request) {
  const auto body = request.json();
  co_return Response::json(200, co_await mark_never_switch_off(services, ctx, ref_of(request),
                                                               text_of(body, "reason", "reason")));
}

Task<Response> unmark(ServersServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(200, co_await clear_never_switch_off(services, ctx, ref_of(request)));
}

}  // namespace

void add_routes(http::Router& router, ServersServices& services) {
  const auto add = [&](Verb verb, std::string pattern, Permission permission, auto answer) {
    router.add(verb, std::move(pattern), permission,
               [&services, answer](CallContext ctx, const Request& request) {
                 return answer(services, std::move(ctx), request);
               });
  };
  const std::string servers = "/api/v1/servers", one = servers + "/{id}";
  add(Verb::get, servers, Permission::server_read, list);
  add(Verb::get, one, Permission::server_read, show);
  add(Verb::post, servers + "/start", Permission::server_switch, change<start_kind>);
  add(Verb::post, servers + "/stop", Permission::server_switch, change<stop_kind>);
  add(Verb::post, servers + "/reboot", Permission::server_switch, change<reboot_kind>);
  add(Verb::put, one + "/never-switch-off", Permission::policy_write, mark);
  add(Verb::delete_, one + "/never-switch-off", Permission::policy_write, unmark);
}

}  // namespace mirante::servers
