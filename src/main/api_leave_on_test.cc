// Notices before stops over the whole set of rooms and the simulated AWS: who is told, and what the
// links in the mails do, taken from the mails as people get them.
#include <gmock/gmock.h>

#include <regex>

#include "main/testing/mailed_office.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web", "count": 1, "type": "t3.medium", "public_ip": false,
       "tags": {"Papel": "web", "Dono": "Ana@example.com"}},
      {"name": "api", "count": 1, "type": "t3.medium", "public_ip": false,
       "tags": {"Papel": "web", "Dono": "ops"}}]}]
  }]
})json";

class LeaveOn : public testing::MailedOffice {
 protected:
  LeaveOn() : MailedOffice(estate) {
    for (const auto& one : get("/api/v1/servers")["servers"])
      (one["name"] == "web" ? web : api) = one;
  }

  /// In the order of the mail's text: two hours, until tomorrow, this week.
  static std::vector<std::string> tokens_in(const std::string& mail) {
    static const std::regex link("https://panel\\.example\\.com/leave-on/(mo_[a-z0-9]{32})");
    std::vector<std::string> tokens;
    for (std::sregex_iterator one(mail.begin(), mail.end(), link), end; one != end; ++one)
      if (std::ranges::find(tokens, (*one)[1].str()) == tokens.end()) tokens.push_back((*one)[1]);
    return tokens;
  }
  /// As somebody who has not logged in.
  testing::Answer show(const std::string& token) {
    return ask(anonymous(), "POST", "/api/v1/leave-on/show", {{"token", token}});
  }
  testing::Answer act(const std::string& token) {
    return ask(anonymous(), "POST", "/api/v1/leave-on", {{"token", token}});
  }
  Json stopped_by_hand(const Json& server) {
    return ended(
        ask("POST", "/api/v1/servers/stop", {{"servers", {server["id"]}}, {"accept_losses", true}})
            .json);
  }

  Json web, api;
};

TEST_F(LeaveOn, IsMailedOnceBeforeTheStopWithServersTimeAndLinks) {
  make(office());
  go_to("2026-03-02T21:44:00Z");
  EXPECT_THAT(mails(), SizeIs(0));
  go_to("2026-03-02T21:46:00Z");

  ASSERT_THAT(mails(), SizeIs(1));
  const auto mail = mails()[0];
  EXPECT_THAT(mail, HasSubstr("To: ops@example.com"));
  EXPECT_THAT(mail, HasSubstr("web (" + web["id"].get<std::string>()));
  EXPECT_THAT(mail, HasSubstr("api (" + api["id"].get<std::string>()));
  EXPECT_THAT(mail, HasSubstr("segunda-feira, 02/03/2026, 19:00 (America/Sao_Paulo, UTC-03:00)"));
  EXPECT_THAT(tokens_in(mail), SizeIs(3));
  go_to("2026-03-02T23:00:00Z");
  EXPECT_THAT(mails(), SizeIs(1));
  EXPECT_EQ(state_of(web), "stopped");
  go_to("2026-03-03T21:46:00Z");
  EXPECT_THAT(mails(), SizeIs(2));
}

TEST_F(LeaveOn, MovesTheStopByTwoHoursThroughTheLinkOfTheMail) {
  make(office());
  go_to("2026-03-02T21:50:00Z");
  const auto token = tokens_in(mails().at(0)).at(0);

  const auto shown = show(token);
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.json["until_local"], "2026-03-02T21:00:00-03:00");
  EXPECT_EQ(shown.json["choice"], "two_hours");
  EXPECT_THAT(shown.json["servers"], SizeIs(2));
  EXPECT_TRUE(shown.json["cost"].is_null());  // Nobody has read prices: unknown, and not nothing.
  const auto done = act(token);
  EXPECT_EQ(done.status, 200) << done.body;

  go_to("2026-03-02T22:30:00Z");
  EXPECT_EQ(state_of(web), "running");
  EXPECT_EQ(state_of(api), "running");
  const auto overrides = get("/api/v1/overrides")["overrides"];
  ASSERT_THAT(overrides, SizeIs(2));
  EXPECT_EQ(overrides[0]["by"], "ops@example.com, leave-on link");
  EXPECT_THAT(overrides[0]["reason"].get<std::string>(), HasSubstr("link do aviso"));
  const auto record = get("/api/v1/audit?action=leave_on.used")["records"];
  ASSERT_THAT(record, SizeIs(1));
  EXPECT_EQ(record[0]["content"]["actor"]["name"], "ops@example.com, leave-on link");
  EXPECT_EQ(record[0]["content"]["detail"]["choice"], "two_hours");
  // The new stop is told as the first one was.
  go_to("2026-03-02T23:46:00Z");
  EXPECT_THAT(mails(), SizeIs(2));
  go_to("2026-03-03T00:05:00Z");
  EXPECT_EQ(state_of(web), "stopped");
  EXPECT_EQ(state_of(api), "stopped");
}

TEST_F(LeaveOn, LeavesOneServerOnWhereOneAloneIsWanted) {
  make(office());
  go_to("2026-03-02T21:50:00Z");
  const auto token = tokens_in(mails().at(0)).at(0);
  const auto shown = show(token).json["servers"];
  const auto wanted = *std::ranges::find(shown, "web", [](const Json& one) { return one["name"]; });
  const auto act_for = [&](const Json& servers) {
    return ask(anonymous(), "POST", "/api/v1/leave-on", {{"token", token}, {"servers", servers}});
  };

  for (const Json& wrong :
       {Json::array(), Json::array({"i-0"}), Json::array({wanted["id"], "9/i-0"}), Json(7)}) {
    const auto refused = act_for(wrong);
    EXPECT_EQ(refused.status, 400) << wrong;
    EXPECT_EQ(refused.json["field"], "servers") << wrong;
  }
  const auto done = act_for(Json::array({wanted["id"]}));

  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_THAT(done.json["servers"], SizeIs(1));
  go_to("2026-03-02T22:30:00Z");
  EXPECT_EQ(state_of(web), "running");
  EXPECT_EQ(state_of(api), "stopped");
}

TEST_F(LeaveOn, BringsServersBackThroughALinkThatIsOpenedAfterTheStop) {
  make(office());
  go_to("2026-03-02T22:30:00Z");
  ASSERT_EQ(state_of(web), "stopped");

  EXPECT_EQ(act(tokens_in(mails().at(0)).at(0)).status, 200);
  go_to("2026-03-02T22:40:00Z");

  EXPECT_EQ(state_of(web), "running");
}

TEST_F(LeaveOn, IsNotUsedUpByThoseWhoOnlyLook) {
  make(office());
  go_to("2026-03-02T21:50:00Z");
  const auto token = tokens_in(mails().at(0)).at(1);

  for (int i = 0; i < 3; ++i) EXPECT_EQ(show(token).status, 200);
  EXPECT_THAT(get("/api/v1/overrides")["overrides"], SizeIs(0));
  EXPECT_EQ(act(token).json["until_local"], "2026-03-03T19:00:00-03:00");
}

TEST_F(LeaveOn, SaysTheSameOfALinkThatWasUsedHasExpiredOrNeverWasOne) {
  make(office());
  go_to("2026-03-02T21:50:00Z");
  const auto tokens = tokens_in(mails().at(0));
  EXPECT_EQ(act(tokens.at(0)).status, 200);

  const auto used = act(tokens.at(0));
  const auto foreign = act("mo_" + std::string(32, 'a'));
  go_to("2026-03-02T23:01:00Z");
  const auto expired = act(tokens.at(1));

  EXPECT_EQ(used.status, 404);
  EXPECT_EQ(used.code(), "leave_on.unknown");
  EXPECT_EQ(foreign.body, used.body);
  EXPECT_EQ(expired.body, used.body);
  EXPECT_EQ(show(tokens.at(0)).body, used.body);
  EXPECT_EQ(show(tokens.at(1)).body, used.body);
  EXPECT_THAT(get("/api/v1/overrides")["overrides"], SizeIs(2));
}

TEST_F(LeaveOn, GivesNoMoreThanTheScheduleAllowsAlsoWhereThatWasForbiddenLater) {
  const auto made = make(office({{"leave_on", {{"max_hours", 24}}}}));
  go_to("2026-03-02T21:50:00Z");
  const auto tokens = tokens_in(mails().at(0));
  ASSERT_THAT(tokens, SizeIs(2));

  const auto changed =
      ask(as(first), "PUT", "/api/v1/schedules/" + made["id"].get<std::string>(),
          office({{"leave_on", {{"choices", {"two_hours"}}}}}), {{"If-Match", "\"1\""}});
  ASSERT_EQ(changed.status, 200) << changed.body;

  EXPECT_EQ(act(tokens.at(1)).code(), "leave_on.unknown");
  EXPECT_EQ(act(tokens.at(0)).status, 200);
}

TEST_F(LeaveOn, TellsTheOwnerInATagOfTheirServersAlone) {
  make(office({{"notice", {{"minutes", 15}, {"owner_tag", "Dono"}}}}));
  go_to("2026-03-02T21:50:00Z");

  ASSERT_THAT(mails(), SizeIs(1));
  EXPECT_THAT(mails()[0], HasSubstr("To: ana@example.com"));
  EXPECT_THAT(mails()[0], HasSubstr("web ("));
  EXPECT_THAT(mails()[0], Not(HasSubstr("api (")));
  act(tokens_in(mails()[0]).at(0));
  go_to("2026-03-02T22:30:00Z");
  EXPECT_EQ(state_of(web), "running");
  EXPECT_EQ(state_of(api), "stopped");
}

TEST_F(LeaveOn, IsNotOfferedForServersThatWouldNotBeStopped) {
  make(office());
  go_to("2026-03-02T12:00:00Z");
  stopped_by_hand(api);
  ask("POST", "/api/v1/overrides",
      {{"servers", {place_of(web)}},
       {"until", "2026-03-03T02:00:00Z"},
       {"state", "running"},
       {"reason", "fechamento"}});
  go_to("2026-03-02T22:30:00Z");

  // Not even api, which was off already when it was due.
  EXPECT_EQ(state_of(web), "running");
  EXPECT_THAT(mails(), SizeIs(0));
}

TEST_F(LeaveOn, IsNotOfferedInAFreezeNorWhileASchedulesOnlyObserves) {
  auto draft = office();
  draft["settings"]["observe_until"] = "2026-03-03T12:00:00Z";
  make(draft);
  go_to("2026-03-02T22:30:00Z");
  EXPECT_THAT(mails(), SizeIs(0));

  ask("POST", "/api/v1/freezes", {{"end", "2026-03-05T03:00:00Z"}, {"reason", "inventário"}});
  go_to("2026-03-03T22:30:00Z");
  EXPECT_THAT(mails(), SizeIs(0));
}

TEST_F(LeaveOn, IsNotOfferedForServersThatAreHeld) {
  make(office());
  write([](sql::Tx& tx) { tx.exec("update schedules set approved = '[]'"); });
  go_to("2026-03-02T21:50:00Z");

  // What was held when the window began was told; of no stop was anything said.
  for (const auto& mail : mails()) EXPECT_THAT(mail, Not(HasSubstr("/leave-on/")));
}

TEST_F(LeaveOn, IsMailedAtOnceWhenTheStopIsNearerThanItsNotice) {
  go_to("2026-03-02T21:53:00Z");
  make(office());
  go_to("2026-03-02T21:54:00Z");

  EXPECT_THAT(mails(), SizeIs(1));
}

TEST_F(LeaveOn, IsMailedInTheLanguageOfWhomThePanelKnows) {
  make(office({{"notice", {{"minutes", 15}, {"to", {"bia@example.com"}}}}}));
  write([&](sql::Tx& tx) {
    const auto id = UserId::make(loop.clock(), rng);
    tx.exec(
        "insert into users (id, email, name, language, zone, password_hash, totp_step, created_at, "
        "password_changed_at) values (?, 'bia@example.com', 'Bia', 'en', 'UTC', '', 0, 0, 0)",
        id);
    tx.exec("insert into memberships (tenant_id, user_id, role, since) values (?, ?, 'viewer', 0)",
            first, id);
  });
  go_to("2026-03-02T21:50:00Z");

  ASSERT_THAT(mails(), SizeIs(1));
  EXPECT_THAT(mails()[0], HasSubstr("2 servers will stop at 19:00"));
  EXPECT_THAT(mails()[0], HasSubstr("2 more hours, until Monday, 2026-03-02, 21:00"));
}

TEST_F(LeaveOn, NamesTheFieldOfANoticeThatIsWrong) {
  const auto field_of = [&](const Json& settings) {
    return ask("POST", "/api/v1/schedules", office(settings)).json.value("field", "");
  };

  EXPECT_EQ(field_of({{"notice", {{"minutes", 4}, {"to", {"a@b.com"}}}}}),
            "settings/notice/minutes");
  EXPECT_EQ(field_of({{"notice", {{"minutes", 15}}}}), "settings/notice");
  EXPECT_EQ(field_of({{"notice", {{"minutes", 15}, {"to", {"nobody"}}}}}), "settings/notice/to/0");
  EXPECT_EQ(field_of({{"leave_on", {{"choices", {"forever"}}}}}), "settings/leave_on/choices/0");
  EXPECT_EQ(field_of({{"leave_on", {{"max_hours", 1000}}}}), "settings/leave_on/max_hours");
  EXPECT_EQ(field_of({{"preflight_hours", 25}}), "settings/preflight_hours");
}

}  // namespace
}  // namespace mirante
