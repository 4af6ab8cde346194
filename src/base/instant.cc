#include "base/instant.h"

#include <fmt/format.h>

#include <optional>

namespace mirante {
namespace {

/// Reads exactly `digits` decimal digits and moves on; nullopt if they are not there.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

/// ".5" is 500'000 µs; digits after the sixth are cut. nullopt if a point has no digit behind it.
std::optional<int> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  int micros = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 6) micros = micros * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (int i = digits; i < 6; ++i) micros *= 10;
  return micros;
}

/// Minutes east of UTC; nullopt if it is neither `Z` nor `±HH:MM` nor `±HHMM`.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return 0;
  const bool west = !text.empty() && text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_number(text, 2);
  take(text, ':');
  const auto minutes = take_number(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

void append_digits(std::string& out, std::int64_t value, std::size_t digits) {
  char text[8];
  for (auto at = digits; at > 0; value /= 10) text[--at] = static_cast<char>('0' + value % 10);
  out.append(text, digits);
}

}  // namespace

std::string to_iso8601(Instant instant) {
  using namespace std::chrono;
  const auto day = floor<days>(instant);
  const year_month_day date(day);
  const hh_mm_ss time(instant - day);
  const auto year = static_cast<int>(date.year());
  std::string text;
  text.reserve(sizeof "2026-03-02T18:59:00.123456Z");
  if (year >= 0 && year < 10'000)
    append_digits(text, year, 4);
  else
    text = fmt::format("{:04}", year);
  const auto append = [&](char before, std::int64_t value) {
    text += before;
    append_digits(text, value, 2);
  };
  append('-', static_cast<unsigned>(date.month()));
  append('-', static_cast<unsigned>(date.day()));
  append('T', time.hours().count());
  append(':', time.minutes().count());
  append(':', time.seconds().count());
  if (const auto micros = time.subseconds().count(); micros != 0) {
    text += '.';
    append_digits(text, micros, 6);
    while (text.back() == '0') text.pop_back();
  }
  return text += 'Z';
}

Result<Instant> parse_iso8601(std::string_view text) {
  using namespace std::chrono;
  const auto wrong = [whole = text] {
    return fail(ErrorKind::invalid,
                "\"" + std::string(whole) + "\" is not a date-time such as 2026-03-02T18:59:00Z");
  };
  const auto y = take_number(text, 4);
  if (!y || !take(text, '-')) return wrong();
  const auto m = take_number(text, 2);
  if (!m || !take(text, '-')) return wrong();
  const auto d = take_number(text, 2);
  if (!d || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return wrong();
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ':')) return wrong();
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, ':')) return wrong();
  const auto second = take_number(text, 2);
  if (!second) return wrong();
  const auto fraction = take_fraction(text);
  if (!fraction) return wrong();
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return wrong();
  const year_month_day date(year(*y), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d)));
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return wrong();
  const auto instant = Instant(sys_days(date)) + hours(*hour) + minutes(*minute - *offset) +
                       seconds(*second) + microseconds(*fraction);
  // An offset or a leap second may lead out of the years that four digits can write.
  if (instant < sys_days(year(0) / 1 / 1) || instant >= sys_days(year(10'000) / 1 / 1))
    return wrong();
  return instant;
}

}  // namespace mirante
