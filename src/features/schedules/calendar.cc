#include "features/schedules/calendar.h"

#include <algorithm>
#include <array>

namespace mirante::schedules {
namespace {

using namespace std::chrono;

struct FixedDay {
  month_day day;
  const char* name;
  int since = 0;  // Year.
};

// Law 662/1949 as law 10.607/2002 words it: that law added 2 November and took 21 April over from
// law 1.266/1950. 12 October is of law 6.802/1980, 20 November of law 14.759/2023.
constexpr std::array<FixedDay, 9> national_days{{
    {January / 1, "Confraternização Universal"},
    {April / 21, "Tiradentes"},
    {May / 1, "Dia do Trabalho"},
    {September / 7, "Independência do Brasil"},
    {October / 12, "Nossa Senhora Aparecida", 1980},
    {November / 2, "Finados", 2003},
    {November / 15, "Proclamação da República"},
    {November / 20, "Consciência Negra", 2024},
    {December / 25, "Natal"},
}};

days from_easter(Date date) { return sys_days(date) - easter(date.year()); }

// Of Good Friday law 9.093/1995 only says that municipalities may declare it; the federal ordinance
// of each year lists it among the national holidays.
std::optional<Holiday> national(Date date) {
  for (const auto& [day, name, since] : national_days)
    if (date.month() / date.day() == day && static_cast<int>(date.year()) >= since)
      return Holiday{name};
  if (from_easter(date) == days(-2)) return Holiday{"Paixão de Cristo"};
  return std::nullopt;
}

std::optional<Holiday> optional_day(Date date) {
  const auto away = from_easter(date);
  if (away == days(-48) || away == days(-47)) return Holiday{"Carnaval"};
  if (away == days(-46)) return Holiday{"Quarta-feira de Cinzas", hours(14)};
  if (away == days(60)) return Holiday{"Corpus Christi"};
  if (date.month() / date.day() == October / 28) return Holiday{"Dia do Servidor Público"};
  return std::nullopt;
}

// State law 9.497/1997.
std::optional<Holiday> sao_paulo(Date date) {
  if (date.month() / date.day() == July / 9 && date.year() >= 1997y)
    return Holiday{"Revolução Constitucionalista de 1932"};
  return std::nullopt;
}

// Municipal law 14.485/2007, which gathers older ones. Its other days are national holidays.
std::optional<Holiday> sao_paulo_city(Date date) {
  if (date.month() / date.day() == January / 25) return Holiday{"Aniversário de São Paulo"};
  if (from_easter(date) == days(60)) return Holiday{"Corpus Christi"};
  return std::nullopt;
}

struct BuiltIn {
  const char* id;
  std::optional<Holiday> (*on)(Date);
};
constexpr std::array<BuiltIn, 4> built_in{{{"br-national", national},
                                           {"br-optional", optional_day},
                                           {"br-sp", sao_paulo},
                                           {"br-sp-city", sao_paulo_city}}};

}  // namespace

const std::vector<std::string>& built_in_calendars() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> all;
    for (const auto& one : built_in) all.emplace_back(one.id);
    return all;
  }();
  return ids;
}

std::optional<Holiday> holiday_on(const std::vector<Calendar>& own, const std::string& id,
                                  Date date) {
  for (const auto& one : built_in)
    if (id == one.id) return one.on(date);
  const auto calendar = std::ranges::find(own, id, &Calendar::id);
  if (calendar == own.end()) return std::nullopt;
  for (const auto& [year, day, holiday] : calendar->dates)
    if (day == date.month() / date.day() && (!year || *year == date.year())) return holiday;
  return std::nullopt;
}

// Meeus, Jones and Butcher's algorithm; the letters are theirs.
sys_days easter(year of) {
  const int y = static_cast<int>(of);
  const int a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4;
  const int f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return of / month(static_cast<unsigned>(n / 31)) / day(static_cast<unsigned>(n % 31 + 1));
}

}  // namespace mirante::schedules
