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
  Json json{{"action", point.action == Doing::start  ? "start"
                       : point.action == Doing::stop ? "stop"
                                                     : "reboot"}};
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

}  // namespace

Json to_json(const ScheduleSpec& spec, const std::string& calendar) {
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
  if (spec.holidays != ScheduleSpec::Holidays::work) {
    const bool skips = spec.holidays == ScheduleSpec::Holidays::skip_starts;
    const Json use{{"calendar", calendar}, {"effect", skips ? "skip_starts" : "as_sunday"}};
    json["calendars"] = Json::array({use});
  }
  auto exceptions = Json::array();
  for (const auto& one : spec.exceptions) {
    auto windows = Json::array();
    for (const auto& window : one.windows) windows.push_back(window_json(window, false));
    exceptions.push_back(
        {{"date", date_text(one.day)}, {"reason", "inventory"}, {"windows", windows}});
  }
  if (!exceptions.empty()) json["exceptions"] = exceptions;
  return json;
}

bool is_for(const ScheduleSpec& spec, const ServerSpec& server) {
  return spec.value == (spec.tag == "grupo" ? server.group : server.team);
}

}  // namespace mirante::simulation
