#include "base/zone.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/testing/temporary_folder.h"

namespace mirante {
namespace {

TEST(Zone, IsNamedAsInTzdata) {
  for (const auto* name : {"America/Sao_Paulo", "America/Noronha", "UTC", "Etc/GMT+3",
                           "America/Argentina/Buenos_Aires"})
    EXPECT_TRUE(is_zone(name)) << name;
}

TEST(Zone, IsNoPathNoOffsetAndNoOtherWord) {
  for (const auto* name :
       {"", "Brasilia", "America/Sao Paulo", "../../etc/passwd", "/usr/share/zoneinfo/UTC",
        "libc:localtime", "localtime", "America/Nowhere", "-03:00", "+03", "UTC-3",
        "Fixed/UTC-03:00:00", "right/America/Sao_Paulo"})
    EXPECT_FALSE(is_zone(name)) << name;
}

TEST(Zone, SaysWhichRulesTheMachineHas) {
  const auto version = tzdata_version();  // A system may not say it.
  if (version.empty()) return;
  EXPECT_EQ(version.size(), 5U) << version;
  EXPECT_TRUE(version.starts_with("20")) << version;
}

// semantics §1.1: rules of zones come with the system, and new ones need no new program.
TEST(Zone, GoesByTheFilesThatAreThereWhenItIsFirstAskedForAndUntilTheProgramEnds) {
  const testing::TemporaryFolder folder;
  const auto put = [&](const char* as, const char* from) {
    std::filesystem::copy_file(std::filesystem::path("/usr/share/zoneinfo") / from,
                               folder.path() / as,
                               std::filesystem::copy_options::overwrite_existing);
  };
  const auto noon = or_throw(parse_iso8601("2031-07-01T12:00:00Z"));
  ASSERT_EQ(setenv("TZDIR", folder.path().c_str(), 1), 0);
  put("Praca", "Etc/GMT+3");
  std::ofstream(folder.path() / "tzdata.zi") << "# version 2031a\n";

  EXPECT_EQ(tzdata_version(), "2031a");
  EXPECT_EQ(or_throw(Zone::named("Praca")).text(noon), "2031-07-01T09:00:00-03:00");
  put("Praca", "Etc/GMT+5");
  put("Outra", "Etc/GMT+5");
  EXPECT_EQ(or_throw(Zone::named("Praca")).text(noon), "2031-07-01T09:00:00-03:00");
  EXPECT_EQ(or_throw(Zone::named("Outra")).text(noon), "2031-07-01T07:00:00-05:00");

  unsetenv("TZDIR");
}

LocalTime local(std::string_view text) {
  return LocalTime(std::chrono::floor<std::chrono::seconds>(
      or_throw(parse_iso8601(std::string(text) + ":00Z")).time_since_epoch()));
}
std::string first(const std::string& zone, std::string_view text) {
  return to_iso8601(or_throw(Zone::named(zone)).first_instant(local(text)));
}

TEST(Zone, ALocalTimeThatDoesNotExistIsTheFirstInstantAfterTheGap) {
  EXPECT_EQ(first("America/New_York", "2026-03-08T02:00"), "2026-03-08T07:00:00Z");
  EXPECT_EQ(first("America/New_York", "2026-03-08T02:59"), "2026-03-08T07:00:00Z");
  EXPECT_EQ(first("America/Sao_Paulo", "2018-11-04T00:00"), "2018-11-04T03:00:00Z");
  EXPECT_EQ(first("Pacific/Apia", "2011-12-30T12:00"), "2011-12-30T10:00:00Z");
}

TEST(Zone, ALocalTimeThatOccursTwiceIsItsFirstOccurrence) {
  EXPECT_EQ(first("America/New_York", "2026-11-01T01:00"), "2026-11-01T05:00:00Z");
  EXPECT_EQ(first("America/Sao_Paulo", "2018-02-17T23:30"), "2018-02-18T01:30:00Z");
}

TEST(Zone, IsShownWithItsOffset) {
  const auto at = or_throw(parse_iso8601("2026-03-02T11:00:00Z"));
  EXPECT_EQ(or_throw(Zone::named("America/Sao_Paulo")).text(at), "2026-03-02T08:00:00-03:00");
  EXPECT_EQ(or_throw(Zone::named("Asia/Kathmandu")).text(at), "2026-03-02T16:45:00+05:45");
  const auto early = or_throw(parse_iso8601("1970-06-01T00:44:30Z"));
  EXPECT_EQ(or_throw(Zone::named("Africa/Monrovia")).text(early), "1970-06-01T00:00:00-00:44:30");
}

TEST(Zone, OfAnotherNameIsRefusedWithTheMend) {
  const auto zone = Zone::named("Brasilia");
  ASSERT_FALSE(zone);
  EXPECT_EQ(zone.error().message,
            "\"Brasilia\" is not a time zone of tzdata; write a name such as America/Sao_Paulo or "
            "UTC");
}

}  // namespace
}  // namespace mirante
