#include "features/schedules/plan_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/schedules/schedule_json.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::schedules {
namespace {

constexpr std::size_t items_max = 10'000;

std::vector<std::string> texts(const Field& field, std::string_view member) {
  std::vector<std::string> found;
  for (const auto& item : field.list(member, items_max)) found.push_back(item.text());
  return found;
}

State parse_state(const Field& field) {
  const auto written = field.text();
  if (written != "running" && written != "stopped")
    field.wrong(fmt::format("\"{}\" is not known; write running or stopped", written));
  return written == "running" ? State::running : State::stopped;
}

Instant instant(const Field& field, std::string_view member) {
  return field.at(member, "write an instant such as 2026-03-02T18:59:00Z").instant();
}

void must_follow(const Field& field, std::string_view member, Instant begin, Instant end) {
  if (end <= begin) field.at(member, "").wrong("must be later than the begin");
}

Freeze parse_freeze(const Field& field) {
  field.allow({"begin", "end", "reason", "servers"});
  Freeze freeze{.begin = instant(field, "begin"), .end = {}, .reason = {}, .servers = {}};
  if (field.has("end")) {
    freeze.end = instant(field, "end");
    must_follow(field, "end", freeze.begin, *freeze.end);
  }
  freeze.reason = field.at("reason", "say why").text();
  freeze.servers = texts(field, "servers");
  return freeze;
}

Override parse_override(const Field& field) {
  field.allow({"server", "since", "until", "state", "reason", "by"});
  Override made{.server = field.at("server", "write its id").text(),
                .since = instant(field, "since"),
                .until = instant(field, "until"),
                .state = parse_state(field.at("state", "write running or stopped")),
                .reason = field.at("reason", "say why").text(),
                .by = field.at("by", "say who wants it").text()};
  must_follow(field, "until", made.since, made.until);
  return made;
}

Maintenance parse_maintenance(const Field& field) {
  field.allow({"begin", "end", "reason", "servers"});
  Maintenance made{.begin = instant(field, "begin"),
                   .end = instant(field, "end"),
                   .reason = field.at("reason", "say why").text(),
                   .servers = texts(field, "servers")};
  must_follow(field, "end", made.begin, made.end);
  return made;
}

Server parse_server(const Field& field, const Plan& plan) {
  field.allow({"id", "schedules", "first_seen", "seen", "never_switch_off"});
  Server server{.id = field.at("id", "write the server's id").text(), .schedules = {}};
  for (const auto& item : field.list("schedules", items_max)) {
    server.schedules.push_back(item.text());
    if (std::ranges::find(plan.schedules, server.schedules.back(), &Schedule::id) ==
        plan.schedules.end())
      item.wrong(fmt::format("\"{}\" is the id of no schedule here", server.schedules.back()));
  }
  if (field.has("first_seen")) server.first_seen = instant(field, "first_seen");
  for (const auto& item : field.list("seen", items_max)) {
    item.allow({"at", "state"});
    const auto at = instant(item, "at");
    const auto state = parse_state(item.at("state", "write running or stopped"));
    server.seen.insert(std::ranges::upper_bound(server.seen, at, {}, &Seen::at), {at, state});
  }
  if (const auto mark = field.find("never_switch_off")) server.never_switch_off = mark->text();
  return server;
}

/// A misspelt calendar would mean that no day is a holiday.
void must_know_calendars(const Field& field, const Schedule& schedule, const Plan& plan) {
  auto known = built_in_calendars();
  for (const auto& calendar : plan.calendars) known.push_back(calendar.id);
  for (std::size_t i = 0; i < schedule.calendars.size(); ++i)
    if (std::ranges::find(known, schedule.calendars[i].calendar) == known.end())
      throw wrong_field(fmt::format("{}{}calendars/{}/calendar", field.path(),
                                    field.path().empty() ? "" : "/", i),
                        fmt::format("\"{}\" is not a calendar; write one of {}",
                                    schedule.calendars[i].calendar, fmt::join(known, ", ")));
}

/// Also as the API takes and gives it: what is beside the rules is looked at and left out.
Json rules_of(const Field& field) {
  auto json = field.json();
  if (!json.is_object()) return json;
  if (const auto targets = field.find("targets")) parse_targets(*targets);
  if (const auto settings = field.find("settings")) parse_settings(*settings);
  for (const auto* member : {"targets", "settings", "state", "version", "approved", "created_at",
                             "updated_at", "updated_by", "next_due", "standing"})
    json.erase(member);
  return json;
}

void add_schedule(const Field& field, Json rules, Plan& plan) {
  auto schedule = parse_schedule(Field(rules, field.path()));
  must_know_calendars(field, schedule, plan);
  if (std::ranges::find(plan.schedules, schedule.id, &Schedule::id) != plan.schedules.end())
    field.at("id", "").wrong(fmt::format("\"{}\" is another schedule's id too", schedule.id));
  plan.schedules.push_back(std::move(schedule));
}

const Zone& zone_of(const std::string& schedule, const Plan& plan) {
  return std::ranges::find(plan.schedules, schedule, &Schedule::id)->zone;
}

/// Of the schedule that asked; where none did, of the first that the server follows.
const Zone& zone_of(const Fire& fire, const Plan& plan) {
  const auto& asked = fire.decision.reason.schedule;
  if (!asked.empty()) return zone_of(asked, plan);
  const auto server = std::ranges::find(plan.servers, fire.server, &Server::id);
  return schedules_of(*server, plan).front()->zone;
}

Json fire_json(const Fire& fire, const Plan& plan) {
  auto json = to_json(fire, zone_of(fire, plan));
  json["server"] = fire.server;
  return json;
}

}  // namespace

Plan parse_plan(const Json& json) {
  const Field field(json, "");
  Plan plan;
  if (field.has("rules")) {
    auto rules = rules_of(field);
    // Whoever is about to make one has no id of it.
    if (!field.has("id")) rules["id"] = "schedule";
    add_schedule(field, std::move(rules), plan);
  } else {
    field.allow(
        {"schedules", "calendars", "freezes", "overrides", "maintenance", "servers", "next"});
    for (const auto& item : field.list("calendars", items_max)) {
      plan.calendars.push_back(parse_calendar(item));
      const auto& id = plan.calendars.back().id;
      if (std::ranges::count(plan.calendars, id, &Calendar::id) > 1)
        item.at("id", "").wrong(fmt::format("\"{}\" is another calendar's id too", id));
    }
    for (const auto& item : field.at("schedules", "write at least one").items(items_max))
      add_schedule(item, rules_of(item), plan);
    if (plan.schedules.empty()) field.at("schedules", "").wrong("is empty; write at least one");
    for (const auto& item : field.list("freezes", items_max))
      plan.freezes.push_back(parse_freeze(item));
    for (const auto& item : field.list("overrides", items_max))
      plan.overrides.push_back(parse_override(item));
    for (const auto& item : field.list("maintenance", items_max))
      plan.maintenance.push_back(parse_maintenance(item));
    for (const auto& item : field.list("servers", items_max))
      plan.servers.push_back(parse_server(item, plan));
  }
  if (plan.servers.empty()) plan.servers.push_back({.id = "any", .schedules = {}});
  return plan;
}

Json to_json(const Reason& reason) {
  Json json{{"because", to_string(reason.because)}, {"text", sentence(reason)}};
  if (!reason.schedule.empty()) json["schedule"] = reason.schedule;
  if (!reason.name.empty()) json["name"] = reason.name;
  if (!reason.by.empty()) json["by"] = reason.by;
  return json;
}

Json to_json(const Fire& fire, const Zone& zone) {
  const auto& [wish, reason] = fire.decision;
  Json json{{"instant", to_iso8601(fire.at)},
            {"local", zone.text(fire.at)},
            {"zone", zone.name()},
            {"action", action_of(wish)},
            {"reason", to_json(reason)}};
  if (!wish.type.empty()) json["type"] = wish.type;
  return json;
}

Json to_json(const Simulated& simulated, const Plan& plan) {
  Json json{{"fires", Json::array()}, {"bands", Json::array()}};
  for (const auto& fire : simulated.fires) json["fires"].push_back(fire_json(fire, plan));
  for (const auto& [schedule, begin, end] : simulated.bands) {
    const auto& zone = zone_of(schedule, plan);
    json["bands"].push_back({{"schedule", schedule},
                             {"begin", to_iso8601(begin)},
                             {"end", to_iso8601(end)},
                             {"begin_local", zone.text(begin)},
                             {"end_local", zone.text(end)},
                             {"zone", zone.name()},
                             {"action", "running"},
                             {"reason", "schedule " + schedule}});
  }
  return json;
}

}  // namespace mirante::schedules
