#include "features/schedules/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::schedules {
namespace {

using namespace std::chrono;

// Rules are computed for years in which zones are known to mean something.
constexpr int year_min = 1970;
constexpr int year_max = 2200;

std::optional<int> two_digits(std::string_view text) {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
    return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

std::optional<minutes> time_from(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2));
  const auto minute = two_digits(text.substr(3, 2));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const minutes time(*hour * 60 + *minute);
  return time <= minutes(24 * 60) ? std::optional(time) : std::nullopt;
}

std::optional<Date> date_from(std::string_view text) {
  const auto midnight = parse_iso8601(std::string(text) + "T00:00:00Z");
  if (text.size() != 10 || !midnight) return std::nullopt;
  const Date date(floor<days>(*midnight));
  if (date.year() < year(year_min) || date.year() > year(year_max)) return std::nullopt;
  return date;
}

}  // namespace

void Field::wrong(std::string message) const {
  throw wrong_field(path_, path_.empty() ? "the document " + message : std::move(message));
}

void Field::allow(std::initializer_list<std::string_view> members) const {
  if (!json_->is_object()) wrong("must be a JSON object");
  for (const auto& [name, value] : json_->items())
    if (std::ranges::find(members, name) == members.end())
      Field(value, path_.empty() ? name : path_ + "/" + name)
          .wrong(fmt::format("\"{}\" is not known here; take it away, or write one of: {}", name,
                             fmt::join(members, ", ")));
}

bool Field::has(std::string_view member) const { return find(member).has_value(); }

std::optional<Field> Field::find(std::string_view member) const {
  if (!json_->is_object()) wrong("must be a JSON object");
  const auto found = json_->find(std::string(member));
  if (found == json_->end() || found->is_null()) return std::nullopt;
  return Field(*found, path_.empty() ? std::string(member) : fmt::format("{}/{}", path_, member));
}

Field Field::at(std::string_view member, std::string_view mend) const {
  if (auto found = find(member)) return *std::move(found);
  throw wrong_field(path_.empty() ? std::string(member) : fmt::format("{}/{}", path_, member),
                    fmt::format("\"{}\" is missing; {}", member, mend));
}

std::vector<Field> Field::list(std::string_view member, std::size_t items_max) const {
  const auto found = find(member);
  return found ? found->items(items_max) : std::vector<Field>{};
}

std::vector<Field> Field::items(std::size_t items_max) const {
  if (!json_->is_array()) wrong("must be a list in square brackets");
  if (json_->size() > items_max)
    wrong(fmt::format("has {} entries; at most {} are allowed", json_->size(), items_max));
  std::vector<Field> items;
  for (std::size_t i = 0; i < json_->size(); ++i)
    items.emplace_back((*json_)[i], fmt::format("{}/{}", path_, i));
  return items;
}

std::string Field::text(std::size_t bytes_max) const {
  if (!json_->is_string()) wrong("must be a text in quotes");
  auto text = json_->get<std::string>();
  if (text.empty() || text.size() > bytes_max)
    wrong(fmt::format("must be a text of 1 to {} bytes", bytes_max));
  return text;
}

std::int64_t Field::number(std::int64_t min, std::int64_t max) const {
  const bool is_small = json_->is_number_integer() &&
                        (!json_->is_number_unsigned() || json_->get<std::uint64_t>() <= INT64_MAX);
  const auto value = is_small ? json_->get<std::int64_t>() : min;
  if (!is_small || value < min || value > max)
    wrong(fmt::format("must be a whole number from {} to {}", min, max));
  return value;
}

minutes Field::time_of_day() const {
  const auto written = text();
  const auto time = time_from(written);
  if (!time)
    wrong(
        fmt::format("\"{}\" is not a time of day; write hours and minutes such as 08:00", written));
  return *time;
}

Date Field::date() const {
  const auto written = text();
  const auto date = date_from(written);
  if (!date)
    wrong(
        fmt::format("\"{}\" is not a date from {} to {}; write year, month and day such as "
                    "2026-03-02",
                    written, year_min, year_max));
  return *date;
}

LocalTime Field::local_time() const {
  const auto written = text();
  const auto date = date_from(std::string_view(written).substr(0, 10));
  const auto time = written.size() == 16 && written[10] == 'T'
                        ? time_from(std::string_view(written).substr(11))
                        : std::nullopt;
  if (!date || !time || *time == minutes(24 * 60))
    wrong(
        fmt::format("\"{}\" is not a local time; write date and time of the schedule's zone, "
                    "without an offset, such as 2026-03-02T08:00",
                    written));
  return LocalTime(local_days(*date).time_since_epoch()) + *time;
}

Instant Field::instant() const {
  auto instant = parse_iso8601(text());
  if (!instant) wrong(instant.error().message);
  return *instant;
}

std::string Field::server_type() const {
  auto written = text(40);
  const bool is_type =
      written.find('.') != std::string::npos && std::ranges::all_of(written, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
      });
  if (!is_type) wrong(fmt::format("\"{}\" is not a server type such as m5.large", written));
  return written;
}

std::string text_of(minutes time) {
  return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

std::string text_of(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string text_of(LocalTime time) {
  const auto date = floor<days>(time);
  return text_of(Date(date)) + "T" + text_of(floor<minutes>(time - date));
}

}  // namespace mirante::schedules
