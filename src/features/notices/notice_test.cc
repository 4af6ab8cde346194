#include "features/notices/notice.h"

#include <gmock/gmock.h>

#include "features/notices/letter.h"

namespace mirante::notices {
namespace {

using schedules::LeaveOnChoice;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

Instant at(std::string_view text) { return *parse_iso8601(text); }
Zone zone(const std::string& name) { return or_throw(Zone::named(name)); }
Stopping server(const std::string& id, const std::string& owner = "") {
  return {.server = {.account = {}, .region = {"sa-east-1"}, .id = id}, .name = id, .owner = owner};
}
std::vector<std::string> ids_of(const Receiver& receiver) {
  std::vector<std::string> ids;
  for (const auto& one : receiver.servers) ids.push_back(one.server.id);
  return ids;
}

TEST(Notice, TellsAddressesOfTheScheduleOfAllServersAndOwnersOfTheirOwn) {
  const schedules::Notice notice{.to = {"ops@example.com"}, .owner_tag = "Dono"};

  const auto receivers =
      receivers_of(notice, {server("i-1", "Ana@Example.com"), server("i-2", "ana@example.com"),
                            server("i-3", "bia@example.com"), server("i-4")});

  ASSERT_EQ(receivers.size(), 3U);
  EXPECT_EQ(receivers[0].address, "ana@example.com");
  EXPECT_THAT(ids_of(receivers[0]), ElementsAre("i-1", "i-2"));
  EXPECT_TRUE(receivers[0].is_owner);
  EXPECT_THAT(ids_of(receivers[1]), ElementsAre("i-3"));
  EXPECT_EQ(receivers[2].address, "ops@example.com");
  EXPECT_THAT(ids_of(receivers[2]), ElementsAre("i-1", "i-2", "i-3", "i-4"));
}

TEST(Notice, WritesOneMailToAnOwnerWhoIsAlsoAnAddressOfTheSchedule) {
  const schedules::Notice notice{.to = {"ana@example.com"}, .owner_tag = "Dono"};

  const auto receivers =
      receivers_of(notice, {server("i-1", "ana@example.com"), server("i-2", "")});

  ASSERT_EQ(receivers.size(), 1U);
  EXPECT_THAT(ids_of(receivers[0]), ElementsAre("i-1", "i-2"));
}

TEST(Notice, TellsNobodyWhereNothingStops) {
  EXPECT_THAT(receivers_of({.to = {"ana@example.com"}}, {}), IsEmpty());
}

TEST(Notice, TakesNoTagForAnAddressThatIsNone) {
  for (const auto* tag :
       {"", "ana", "ana@", "@example.com", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "<a@b>", "a@b,c@d"})
    EXPECT_EQ(address_of(tag), std::nullopt) << tag;
  EXPECT_EQ(address_of("Ana@Example.com"), "ana@example.com");
}

TEST(LeaveOnOffers, EndTwoHoursLaterTheNextDayAtTheSameTimeAndOnMonday) {
  const auto due = at("2026-03-05T22:00:00Z");  // Thursday, 19:00.
  const auto offers = offers_of({}, due, zone("America/Sao_Paulo"));

  ASSERT_EQ(offers.size(), 3U);
  EXPECT_EQ(offers[0].until, at("2026-03-06T00:00:00Z"));
  EXPECT_EQ(offers[1].until, at("2026-03-06T22:00:00Z"));
  EXPECT_EQ(offers[2].until, at("2026-03-09T03:00:00Z"));
}

TEST(LeaveOnOffers, KeepTheTimeOfDayOverAChangeOfTheClocks) {
  const auto due = at("2026-03-07T23:00:00Z");  // Saturday, 18:00 in New York, before the change.

  EXPECT_EQ(until_of(LeaveOnChoice::until_tomorrow, due, zone("America/New_York")),
            at("2026-03-08T22:00:00Z"));
}

TEST(LeaveOnOffers, OfAStopOnMondayAtMidnightEndAWeekLater) {
  const auto due = at("2026-03-09T03:00:00Z");
  const auto offers = offers_of({}, due, zone("America/Sao_Paulo"));

  EXPECT_EQ(offers[2].until, at("2026-03-16T03:00:00Z"));
}

TEST(LeaveOnOffers, AreWhatTheScheduleAllows) {
  const auto due = at("2026-03-05T22:00:00Z");
  const auto sao_paulo = zone("America/Sao_Paulo");

  EXPECT_EQ(offers_of({.max = 24h}, due, sao_paulo).size(), 2U);
  EXPECT_EQ(offers_of({.max = 2h}, due, sao_paulo).size(), 1U);
  EXPECT_THAT(offers_of({.max = 1h}, due, sao_paulo), IsEmpty());
  EXPECT_THAT(offers_of({.choices = {LeaveOnChoice::this_week}}, due, sao_paulo),
              ElementsAre(Offer{LeaveOnChoice::this_week, at("2026-03-09T03:00:00Z")}));
}

TEST(LeaveOnOffers, CanBeTakenUpAWhileAfterTheStopAndNeverBeyondWhatTheyGive) {
  const auto due = at("2026-03-05T22:00:00Z");

  EXPECT_EQ(expiry_of({.choice = LeaveOnChoice::two_hours, .until = due + 2h}, due), due + 1h);
  EXPECT_EQ(expiry_of({.choice = LeaveOnChoice::this_week, .until = due + 30min}, due),
            due + 30min);
}

TEST(Letters, SayEachTimeWithItsZoneAndDate) {
  const auto due = at("2026-03-05T22:00:00Z");

  EXPECT_EQ(shown(due, zone("America/Sao_Paulo"), Language::portuguese),
            "quinta-feira, 05/03/2026, 19:00 (America/Sao_Paulo, UTC-03:00)");
  EXPECT_EQ(shown(due, zone("UTC"), Language::english), "Thursday, 2026-03-05, 22:00 (UTC, UTC)");
}

TEST(Letters, LetNoNameOfAServerBecomeHtml) {
  const Letter letter{.subject = "x", .items = {"<script>alert(1)</script>"}};

  EXPECT_THAT(html_of(letter), Not(HasSubstr("<script>")));
  EXPECT_THAT(html_of(letter), HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(text_of(letter), HasSubstr("- <script>"));
}

}  // namespace
}  // namespace mirante::notices
