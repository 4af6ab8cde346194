#include "main/about_routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/zone.h"
#include "features/accounts/reachable_store.h"
#include "main/clock_routes.h"
#include "main/doctor.h"
#include "main/lateness.h"
#include "platform/aws/charges.h"

namespace mirante {
namespace {

using http::Request;
using http::Response;
using http::Verb;

/// Whether requests can be served now: the store answers, and what is due is done. A store that is
/// away is told after the time for which every call waits for it (sql/engine.h).
Task<Response> readiness(Rooms& rooms) {
  const auto late = what_is_late(co_await lateness_of(rooms));
  if (late) throw Failure(*late);
  co_return Response::json(200, {{"ready", true}});
}

/// Whether AWS is simulated is told to everybody, before the login too; what runs here to those who
/// belong here, and where it keeps its things to those who run it.
Json about_json(Rooms& rooms, const CallContext& ctx, const About& about) {
  Json json{{"name", "mirante"}, {"simulated", about.is_simulated}};
  if (about.is_simulated) json["clock"] = clock_json(rooms.outside().loop.clock());
  if (!ctx.may(Permission::account_read)) return json;
  const auto& config = rooms.config();
  json["version"] = about.version;
  json["tenant"] = ctx.tenant.text();
  json["install"] = config.identity.install;
  json["began_at"] = to_iso8601(rooms.began_at());
  json["aws_endpoint"] = config.aws.endpoint_url.empty() ? Json() : Json(config.aws.endpoint_url);
  if (const auto version = tzdata_version(); !version.empty()) json["tzdata"] = version;
  if (ctx.may(Permission::install_manage)) {
    json["data"] = about.data.string();
    json["database"] = about.database;
  }
  return json;
}

Json call_json(const aws::Usage& usage, const std::map<AccountId, std::string>& names) {
  Json json{{"service", usage.service},
            {"operation", usage.operation},
            {"region", usage.region.value},
            {"attempts", usage.calls},
            {"throttled", usage.throttled},
            {"failed", usage.errors},
            {"bytes_sent", usage.bytes_sent},
            {"bytes_received", usage.bytes_received},
            {"charge", to_string(aws::charge_of(usage.service, usage.operation))}};
  if (usage.account == AccountId{}) return json;
  json["account"] = usage.account.text();
  if (const auto name = names.find(usage.account); name != names.end())
    json["account_name"] = name->second;
  return json;
}

/// Of the tenant's accounts, and the panel's own calls, which belong to no account.
Task<Response> usage(Rooms& rooms, CallContext ctx) {
  sql::Within within;
  const auto names = co_await rooms.outside().db.read([&](sql::Snapshot& snapshot) {
    std::map<AccountId, std::string> found;
    within = accounts::within(snapshot, ctx);
    for (auto& account : accounts::list(snapshot, ctx)) found[account.id] = std::move(account.name);
    return found;
  });
  auto all = rooms.meter().snapshot(ctx.tenant);
  if (within)
    std::erase_if(all, [&](const aws::Usage& one) {
      return std::ranges::find(*within, one.account) == within->end();
    });
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
  request.allow_query({"audit", "mail", "language"});
  const auto language =
      identity::parse_language(request.query_parameter("language").value_or("en"));
  if (!language) throw wrong_field("language", "must be pt-BR or en");
  const auto audit = request.query_parameter("audit").value_or("whole");
  if (audit != "whole" && audit != "glance") throw wrong_field("audit", "must be whole or glance");
  const DoctorWish wish{
      .audit = audit == "whole" ? AuditLook::whole : AuditLook::glance,
      .mail = request.query_flag("mail") ? MailLook::talk : MailLook::what_is_known,
      .language = *language};
  co_return Response::json(200,
                           to_json(co_await examine(rooms, std::move(ctx), std::move(data), wish)));
}

Task<Response> ok(Json json) { co_return Response::json(200, json); }

}  // namespace

void add_about_routes(http::Router& router, Rooms& rooms, About about) {
  router.add(Verb::get, "/healthz", std::nullopt,
             [](CallContext, const Request&) { return ok({{"alive", true}}); });
  router.add(Verb::get, "/readyz", std::nullopt,
             [&rooms](CallContext, const Request&) { return readiness(rooms); });
  router.add(Verb::get, "/api/v1/about", std::nullopt,
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
