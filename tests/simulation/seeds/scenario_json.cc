#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/simulation/seeds/scenario.h"

namespace mirante::simulation {
namespace {

constexpr const char* day_names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::string clock_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string date_text(std::chrono::sys_days day) { return to_iso8601(Instant(day)).substr(0, 10); }

Json days_json(unsigned days) {
  if (days == 127) return "every_day";
  auto names = Json::array();
  for (unsigned day = 0; day < 7; ++day)
    if ((days >> day & 1U) != 0) names.push_back(day_names[day]);
  return {{"weekdays", names}};
}

Json window_json(const WindowSpec& window, bool with_days) {
  Json json = Json::object();
  if (window.begin >= 0) json["begin"] = clock_text(window.begin);
  if (window.end >= 0) json["end"] = clock_text(window.end);
  if (with_days) json["days"] = days_json(window.days);
  if (!window.type.empty()) json["type"] = window.type;
  return json;
}

/// "5 8 * * 1,2": cron's Sunday is 0.
std::string cron_text(const PointSpec& point) {
  std::string days;
  for (unsigned day = 0; day < 7; ++day)
    if ((point.days >> day & 1U) != 0)
      days += fmt::format("{}{}", days.empty() ? "" : ",", (day + 1) % 7);
  return fmt::format("{} {} * * {}", point.at % 60, point.at / 60, point.days == 127 ? "*" : days);
}

Json point_json(const PointSpec& point) {
  Json json{{"action", point.action == Doing::start    ? "start"
                       : point.action == Doing::stop   ? "stop"
                       : point.action == Doing::reboot ? "reboot"
                                                       : "resize"}};
  if (!point.type.empty()) json["type"] = point.type;
  const auto local = date_text(point.day) + "T" + clock_text(point.at);
  switch (point.when) {
    case PointSpec::When::daily:
      json["at"] = clock_text(point.at);
      json["days"] = days_json(point.days);
      break;
    case PointSpec::When::cron: json["cron"] = cron_text(point); break;
    case PointSpec::When::every:
      json["every"] = {{"hours", point.every_hours}, {"from", local}};
      break;
    case PointSpec::When::once: json["once"] = local; break;
  }
  return json;
}

Json windows_json(const std::vector<WindowSpec>& windows) {
  auto json = Json::array();
  for (const auto& one : windows) json.push_back(window_json(one, false));
  return json;
}

Json use_json(const CalendarUseSpec& use, const std::vector<std::string>& calendars) {
  using Effect = CalendarUseSpec::Effect;
  Json json{{"calendar", calendars[use.calendar]},
            {"effect", use.effect == Effect::skip_starts ? "skip_starts"
                       : use.effect == Effect::as_sunday ? "as_sunday"
                                                         : "other_windows"}};
  if (use.effect == Effect::other_windows) json["windows"] = windows_json(use.windows);
  return json;
}

}  // namespace

Json to_json(const ScheduleSpec& spec, const std::vector<std::string>& calendars) {
  auto rules = Json::array();
  for (const auto& one : spec.windows) rules.push_back({{"window", window_json(one, true)}});
  for (const auto& one : spec.points) rules.push_back({{"point", point_json(one)}});
  const Json tag{{"key", spec.tag}, {"value", spec.value}};
  Json json{{"name", spec.name},
            {"zone", zone_names[spec.zone]},
            {"mode", spec.mode == ScheduleSpec::Mode::edges     ? "edges"
                     : spec.mode == ScheduleSpec::Mode::enforce ? "enforce"
                                                                : "keep_if_on"},
            {"rules", rules},
            {"state", spec.is_paused ? "paused" : "active"},
            {"targets", {{"filter", {{"tags", Json::array({tag})}}}}}};
  if (spec.has_databases) json["targets"]["filter"]["kinds"] = {"servers", "databases"};
  if (spec.order)
    json["settings"]["order"] = {{"tag", "ordem"},
                                 {"gate",
                                  {{"until", spec.order->asks_checks ? "status_checks" : "state"},
                                   {"minutes", spec.order->minutes},
                                   {"otherwise", spec.order->goes_on ? "go_on" : "stop"}}}};
  if (spec.from) json["from"] = date_text(*spec.from);
  if (spec.until) json["until"] = date_text(*spec.until);
  for (const auto& one : spec.calendars) json["calendars"].push_back(use_json(one, calendars));
  auto exceptions = Json::array();
  for (const auto& one : spec.exceptions)
    exceptions.push_back({{"date", date_text(one.day)},
                          {"reason", "inventory"},
                          {"windows", windows_json(one.windows)}});
  if (!exceptions.empty()) json["exceptions"] = exceptions;
  return json;
}

bool is_for(const ScheduleSpec& spec, const ServerSpec& server) {
  if (server.is_database && !spec.has_databases) return false;
  return spec.value == (spec.tag == "grupo" ? server.group : server.team);
}

}  // namespace mirante::simulation
