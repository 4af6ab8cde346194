#include "features/schedules/routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/inventory/listing.h"
#include "features/schedules/at_places.h"
#include "features/schedules/foresee.h"
#include "features/schedules/keep_maintenance.h"
#include "features/schedules/keep_schedules.h"
#include "features/schedules/keep_surroundings.h"
#include "features/schedules/standing.h"
#include "features/schedules/stored_json.h"

namespace mirante::schedules {
namespace {

using http::Request;
using http::Response;
using http::Verb;

constexpr int versions_max = 100;

Response shown(int status, const StoredSchedule& schedule) {
  auto response = Response::json(status, to_json(schedule));
  response.headers.emplace_back("ETag", entity_tag(schedule));
  return response;
}

const std::string& id_of(const Request& request) { return request.path_parameter("schedule"); }

/// In a list: by name, whatever its case, then by id.
std::string place_of(const StoredSchedule& schedule) {
  return inventory::lower(schedule.schedule.name) + '\n' + schedule.id.text();
}

Task<Response> show_list(SchedulesServices& services, CallContext ctx, const Request& request) {
  request.allow_query(
      {"q", "state", "account", "customer", "region", "limit", "after", "standing"});
  const auto search = inventory::lower(request.query_parameter("q").value_or(""));
  const auto state = request.query_parameter("state");
  if (state && *state != "active" && *state != "paused")
    throw wrong_field("state", "must be active or paused");
  auto schedules = co_await list_schedules(services, ctx);
  std::erase_if(schedules, [&](const StoredSchedule& one) {
    return inventory::lower(one.schedule.name).find(search) == std::string::npos ||
           (state && one.is_paused != (*state == "paused"));
  });
  schedules = co_await at_places(services, ctx, std::move(schedules),
                                 {.accounts = request.query_parameters("account"),
                                  .customers = request.query_parameters("customer"),
                                  .regions = request.query_parameters("region")});
  const auto total = schedules.size();
  const auto after = request.query_parameter("after").value_or("");
  std::erase_if(schedules, [&](const StoredSchedule& one) {
    return !after.empty() && place_of(one) <= after;
  });
  std::ranges::sort(schedules, {}, place_of);
  const auto limit = static_cast<std::size_t>(request.query_integer("limit", 1, 500).value_or(100));
  Json json{{"schedules", Json::array()}, {"total", total}};
  if (schedules.size() > limit) {
    json["next"] = place_of(schedules[limit - 1]);
    schedules.erase(schedules.begin() + static_cast<std::ptrdiff_t>(limit), schedules.end());
  }
  for (const auto& one : schedules) json["schedules"].push_back(to_json(one));
  if (request.query_flag("standing")) {
    const auto standing = co_await standing_of(services, ctx, std::move(schedules));
    for (std::size_t i = 0; i < standing.size(); ++i)
      json["schedules"][i]["standing"] = standing[i];
  }
  co_return Response::json(200, json);
}

Task<Response> make(SchedulesServices& services, CallContext ctx, const Request& request) {
  auto draft = parse_draft(request.json());
  draft.idempotency_key = request.header("idempotency-key");
  co_return shown(201, co_await make_schedule(services, ctx, std::move(draft)));
}

Task<Response> show(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_return shown(200, co_await show_schedule(services, ctx, id_of(request)));
}

Task<Response> replace(SchedulesServices& services, CallContext ctx, const Request& request) {
  auto draft = parse_draft(request.json());
  co_return shown(200, co_await replace_schedule(services, ctx, id_of(request), std::move(draft),
                                                 request.header("If-Match")));
}

Task<Response> remove(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_await remove_schedule(services, ctx, id_of(request), request.header("If-Match"));
  co_return Response::no_content();
}

Task<Response> versions(SchedulesServices& services, CallContext ctx, const Request& request) {
  const auto schedule = co_await show_schedule(services, ctx, id_of(request));
  const auto found = co_await services.db.read([&](sql::Snapshot& snapshot) {
    return versions_of(snapshot, ctx.tenant, schedule.id, versions_max);
  });
  auto json = Json::array();
  for (const auto& one : found) json.push_back(to_json(one));
  co_return Response::json(200, {{"versions", std::move(json)}});
}

Task<Response> pause(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_return shown(200, co_await pause_schedule(services, ctx, id_of(request), true));
}

Task<Response> resume(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_return shown(200, co_await pause_schedule(services, ctx, id_of(request), false));
}

Task<Response> approve(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_return shown(200, co_await approve_targets(services, ctx, id_of(request)));
}

ForeseeWish foresee_wish(const Field& body) {
  ForeseeWish wish;
  if (const auto id = body.find("id")) wish.id = id->text();
  if (const auto schedule = body.find("schedule")) wish.draft = parse_draft(schedule->json());
  return wish;
}

Task<Response> show_preview(SchedulesServices& services, CallContext ctx, const Request& request) {
  const auto json = request.json();
  const Field body(json, "");
  body.allow({"schedule", "id"});
  co_return Response::json(200, co_await preview(services, ctx, foresee_wish(body)));
}

Task<Response> show_simulation(SchedulesServices& services, CallContext ctx,
                               const Request& request) {
  const auto json = request.json();
  const Field body(json, "");
  body.allow({"schedule", "id", "from", "to", "at", "apply"});
  SimulateWish wish{.what = foresee_wish(body),
                    .from = body.at("from", "write an instant with its zone").instant(),
                    .to = body.at("to", "write an instant with its zone").instant()};
  if (const auto at = body.find("at")) wish.at = at->instant();
  if (const auto apply = body.find("apply")) {
    if (!apply->json().is_boolean()) apply->wrong("must be true or false");
    wish.is_applied = apply->json().get<bool>();
  }
  co_return Response::json(200, co_await foresee(services, ctx, std::move(wish)));
}

Response shown(int status, const StoredCalendar& calendar) {
  auto response = Response::json(status, to_json(calendar));
  response.headers.emplace_back("ETag", entity_tag(calendar));
  return response;
}

SeenCalendar seen_calendar(const Request& request) {
  return {.id = request.path_parameter("calendar"), .if_match = request.header("If-Match")};
}

Json built_in_json(const std::string& id) {
  return {{"id", id}, {"name", id}, {"is_built_in", true}};
}

Task<Response> calendars(SchedulesServices& services, CallContext ctx, const Request&) {
  auto json = Json::array();
  for (const auto& id : built_in_calendars()) json.push_back(built_in_json(id));
  for (const auto& one : co_await show_calendars(services, ctx)) json.push_back(to_json(one));
  co_return Response::stored({{"calendars", std::move(json)}});
}

Task<Response> make_calendar(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_return shown(201, co_await keep_calendar(services, ctx, {}, request.json()));
}

Task<Response> change_calendar(SchedulesServices& services, CallContext ctx,
                               const Request& request) {
  co_return shown(200,
                  co_await keep_calendar(services, ctx, seen_calendar(request), request.json()));
}

Task<Response> delete_calendar(SchedulesServices& services, CallContext ctx,
                               const Request& request) {
  co_await drop_calendar(services, ctx, seen_calendar(request));
  co_return Response::no_content();
}

Task<Response> dates(SchedulesServices& services, CallContext ctx, const Request& request) {
  using namespace std::chrono;
  request.allow_query({"year"});
  const auto number = request.query_integer("year", 1970, 2200);
  if (!number) throw wrong_field("year", "write a year such as 2026");
  const auto id = request.path_parameter("calendar");
  std::vector<Calendar> own;
  for (auto& one : co_await show_calendars(services, ctx)) own.push_back(std::move(one.calendar));
  const auto& built_in = built_in_calendars();
  if (std::ranges::find(built_in, id) == built_in.end() &&
      std::ranges::find(own, id, &Calendar::id) == own.end())
    throw Failure(Error{.kind = ErrorKind::not_found,
                        .message = "there is no calendar \"" + id + "\"",
                        .field = "calendar",
                        .code = "calendar.unknown"});
  auto json = Json::array();
  const year of(static_cast<int>(*number));
  for (auto day = sys_days(of / January / 1); day < sys_days((of + years(1)) / January / 1);
       day += days(1)) {
    const auto holiday = holiday_on(own, id, Date(day));
    if (!holiday) continue;
    Json one{{"date", text_of(Date(day))}, {"name", holiday->name}};
    if (holiday->until) one["until"] = text_of(*holiday->until);
    json.push_back(std::move(one));
  }
  co_return Response::json(200, {{"dates", std::move(json)}});
}

/// Each until the first of them has ended: then it is shown no more.
template <class Span>
Response list_of(const char* name, const std::vector<Span>& spans) {
  auto json = Json::array();
  auto until = Instant::max();
  for (const auto& one : spans) {
    json.push_back(to_json(one));
    until = std::min(until, one.end);
  }
  return Response::stored({{name, std::move(json)}}, until);
}

SpanWish span_in(const Field& body) {
  SpanWish wish{.begin = {},
                .end = body.at("end", "write an instant with its zone").instant(),
                .reason = body.at("reason", "say why").text(500)};
  if (const auto begin = body.find("begin")) wish.begin = begin->instant();
  return wish;
}

Task<Response> freezes(SchedulesServices& services, CallContext ctx, const Request&) {
  co_return list_of("freezes", co_await show_freezes(services, ctx));
}

Task<Response> freeze(SchedulesServices& services, CallContext ctx, const Request& request) {
  const auto json = request.json();
  const Field body(json, "");
  body.allow({"begin", "end", "reason"});
  co_return Response::json(201, to_json(co_await make_freeze(services, ctx, span_in(body))));
}

Task<Response> thaw(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_await lift_freeze(services, ctx, request.path_parameter("freeze"));
  co_return Response::no_content();
}

Task<Response> maintenance(SchedulesServices& services, CallContext ctx, const Request&) {
  co_return list_of("windows", co_await show_maintenance(services, ctx));
}

Task<Response> maintain(SchedulesServices& services, CallContext ctx, const Request& request) {
  const auto json = request.json();
  const Field body(json, "");
  body.allow({"begin", "end", "reason", "targets"});
  MaintenanceWish wish{
      .span = span_in(body),
      .targets = parse_targets(body.at("targets", "choose servers by name or by filter"))};
  co_return Response::json(201, to_json(co_await make_maintenance(services, ctx, std::move(wish))));
}

Task<Response> end_window(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_await end_maintenance(services, ctx, request.path_parameter("maintenance"));
  co_return Response::no_content();
}

Task<Response> overrides(SchedulesServices& services, CallContext ctx, const Request&) {
  auto json = Json::array();
  for (const auto& one : co_await show_overrides(services, ctx)) json.push_back(to_json(one));
  co_return Response::json(200, {{"overrides", std::move(json)}});
}

Task<Response> override_some(SchedulesServices& services, CallContext ctx, const Request& request) {
  const auto json = request.json();
  const Field body(json, "");
  body.allow({"servers", "until", "state", "reason"});
  const auto state = body.at("state", "write running or stopped");
  const auto text = state.text();
  if (text != "running" && text != "stopped") state.wrong("must be running or stopped");
  OverrideWish wish{.servers = parse_servers(body.list("servers", servers_max)),
                    .until = body.at("until", "write an instant with its zone").instant(),
                    .state = text == "running" ? State::running : State::stopped,
                    .reason = body.at("reason", "say why").text(500)};
  const auto made = co_await override_servers(services, ctx, std::move(wish));
  Json answer{{"overrides", Json::array()}, {"operations", Json::array()}};
  for (const auto& id : made.operations) answer["operations"].push_back(id.text());
  for (const auto& one : made.overrides) answer["overrides"].push_back(to_json(one));
  co_return Response::json(201, answer);
}

Task<Response> cancel(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(
      200, to_json(co_await end_override(services, ctx, request.path_parameter("override"))));
}

}  // namespace

void add_routes(http::Router& router, SchedulesServices& services) {
  http::RoomRoutes routes(router, services);
  const auto read = Permission::policy_read, write = Permission::policy_write;
  const std::string all = "/api/v1/schedules", one = all + "/{schedule}";
  routes.add(Verb::get, all, read, show_list);
  routes.add(Verb::post, all, write, make);
  routes.add(Verb::post, all + "/preview", read, show_preview);
  routes.add(Verb::post, all + "/simulate", read, show_simulation);
  routes.add(Verb::get, one, read, show);
  routes.add(Verb::put, one, write, replace);
  routes.add(Verb::delete_, one, write, remove);
  routes.add(Verb::get, one + "/versions", read, versions);
  routes.add(Verb::post, one + "/pause", write, pause);
  routes.add(Verb::post, one + "/resume", write, resume);
  routes.add(Verb::post, one + "/approve", write, approve);
  const std::string calendar = "/api/v1/calendars/{calendar}";
  routes.add(Verb::get, "/api/v1/calendars", read, calendars);
  routes.add(Verb::post, "/api/v1/calendars", write, make_calendar);
  routes.add(Verb::put, calendar, write, change_calendar);
  routes.add(Verb::delete_, calendar, write, delete_calendar);
  routes.add(Verb::get, calendar + "/dates", read, dates);
  routes.add(Verb::get, "/api/v1/freezes", read, freezes);
  routes.add(Verb::post, "/api/v1/freezes", write, freeze);
  routes.add(Verb::delete_, "/api/v1/freezes/{freeze}", write, thaw);
  routes.add(Verb::get, "/api/v1/maintenance", read, maintenance);
  routes.add(Verb::post, "/api/v1/maintenance", write, maintain);
  routes.add(Verb::delete_, "/api/v1/maintenance/{maintenance}", write, end_window);
  routes.add(Verb::get, "/api/v1/overrides", read, overrides);
  routes.add(Verb::post, "/api/v1/overrides", write, override_some);
  routes.add(Verb::delete_, "/api/v1/overrides/{override}", write, cancel);
}

}  // namespace mirante::schedules
