#include "features/schedules/days_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::schedules {
namespace {

std::chrono::weekday parse_weekday(const Field& field) {
  const auto written = field.text();
  const auto found = std::ranges::find(weekday_names, written);
  if (found == weekday_names.end())
    field.wrong(fmt::format("\"{}\" is not a weekday; write one of {}", written,
                            fmt::join(weekday_names, ", ")));
  return std::chrono::weekday(static_cast<unsigned>(found - weekday_names.begin()));
}

std::vector<Field> some(const Field& field, std::size_t items_max) {
  auto items = field.items(items_max);
  if (items.empty()) field.wrong("is empty; name at least one day");
  return items;
}

Days parse_month_days(const Field& field, const Field& listed) {
  MonthDays days;
  for (const auto& item : some(listed, 31))
    days.days.push_back(static_cast<int>(item.number(1, 31)));
  if (const auto rule = field.find("short_months")) {
    const auto written = rule->text();
    if (written != "last_day" && written != "skip")
      rule->wrong(fmt::format("\"{}\" is not known; write last_day or skip", written));
    days.in_short_month = written == "skip" ? ShortMonth::skip : ShortMonth::last_day;
  }
  return days;
}

Days parse_nth(const Field& listed) {
  NthWeekdays days;
  for (const auto& item : some(listed, 42)) {
    item.allow({"nth", "weekday"});
    const auto nth = item.at("nth", "write 1 to 5, or -1 for the last").number(-1, 5);
    if (nth == 0) item.at("nth", "").wrong("0 is no day; write 1 to 5, or -1 for the last");
    days.days.push_back({static_cast<int>(nth), parse_weekday(item.at("weekday", "such as mon"))});
  }
  return days;
}

struct Writes {
  Json operator()(const EveryDay&) const { return "every_day"; }
  Json operator()(const Weekdays& days) const {
    Json names = Json::array();
    for (std::size_t i = 0; i < weekday_names.size(); ++i)
      if ((days.set >> i & 1U) != 0) names.push_back(weekday_names[i]);
    return {{"weekdays", names}};
  }
  Json operator()(const MonthDays& days) const {
    return {{"month_days", days.days},
            {"short_months", days.in_short_month == ShortMonth::skip ? "skip" : "last_day"}};
  }
  Json operator()(const NthWeekdays& days) const {
    Json list = Json::array();
    for (const auto& [nth, weekday] : days.days)
      list.push_back({{"nth", nth}, {"weekday", weekday_names[weekday.c_encoding()]}});
    return {{"nth", list}};
  }
  Json operator()(const NearestWeekday& days) const { return {{"nearest_weekday", days.day}}; }
};

}  // namespace

Days parse_days(const Field& field) {
  if (field.json().is_string()) {
    if (field.text() != "every_day")
      field.wrong(
          fmt::format("\"{}\" is not known; write every_day, or an object such as "
                      "{{\"weekdays\": [\"mon\", \"fri\"]}}",
                      field.text()));
    return EveryDay{};
  }
  field.allow({"weekdays", "month_days", "short_months", "nth", "nearest_weekday"});
  const auto weekdays = field.find("weekdays");
  const auto month_days = field.find("month_days");
  const auto nth = field.find("nth");
  const auto nearest = field.find("nearest_weekday");
  if (weekdays.has_value() + month_days.has_value() + nth.has_value() + nearest.has_value() != 1)
    field.wrong("write exactly one of weekdays, month_days, nth, nearest_weekday");
  if (const auto rule = field.find("short_months"); rule && !month_days)
    rule->wrong("belongs to month_days; take it away");
  if (month_days) return parse_month_days(field, *month_days);
  if (nth) return parse_nth(*nth);
  if (nearest) return NearestWeekday{static_cast<int>(nearest->number(1, 31))};
  Weekdays days;
  for (const auto& item : some(*weekdays, 7))
    days.set = static_cast<std::uint8_t>(days.set | 1U << parse_weekday(item).c_encoding());
  return days;
}

Json to_json(const Days& days) { return std::visit(Writes{}, days); }

}  // namespace mirante::schedules
