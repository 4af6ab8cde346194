#include "features/schedules/cron.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

namespace mirante::schedules {
namespace {

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

struct Field {
  std::string_view name;
  int min = 0;
  int max = 0;
  std::span<const std::string_view> names = {};  // The first stands for `min`.
};

constexpr std::array<Field, 5> fields{
    Field{"minute", 0, 59}, Field{"hour", 0, 23}, Field{"day of month", 1, 31},
    Field{"month", 1, 12, month_names}, Field{"day of week", 0, 7, weekday_names}};

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.front() == '-' || error != std::errc() ||
      end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::optional<int> value_of(const Field& field, std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  const auto named = std::ranges::find(field.names, lower);
  if (named != field.names.end()) return field.min + static_cast<int>(named - field.names.begin());
  const auto value = number(text);
  return value && *value >= field.min && *value <= field.max ? value : std::nullopt;
}

/// "*", "5", "1-5", each with "/step"; "5/10" is from 5 on.
bool add_part(const Field& field, std::string_view part, std::bitset<64>& set) {
  const auto slash = part.find('/');
  const auto range = part.substr(0, slash);
  const auto step = slash == std::string_view::npos ? 1 : number(part.substr(slash + 1));
  if (!step || *step < 1 || *step > field.max) return false;
  const auto dash = range.find('-');
  std::optional<int> first = field.min;
  std::optional<int> last = field.max == 7 ? 6 : field.max;
  if (range != "*") {
    first = value_of(field, range.substr(0, dash));
    if (dash != std::string_view::npos)
      last = value_of(field, range.substr(dash + 1));
    else if (slash == std::string_view::npos)
      last = first;
  }
  if (!first || !last || *first > *last) return false;
  for (int value = *first; value <= *last; value += *step) set.set(static_cast<std::size_t>(value));
  return true;
}

Result<std::bitset<64>> parse_field(const Field& field, std::string_view text) {
  std::bitset<64> set;
  for (const auto part : split(text, ','))
    if (!add_part(field, part, set))
      return fail(ErrorKind::invalid,
                  fmt::format("\"{}\" is not a cron field for the {}; write *, a number from {} to "
                              "{}, a range such as {}-{}, or a list of them, each with /step if "
                              "wanted (last day, nth and nearest weekday: see \"days\")",
                              text, field.name, field.min, field.max, field.min, field.min + 1));
  return set;
}

template <std::size_t N>
void take(const std::bitset<64>& from, std::bitset<N>& into) {
  for (std::size_t i = 0; i < N; ++i) into.set(i, from.test(i));
}

}  // namespace

bool Cron::allows(Date date, std::chrono::weekday counts_as) const {
  if (!months.test(static_cast<unsigned>(date.month()))) return false;
  const bool day = month_days.test(static_cast<unsigned>(date.day()));
  const bool weekday = weekdays.test(counts_as.c_encoding());
  return any_month_day || any_weekday ? day && weekday : day || weekday;
}

Result<Cron> parse_cron(std::string_view text) {
  std::vector<std::string_view> parts;
  for (const auto part : split(text, ' '))
    if (!part.empty()) parts.push_back(part);
  if (parts.size() != fields.size())
    return fail(ErrorKind::invalid,
                fmt::format("\"{}\" is not cron text; write five fields: minute, hour, day of "
                            "month, month, day of week, such as \"0 8 * * 1-5\"",
                            text));
  std::array<std::bitset<64>, 5> sets;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto set = parse_field(fields[i], parts[i]);
    if (!set) return std::unexpected(std::move(set).error());
    sets[i] = *set;
  }
  Cron cron{.text = std::string(text)};
  take(sets[0], cron.minutes);
  take(sets[1], cron.hours);
  take(sets[2], cron.month_days);
  take(sets[3], cron.months);
  if (sets[4].test(7)) sets[4].set(0);
  take(sets[4], cron.weekdays);
  cron.any_month_day = parts[2].front() == '*';
  cron.any_weekday = parts[4].front() == '*';
  return cron;
}

}  // namespace mirante::schedules
