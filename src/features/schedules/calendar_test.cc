#include "features/schedules/calendar.h"

#include <gtest/gtest.h>

namespace mirante::schedules {
namespace {

using namespace std::chrono;

std::string on(const std::string& calendar, Date date, const std::vector<Calendar>& own = {}) {
  const auto holiday = holiday_on(own, calendar, date);
  return holiday ? holiday->name : "";
}

TEST(Calendar, EasterIsWhereTheChurchHasIt) {
  EXPECT_EQ(Date(easter(1970y)), 1970y / March / 29);
  EXPECT_EQ(Date(easter(2000y)), 2000y / April / 23);
  EXPECT_EQ(Date(easter(2008y)), 2008y / March / 23);
  EXPECT_EQ(Date(easter(2026y)), 2026y / April / 5);
  EXPECT_EQ(Date(easter(2038y)), 2038y / April / 25);
}

TEST(Calendar, TenDaysOf2026AreNationalHolidays) {
  std::string all;
  for (auto day = sys_days(2026y / January / 1); day <= sys_days(2026y / December / 31);
       day += days(1))
    if (const auto name = on("br-national", day); !name.empty()) all += name + "; ";
  EXPECT_EQ(all,
            "Confraternização Universal; Paixão de Cristo; Tiradentes; Dia do Trabalho; "
            "Independência do Brasil; Nossa Senhora Aparecida; Finados; Proclamação da República; "
            "Consciência Negra; Natal; ");
}

TEST(Calendar, AHolidayBeginsWithItsLaw) {
  const auto begins = [](const char* calendar, month_day day, year first) {
    EXPECT_EQ(on(calendar, (first - years(1)) / day), "");
    EXPECT_NE(on(calendar, first / day), "");
  };
  begins("br-national", October / 12, 1980y);
  begins("br-national", November / 2, 2003y);
  begins("br-sp", July / 9, 1997y);
  EXPECT_EQ(on("br-national", 1970y / April / 21), "Tiradentes");
}

TEST(Calendar, ConscienciaNegraIsNationalSince2024) {
  EXPECT_EQ(on("br-national", 2023y / November / 20), "");
  EXPECT_EQ(on("br-national", 2024y / November / 20), "Consciência Negra");
  EXPECT_EQ(on("br-national", 2026y / November / 20), "Consciência Negra");
}

TEST(Calendar, GoodFridayIsNationalAndTwoDaysBeforeEaster) {
  EXPECT_EQ(on("br-national", 2026y / April / 3), "Paixão de Cristo");
  EXPECT_EQ(on("br-national", 2026y / April / 5), "");
}

TEST(Calendar, PontosFacultativosAreApartAndAshWednesdayEndsAt14) {
  for (const auto date : {2026y / February / 16, 2026y / February / 17}) {
    EXPECT_EQ(on("br-national", date), "");
    EXPECT_EQ(on("br-optional", date), "Carnaval");
  }
  EXPECT_EQ(holiday_on({}, "br-optional", 2026y / February / 18),
            (Holiday{"Quarta-feira de Cinzas", hours(14)}));
  EXPECT_EQ(on("br-optional", 2026y / June / 4), "Corpus Christi");
  EXPECT_EQ(on("br-optional", 2026y / December / 25), "");
}

TEST(Calendar, StateCityAndTenantHaveTheirOwn) {
  EXPECT_EQ(on("br-sp", 2026y / July / 9), "Revolução Constitucionalista de 1932");
  EXPECT_EQ(on("br-sp-city", 2026y / January / 25), "Aniversário de São Paulo");
  EXPECT_EQ(on("br-sp-city", 2026y / June / 4), "Corpus Christi");
  const std::vector<Calendar> own{
      {"ours",
       "Ours",
       {{2026y, January / 2, {"Inventory"}}, {std::nullopt, June / 13, {"Founding day"}}}}};
  EXPECT_EQ(on("ours", 2026y / January / 2, own), "Inventory");
  EXPECT_EQ(on("ours", 2027y / January / 2, own), "");
  EXPECT_EQ(on("ours", 2031y / June / 13, own), "Founding day");
  EXPECT_EQ(on("unknown", 2031y / June / 13, own), "");
}

}  // namespace
}  // namespace mirante::schedules
