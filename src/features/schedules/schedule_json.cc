#include "features/schedules/schedule_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/schedules/days_json.h"

namespace mirante::schedules {
namespace {

using namespace std::chrono;

constexpr std::size_t rules_max = 100;
constexpr std::size_t dates_max = 2000;

template <class Enum>
Enum one_of(const Field& field, std::initializer_list<Enum> values) {
  const auto written = field.text();
  std::vector<std::string_view> names;
  for (const auto value : values) {
    if (written == to_string(value)) return value;
    names.push_back(to_string(value));
  }
  field.wrong(fmt::format("\"{}\" is not known; write one of {}", written, fmt::join(names, ", ")));
}

/// Modes that hold a state or look back to a begin say nothing of one end alone.
void must_have_both_ends(const Field& field, Mode mode) {
  if (mode != Mode::edges)
    field.wrong(
        fmt::format("mode {} needs windows with begin and end, and no points that start or "
                    "stop; complete this one, or write mode edges",
                    schedules::to_string(mode)));
}

DayWindow parse_window(const Field& field, Mode mode) {
  DayWindow window;
  if (const auto begin = field.find("begin")) {
    window.begin = begin->time_of_day();
    if (*window.begin == hours(24))
      begin->wrong("a window begins at 23:59 at the latest; midnight is 00:00");
  }
  if (const auto end = field.find("end")) window.end = end->time_of_day();
  if (!window.begin && !window.end)
    field.wrong("write begin, end, or both, such as \"begin\": \"08:00\", \"end\": \"19:00\"");
  if (!window.begin || !window.end) must_have_both_ends(field, mode);
  if (const auto type = field.find("type")) {
    if (!window.begin) type->wrong("is set when a window begins, and this one has no begin");
    window.type = type->server_type();
  }
  return window;
}

std::vector<DayWindow> parse_windows(const std::vector<Field>& fields, Mode mode) {
  std::vector<DayWindow> windows;
  for (const auto& field : fields) {
    field.allow({"begin", "end", "type"});
    windows.push_back(parse_window(field, mode));
  }
  return windows;
}

OnceWindow parse_once(const Field& field) {
  field.allow({"begin", "end", "type"});
  OnceWindow window{field.at("begin", "such as 2026-03-02T08:00").local_time(),
                    field.at("end", "such as 2026-03-02T19:00").local_time(),
                    {}};
  if (window.end <= window.begin) field.at("end", "").wrong("must be later than begin");
  if (const auto type = field.find("type")) window.type = type->server_type();
  return window;
}

EachStep parse_step(const Field& field) {
  field.allow({"minutes", "hours", "from"});
  const auto in_minutes = field.find("minutes");
  const auto in_hours = field.find("hours");
  if (in_minutes.has_value() == in_hours.has_value()) field.wrong("write either minutes or hours");
  const auto step = in_minutes ? minutes(in_minutes->number(1, 525'600))
                               : minutes(hours(in_hours->number(1, 8'760)));
  return {step, field.at("from", "the first time, such as 2026-03-02T08:00").local_time()};
}

PointRule parse_point(const Field& field, Mode mode) {
  field.allow({"at", "days", "cron", "every", "once", "action", "type"});
  PointRule point;
  const auto at = field.find("at");
  const auto cron = field.find("cron");
  const auto every = field.find("every");
  const auto once = field.find("once");
  if (at.has_value() + cron.has_value() + every.has_value() + once.has_value() != 1)
    field.wrong("write exactly one of at, cron, every, once");
  if (const auto days = field.find("days"); days && !at) days->wrong("belongs to at; take it away");
  if (at) {
    const auto time = at->time_of_day();
    if (time == hours(24)) at->wrong("midnight is 00:00 of the next day; write that");
    point.when = AtTime{time, parse_days(field.at("days", "write every_day or which"))};
  } else if (cron) {
    auto read = parse_cron(cron->text());
    if (!read) cron->wrong(read.error().message);
    point.when = *std::move(read);
  } else if (every) {
    point.when = parse_step(*every);
  } else {
    point.when = Once{once->local_time()};
  }
  const auto action = field.at("action", "write start, stop, reboot or resize");
  point.action = one_of(action, {Action::start, Action::stop, Action::reboot, Action::resize});
  if (point.action == Action::start || point.action == Action::stop)
    must_have_both_ends(field, mode);
  const auto type = field.find("type");
  if (type && (point.action == Action::stop || point.action == Action::reboot))
    type->wrong("goes with start or resize; take it away");
  if (type) point.type = type->server_type();
  if (!type && point.action == Action::resize)
    field.at("type", "write the type to resize to, such as m5.large");
  return point;
}

Rule parse_rule(const Field& field, Mode mode) {
  field.allow({"window", "once", "point"});
  const auto window = field.find("window");
  const auto once = field.find("once");
  const auto point = field.find("point");
  if (window.has_value() + once.has_value() + point.has_value() != 1)
    field.wrong("write exactly one of window, once, point");
  if (once) return parse_once(*once);
  if (point) return parse_point(*point, mode);
  window->allow({"begin", "end", "type", "days"});
  return WindowRule{parse_window(*window, mode),
                    parse_days(window->at("days", "write every_day or which"))};
}

CalendarUse parse_use(const Field& field, Mode mode) {
  field.allow({"calendar", "effect", "windows"});
  CalendarUse use{.calendar = field.at("calendar", "write its id, such as br-national").text(64)};
  const auto effect = field.at("effect", "write skip_starts, as_sunday or other_windows");
  use.effect = one_of(effect, {Effect::skip_starts, Effect::as_sunday, Effect::other_windows});
  use.windows = parse_windows(field.list("windows", rules_max), mode);
  if (use.effect == Effect::other_windows && use.windows.empty())
    field.at("windows", "write the windows of such a day")
        .wrong("is empty; write the windows of such a day");
  if (use.effect != Effect::other_windows && !use.windows.empty())
    field.at("windows", "").wrong("belongs to other_windows; take it away");
  return use;
}

std::vector<ExceptionDate> parse_exceptions(const std::vector<Field>& fields, Mode mode) {
  std::vector<ExceptionDate> exceptions;
  for (const auto& field : fields) {
    field.allow({"date", "reason", "windows"});
    const auto date = field.at("date", "such as 2026-12-24");
    ExceptionDate one{date.date(), field.at("reason", "say why, for those who read it").text(), {}};
    if (std::ranges::find(exceptions, one.date, &ExceptionDate::date) != exceptions.end())
      date.wrong(fmt::format("{} has an exception already; join them", text_of(one.date)));
    field.at("windows", "write [] for a day on which nothing happens");
    one.windows = parse_windows(field.list("windows", rules_max), mode);
    exceptions.push_back(std::move(one));
  }
  return exceptions;
}

Json window_json(const DayWindow& window) {
  Json json = Json::object();
  if (window.begin) json["begin"] = text_of(*window.begin);
  if (window.end) json["end"] = text_of(*window.end);
  if (!window.type.empty()) json["type"] = window.type;
  return json;
}
Json windows_json(const std::vector<DayWindow>& windows) {
  Json list = Json::array();
  for (const auto& window : windows) list.push_back(window_json(window));
  return list;
}

struct WritesWhen {
  Json& json;
  void operator()(const AtTime& point) const {
    json["at"] = text_of(point.at);
    json["days"] = to_json(point.days);
  }
  void operator()(const Cron& cron) const { json["cron"] = cron.text; }
  void operator()(const EachStep& each) const {
    json["every"] = {{"minutes", each.step.count()}, {"from", text_of(each.from)}};
  }
  void operator()(const Once& once) const { json["once"] = text_of(once.at); }
};

struct WritesRule {
  Json operator()(const WindowRule& rule) const {
    auto json = window_json(rule.window);
    json["days"] = to_json(rule.days);
    return {{"window", json}};
  }
  Json operator()(const OnceWindow& rule) const {
    Json json{{"begin", text_of(rule.begin)}, {"end", text_of(rule.end)}};
    if (!rule.type.empty()) json["type"] = rule.type;
    return {{"once", json}};
  }
  Json operator()(const PointRule& rule) const {
    Json json{{"action", schedules::to_string(rule.action)}};
    std::visit(WritesWhen{json}, rule.when);
    if (!rule.type.empty()) json["type"] = rule.type;
    return {{"point", json}};
  }
};

}  // namespace

Schedule parse_schedule(const Field& field) {
  field.allow({"id", "name", "zone", "mode", "from", "until", "rules", "calendars", "exceptions"});
  const auto zone_field = field.at("zone", "write its name, such as America/Sao_Paulo");
  auto zone = Zone::named(zone_field.text());
  if (!zone) zone_field.wrong(zone.error().message);
  Schedule schedule{.id = field.at("id", "write a short word that is this schedule's own").text(64),
                    .name = field.at("name", "say what it is called").text(),
                    .zone = *std::move(zone),
                    .rules = {},
                    .calendars = {},
                    .exceptions = {}};
  const auto mode = field.at("mode", "write edges, enforce or keep_if_on");
  schedule.mode = one_of(mode, {Mode::edges, Mode::enforce, Mode::keep_if_on});
  if (const auto from = field.find("from")) schedule.from = from->date();
  if (const auto until = field.find("until")) {
    schedule.until = until->date();
    if (schedule.from && *schedule.until < *schedule.from)
      until->wrong("is before from; the last date cannot be before the first");
  }
  const auto rules = field.at("rules", "write at least one window or point").items(rules_max);
  if (rules.empty()) field.at("rules", "").wrong("is empty; write at least one window or point");
  for (const auto& rule : rules) schedule.rules.push_back(parse_rule(rule, schedule.mode));
  for (const auto& use : field.list("calendars", 20))
    schedule.calendars.push_back(parse_use(use, schedule.mode));
  schedule.exceptions = parse_exceptions(field.list("exceptions", dates_max), schedule.mode);
  if (schedule.mode != Mode::edges && !has_windows(schedule))
    mode.wrong(
        fmt::format("{} needs a window with begin and end", schedules::to_string(schedule.mode)));
  return schedule;
}

Json to_json(const Schedule& schedule) {
  Json json{{"id", schedule.id},
            {"name", schedule.name},
            {"zone", schedule.zone.name()},
            {"mode", to_string(schedule.mode)},
            {"rules", Json::array()},
            {"calendars", Json::array()},
            {"exceptions", Json::array()}};
  if (schedule.from) json["from"] = text_of(*schedule.from);
  if (schedule.until) json["until"] = text_of(*schedule.until);
  for (const auto& rule : schedule.rules) json["rules"].push_back(std::visit(WritesRule{}, rule));
  for (const auto& use : schedule.calendars) {
    Json one{{"calendar", use.calendar}, {"effect", to_string(use.effect)}};
    if (!use.windows.empty()) one["windows"] = windows_json(use.windows);
    json["calendars"].push_back(std::move(one));
  }
  for (const auto& one : schedule.exceptions)
    json["exceptions"].push_back({{"date", text_of(one.date)},
                                  {"reason", one.reason},
                                  {"windows", windows_json(one.windows)}});
  return json;
}

Calendar parse_calendar(const Field& field) {
  field.allow({"id", "name", "dates"});
  const auto id = field.at("id", "write a short word that is this calendar's own");
  Calendar calendar{
      .id = id.text(64), .name = field.at("name", "say what it is called").text(), .dates = {}};
  if (std::ranges::find(built_in_calendars(), calendar.id) != built_in_calendars().end())
    id.wrong(fmt::format("\"{}\" is a calendar that is built in; write another id", calendar.id));
  for (const auto& item : field.at("dates", "write a list").items(dates_max)) {
    item.allow({"date", "yearly", "name", "until"});
    CalendarDate one{.year = {}, .day = January / 1, .holiday = {}};
    const auto date = item.find("date");
    const auto yearly = item.find("yearly");
    if (date.has_value() == yearly.has_value())
      item.wrong("write either date (2026-07-09) or yearly (07-09)");
    // 2000 was a leap year.
    const auto text = yearly ? "2000-" + yearly->text() : std::string();
    const Json as_date = text;
    const auto read = date ? date->date() : Field(as_date, yearly->path()).date();
    if (date) one.year = read.year();
    one.day = read.month() / read.day();
    one.holiday.name = item.at("name", "say what day it is").text();
    if (const auto until = item.find("until")) {
      one.holiday.until = until->time_of_day();
      if (*one.holiday.until == hours(24)) until->wrong("is the whole day; take it away");
    }
    calendar.dates.push_back(std::move(one));
  }
  return calendar;
}

Json to_json(const Calendar& calendar) {
  Json dates = Json::array();
  for (const auto& [year, day, holiday] : calendar.dates) {
    const auto text = text_of((year ? *year : 2000y) / day.month() / day.day());
    Json one{{"name", holiday.name}};
    if (year)
      one["date"] = text;
    else
      one["yearly"] = text.substr(5);
    if (holiday.until) one["until"] = text_of(*holiday.until);
    dates.push_back(std::move(one));
  }
  return {{"id", calendar.id}, {"name", calendar.name}, {"dates", dates}};
}

}  // namespace mirante::schedules
