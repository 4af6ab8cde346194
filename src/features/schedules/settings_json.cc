#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "features/operations/fallback_types.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::schedules {
namespace {

using namespace std::chrono;

constexpr std::size_t receivers_max = 20;
constexpr std::size_t address_max = 254;
constexpr LeaveOnChoice all_choices[] = {LeaveOnChoice::two_hours, LeaveOnChoice::until_tomorrow,
                                         LeaveOnChoice::this_week};

/// One plain address; what a mail server makes of it is seen when it is sent.
std::string parse_address(const Field& field) {
  auto text = field.text(address_max);
  const auto at = text.find('@');
  const bool is_odd = std::ranges::any_of(text, [](unsigned char c) {
    return c <= 0x20 || c >= 0x7f || std::string_view("\"<>(),;:\\").contains(c);
  });
  if (is_odd || at == std::string::npos || at == 0 || at + 1 == text.size() ||
      text.find('@', at + 1) != std::string::npos)
    field.wrong("must be a mail address such as ana@example.com");
  std::ranges::transform(text, text.begin(),
                         [](char c) { return 'A' <= c && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return text;
}

Notice parse_notice(const Field& field) {
  field.allow({"minutes", "to", "owner_tag"});
  Notice notice;
  notice.before =
      minutes(field.at("minutes", "write how many minutes before a stop people hear of it")
                  .number(5, 1440));
  for (const auto& one : field.list("to", receivers_max)) {
    auto address = parse_address(one);
    if (std::ranges::find(notice.to, address) == notice.to.end())
      notice.to.push_back(std::move(address));
  }
  if (const auto tag = field.find("owner_tag")) notice.owner_tag = tag->text(128);
  if (notice.to.empty() && notice.owner_tag.empty())
    field.wrong("reaches nobody; write addresses in to, or the owner_tag of the servers");
  return notice;
}

LeaveOn parse_leave_on(const Field& field) {
  field.allow({"choices", "max_hours"});
  LeaveOn leave_on;
  if (field.has("choices")) {
    leave_on.choices.clear();
    for (const auto& one : field.list("choices", std::size(all_choices))) {
      const auto text = one.text();
      const auto choice = std::ranges::find(all_choices, text, [](auto c) { return to_string(c); });
      if (choice == std::end(all_choices))
        one.wrong("must be two_hours, until_tomorrow or this_week");
      if (std::ranges::find(leave_on.choices, *choice) == leave_on.choices.end())
        leave_on.choices.push_back(*choice);
    }
  }
  if (const auto most = field.find("max_hours")) leave_on.max = hours(most->number(1, 7 * 24));
  return leave_on;
}

}  // namespace

std::string_view to_string(LeaveOnChoice choice) {
  switch (choice) {
    case LeaveOnChoice::two_hours: return "two_hours";
    case LeaveOnChoice::until_tomorrow: return "until_tomorrow";
    case LeaveOnChoice::this_week: return "this_week";
  }
  std::unreachable();
}

Settings parse_settings(const Field& field) {
  field.allow({"catch_up_minutes", "observe_until", "fallback_types", "notice", "leave_on",
               "preflight_hours", "order"});
  Settings settings;
  if (const auto catch_up = field.find("catch_up_minutes"))
    settings.catch_up = minutes(catch_up->number(0, minutes(days(1)).count()));
  if (const auto until = field.find("observe_until")) settings.observe_until = until->instant();
  for (const auto& one : field.list("fallback_types", operations::fallback_types_max))
    settings.fallback_types.push_back(one.server_type());
  if (const auto notice = field.find("notice")) settings.notice = parse_notice(*notice);
  if (const auto leave_on = field.find("leave_on")) settings.leave_on = parse_leave_on(*leave_on);
  if (const auto before = field.find("preflight_hours"))
    settings.preflight = hours(before->number(0, 24));
  if (const auto order = field.find("order")) settings.order = parse_order(*order);
  return settings;
}

Json to_json(const Settings& settings) {
  Json json{
      {"catch_up_minutes", settings.catch_up.count()},
      {"fallback_types", settings.fallback_types},
      {"leave_on", {{"choices", Json::array()}, {"max_hours", settings.leave_on.max.count()}}},
      {"preflight_hours", settings.preflight.count()}};
  for (const auto choice : settings.leave_on.choices)
    json["leave_on"]["choices"].push_back(to_string(choice));
  if (settings.observe_until) json["observe_until"] = to_iso8601(*settings.observe_until);
  if (const auto& notice = settings.notice) {
    json["notice"] = {{"minutes", notice->before.count()}, {"to", notice->to}};
    if (!notice->owner_tag.empty()) json["notice"]["owner_tag"] = notice->owner_tag;
  }
  if (settings.order) json["order"] = to_json(*settings.order);
  return json;
}

}  // namespace mirante::schedules
