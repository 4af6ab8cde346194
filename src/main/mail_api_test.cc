// Mails as the API shows them, over the whole set of rooms and a folder of mails.
#include <gmock/gmock.h>

#include "main/testing/panel.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MailApi : public testing::PanelTest {
 protected:
  MailApi() : PanelTest({.sends_mails = true}) { start(); }

  testing::Answer invite(const std::string& email) {
    auto invited = ask("POST", "/api/v1/invitations", {{"email", email}, {"role", "viewer"}});
    loop.advance(1s);
    return invited;
  }
};

TEST_F(MailApi, MailsInvitationsAndListsWhatBecameOfThem) {
  const auto invited = invite("bia@example.com");

  EXPECT_EQ(invited.json["mailed"], true) << invited.json.dump();
  const auto mails = get("/api/v1/mails?state=accepted")["mails"];
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(mails[0]["to"], "bia@example.com");
  EXPECT_EQ(mails[0]["kind"], "invitation");
  EXPECT_THAT(mails[0]["transcript"].get<std::string>(), HasSubstr(".eml"));
  EXPECT_THAT(get("/api/v1/mails")["mails"], IsEmpty());
  EXPECT_EQ(ask("GET", "/api/v1/mails?state=lost").json["field"], "state");
  EXPECT_EQ(get("/api/v1/mail")["panel_address"], "https://panel.example.com");
}

TEST_F(MailApi, ShowsATenantItsOwnMailsAndTheServerToThoseWhoRunTheInstall) {
  invite("bia@example.com");
  auto permissions = all_permissions();
  permissions.reset(static_cast<std::size_t>(Permission::install_manage));

  const auto theirs = ask(as(second), "GET", "/api/v1/mails?state=accepted");
  const auto admin = ask(as(first, permissions), "GET", "/api/v1/mails?state=accepted");

  EXPECT_THAT(theirs.json["mails"], IsEmpty());
  ASSERT_THAT(admin.json["mails"], SizeIs(1));
  EXPECT_FALSE(admin.json["mails"][0].contains("transcript"));
  EXPECT_EQ(ask(as(first, permissions), "GET", "/api/v1/mail").status, 403);
  EXPECT_EQ(ask(as(first, permissions), "POST", "/api/v1/mail/test", {{"to", "x@y.z"}}).status,
            403);
  EXPECT_EQ(ask(as(first, {}), "GET", "/api/v1/mails").status, 403);
}

TEST_F(MailApi, MakesTheLinkAllTheSameWhereNoMailCanGo) {
  const auto invited = invite("joão@example.com");

  EXPECT_EQ(invited.status, 201);
  EXPECT_EQ(invited.json["mailed"], false);
  EXPECT_THAT(get("/api/v1/mails?state=accepted")["mails"], IsEmpty());
}

TEST_F(MailApi, TriesAMailAndSaysWhatIsWrongWithAnAddress) {
  const auto tried = ask("POST", "/api/v1/mail/test", {{"to", "ana@example.com"}});
  const auto wrong = ask("POST", "/api/v1/mail/test", {{"to", "ana@example.com\r\nBcc: x@y.z"}});

  EXPECT_EQ(tried.json["accepted"], true) << tried.json.dump();
  EXPECT_THAT(tried.json["transcript"].get<std::string>(), HasSubstr("written to"));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.json["field"], "to");
  EXPECT_THAT(get("/api/v1/audit?limit=5").dump(), HasSubstr("mail.tested"));
  EXPECT_THAT(get("/api/v1/doctor?mail=true").dump(), HasSubstr("mails are written to"));
}

}  // namespace
}  // namespace mirante
