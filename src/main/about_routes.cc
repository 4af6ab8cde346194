#include "main/about_routes.h"

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "main/doctor.h"

namespace mirante {
namespace {

using http::Request;
using http::Response;
using http::Verb;

/// Whether requests can be served now: the store answers. One that is away is told after the time
/// for which every call waits for it (sql/engine.h).
Task<Response> readiness(Rooms& rooms) {
  co_await rooms.outside().db.read([](sql::Snapshot& snapshot) { return snapshot.now(); });
  co_return Response::json(200, {{"ready", true}});
}

/// Where the panel keeps its things is told to those who run it.
Json about_json(Rooms& rooms, const CallContext& ctx, const About& about) {
  const auto& config = rooms.config();
  Json json{
      {"name", "mirante"},
      {"version", about.version},
      {"tenant", ctx.tenant.text()},
      {"install", config.identity.install},
      {"began_at", to_iso8601(rooms.began_at())},
      {"aws_endpoint", config.aws.endpoint_url.empty() ? Json() : Json(config.aws.endpoint_url)}};
  if (ctx.may(Permission::install_manage)) {
    json["data"] = about.data.string();
    json["database"] = about.database;
  }
  return json;
}

Json call_json(const aws::Usage& usage, const std::map<AccountId, std::string>& names) {
  Json json{{"service", usage.service},       {"operation", usage.operation},
            {"region", usage.region.value},   {"attempts", usage.calls},
            {"throttled", usage.throttled},   {"failed", usage.errors},
            {"bytes_sent", usage.bytes_sent}, {"bytes_received", usage.bytes_received}};
  if (usage.account == AccountId{}) return json;
  json["account"] = usage.account.text();
  if (const auto name = names.find(usage.account); name != names.end())
    json["account_name"] = name->second;
  return json;
}

/// Of the tenant's accounts, and the panel's own calls, which belong to no account.
Task<Response> usage(Rooms& rooms, CallContext ctx) {
  const auto names = co_await rooms.outside().db.read([&](sql::Snapshot& snapshot) {
    std::map<AccountId, std::string> found;
    for (auto& account : accounts::list(snapshot, ctx.tenant))
      found[account.id] = std::move(account.name);
    return found;
  });
  auto all = rooms.meter().snapshot(ctx.tenant);
  for (auto& own : rooms.meter().snapshot(TenantId{})) all.push_back(std::move(own));
  std::uint64_t attempts = 0, throttled = 0, failed = 0;
  auto calls = Json::array();
  for (const auto& one : all) {
    attempts += one.calls;
    throttled += one.throttled;
    failed += one.errors;
    calls.push_back(call_json(one, names));
  }
  co_return Response::json(200, {{"since", to_iso8601(rooms.began_at())},
                                 {"attempts", attempts},
                                 {"throttled", throttled},
                                 {"failed", failed},
                                 {"calls", std::move(calls)}});
}

Task<Response> doctor(Rooms& rooms, CallContext ctx, std::filesystem::path data,
                      const Request& request) {
  request.allow_query({"mail"});
  const auto wish = request.query_parameter("mail").value_or("false");
  if (wish != "true" && wish != "false") throw wrong_field("mail", "must be true or false");
  const auto look = wish == "true" ? MailLook::talk : MailLook::what_is_known;
  co_return Response::json(200,
                           to_json(co_await examine(rooms, std::move(ctx), std::move(data), look)));
}

Task<Response> ok(Json json) { co_return Response::json(200, json); }

}  // namespace

void add_about_routes(http::Router& router, Rooms& rooms, About about) {
  router.add(Verb::get, "/healthz", std::nullopt,
             [](CallContext, const Request&) { return ok({{"alive", true}}); });
  router.add(Verb::get, "/readyz", std::nullopt,
             [&rooms](CallContext, const Request&) { return readiness(rooms); });
  router.add(Verb::get, "/api/v1/about", Permission::account_read,
             [&rooms, about](CallContext ctx, const Request&) {
               return ok(about_json(rooms, ctx, about));
             });
  router.add(Verb::get, "/api/v1/usage", Permission::account_read,
             [&rooms](CallContext ctx, const Request&) { return usage(rooms, std::move(ctx)); });
  router.add(Verb::get, "/api/v1/doctor", Permission::install_manage,
             [&rooms, data = about.data](CallContext ctx, const Request& request) {
               return doctor(rooms, std::move(ctx), data, request);
             });
}

}  // namespace mirante
