#include "simcloud/money/calendar.h"

namespace mirante::simcloud {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

Second second_of(std::chrono::year_month_day date) {
  return sys_seconds(sys_days(date)).time_since_epoch().count();
}

}  // namespace

Month month_of(Second second) {
  const auto day = std::chrono::floor<std::chrono::days>(sys_seconds(std::chrono::seconds(second)));
  const std::chrono::year_month_day date(day);
  const auto first = date.year() / date.month() / 1;
  return {second_of(first), second_of(first + std::chrono::months(1))};
}

std::string date_text(Second second) { return time_text(second).substr(0, 10); }

std::string time_text(Second second) { return to_iso8601(Instant(std::chrono::seconds(second))); }

Result<Second> parse_date(std::string_view text) {
  if (text.size() != 10) return fail(ErrorKind::invalid, "must look like 2026-03-02");
  const auto instant = parse_iso8601(std::string(text) + "T00:00:00Z");
  if (!instant) return fail(ErrorKind::invalid, "must look like 2026-03-02");
  return to_second(*instant);
}

Result<Second> parse_hour(std::string_view text) {
  if (text.size() == 10) return parse_date(text);
  const auto instant = parse_iso8601(text);
  if (!instant || !text.ends_with('Z') || to_second(*instant) % seconds_of_hour != 0)
    return fail(ErrorKind::invalid, "must be a date or a whole hour, like 2026-03-02T18:00:00Z");
  return to_second(*instant);
}

}  // namespace mirante::simcloud
