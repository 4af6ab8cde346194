// Checks hours before fires, over the whole set of rooms and the simulated AWS.
#include <gmock/gmock.h>

#include <set>

#include "main/testing/mailed_office.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web", "count": 1, "type": "t3.medium", "public_ip": false,
       "tags": {"Papel": "web"}},
      {"name": "banco", "count": 1, "type": "t3.medium", "public_ip": false,
       "protect_stop": true, "tags": {"Papel": "web"}}]}]
  }]
})json";

class PreflightApi : public testing::MailedOffice {
 protected:
  PreflightApi() : MailedOffice(estate) {}

  Json checks_of(const Json& schedule) {
    return get("/api/v1/schedules/" + schedule["id"].get<std::string>() + "/preflight")["checks"];
  }
  std::vector<std::string> warnings() const {
    auto all = mails();
    std::erase_if(all, [](const std::string& mail) {
      return !mail.contains("Como está agora, isto o impediria");
    });
    return all;
  }
};

TEST_F(PreflightApi, TellsHoursBeforeAStopWhatWouldKeepItFromHappening) {
  const auto made = make(office({{"preflight_hours", 4}}));
  go_to("2026-03-02T17:59:00Z");
  EXPECT_THAT(checks_of(made), SizeIs(0));
  sweep();
  go_to("2026-03-02T18:02:00Z");

  const auto checks = checks_of(made);
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_EQ(checks[0]["local"], "2026-03-02T19:00:00-03:00");
  EXPECT_EQ(checks[0]["state"], "done");
  ASSERT_THAT(checks[0]["problems"], SizeIs(1)) << checks.dump(1);
  EXPECT_EQ(checks[0]["problems"][0]["code"], "server.stop_protected");
  EXPECT_EQ(checks[0]["problems"][0]["name"], "banco");
  ASSERT_THAT(warnings(), SizeIs(1));
  EXPECT_THAT(warnings()[0], HasSubstr("To: ops@example.com"));
  EXPECT_THAT(warnings()[0], HasSubstr("banco ("));
  EXPECT_THAT(warnings()[0], Not(HasSubstr("web (")));
  go_to("2026-03-02T23:00:00Z");
  EXPECT_THAT(warnings(), SizeIs(1));
  EXPECT_THAT(checks_of(made), SizeIs(0));
}

TEST_F(PreflightApi, ChecksAnewForAChangedScheduleAndMailsOnce) {
  const auto made = make(office({{"preflight_hours", 4}}));
  sweep();
  go_to("2026-03-02T18:02:00Z");
  const auto path = "/api/v1/schedules/" + made["id"].get<std::string>();
  const auto changed =
      ask(as(first), "PUT", path, office({{"preflight_hours", 6}}), {{"If-Match", "\"1\""}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  go_to("2026-03-02T18:10:00Z");

  EXPECT_EQ(checks_of(made)[0]["state"], "done");
  EXPECT_THAT(warnings(), SizeIs(1));
}

TEST_F(PreflightApi, IsNotMadeWhereTheScheduleDoesNotWantIt) {
  const auto made = make(office({{"preflight_hours", 0}}));
  go_to("2026-03-02T21:00:00Z");

  EXPECT_THAT(checks_of(made), SizeIs(0));
  EXPECT_THAT(warnings(), SizeIs(0));
}

TEST_F(PreflightApi, TellsOfServersWhoseStateIsOldAndOfAPause) {
  const auto made = make(office({{"preflight_hours", 4}}));
  ask("POST", "/api/v1/pauses", {{"scope", "everything"}, {"reason", "inventário"}});
  go_to("2026-03-02T18:02:00Z");  // Swept in the morning alone.

  std::set<std::string> codes;
  for (const auto& one : checks_of(made)[0]["problems"]) codes.insert(one["code"]);
  EXPECT_EQ(codes, (std::set<std::string>{"policy.paused", "server.state_old"}));
}

}  // namespace
}  // namespace mirante
