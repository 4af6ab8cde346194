#include "platform/mail/smtp_talk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

SmtpTalk until_data() {
  SmtpTalk talk("geheim");
  talk.server_said("220 mail.example.com\r\n");
  talk.we_said("MAIL FROM:<p@example.com>\r\n");
  talk.server_said("250 ok\r\n");
  talk.we_said("RCPT TO:<ana@example.com>\r\n");
  talk.server_said("250 ok\r\n");
  talk.we_said("DATA\r\n");
  return talk;
}

TEST(SmtpTalk, KeepsWhatWasSaidWithoutSecrets) {
  SmtpTalk talk("geheim");
  talk.connected("Connected to mail.example.com\n");
  talk.server_said("220 ready\r\n");
  talk.we_said("AUTH PLAIN AHUAZ2VoZWlt\r\n");
  talk.server_said("235 ok\r\n");
  talk.we_said("auth LOGIN\r\n");
  talk.server_said("334 VXNlcm5hbWU6\r\n");
  talk.we_said("dQ==\r\n");
  talk.server_said("334 UGFzc3dvcmQ6\r\n");
  talk.we_said("Z2VoZWlt\r\n");
  talk.server_said("535 no geheim Z2VoZWlt\r\n");
  talk.we_said("QUIT\r\n");

  EXPECT_EQ(talk.transcript(),
            "* Connected to mail.example.com\n"
            "S: 220 ready\n"
            "C: AUTH PLAIN [secret]\n"
            "S: 235 ok\n"
            "C: auth LOGIN\n"
            "S: 334 VXNlcm5hbWU6\n"
            "C: [secret]\n"
            "S: 334 UGFzc3dvcmQ6\n"
            "C: [secret]\n"
            "S: 535 no [secret] [secret]\n"
            "C: QUIT\n");
}

TEST(SmtpTalk, LeavesTheMailOut) {
  auto talk = until_data();
  talk.server_said("354 go on\r\n");
  talk.we_sent_content(120);
  talk.server_said("250 queued\r\n");

  EXPECT_THAT(talk.transcript(),
              HasSubstr("S: 354 go on\nC: (the mail, 120 bytes)\nS: 250 queued\n"));
  EXPECT_EQ(talk.answer(), 250);
}

TEST(SmtpTalk, TellsRefusedFromLater) {
  const auto answered = [](std::string_view reply) {
    auto talk = until_data();
    talk.server_said(reply);
    talk.we_said("QUIT\r\n");
    talk.server_said("221 bye\r\n");
    return outcome_of_failure(talk);
  };

  EXPECT_EQ(answered("550 no\r\n"), Outcome::refused);
  EXPECT_EQ(answered("451 later\r\n"), Outcome::later);
  EXPECT_EQ(answered("530 log in first\r\n"), Outcome::later);
  EXPECT_EQ(answered("550-no\r\n"), Outcome::later);  // The answer did not end.
}

TEST(SmtpTalk, BlamesNoMailForALoginOrAGreeting) {
  SmtpTalk greeting("");
  greeting.server_said("554 no service\r\n");
  SmtpTalk login("geheim");
  login.we_said("AUTH PLAIN x\r\n");
  login.server_said("535 wrong\r\n");

  EXPECT_EQ(outcome_of_failure(greeting), Outcome::later);
  EXPECT_EQ(outcome_of_failure(login), Outcome::later);
}

TEST(SmtpTalk, KnowsWhenTheAnswerIsLost) {
  auto sent = until_data();
  sent.server_said("354 go on\r\n");
  const auto half = sent;
  sent.we_sent_content(10);
  sent.content_ends();

  EXPECT_EQ(outcome_of_failure(sent), Outcome::unknown);
  EXPECT_EQ(outcome_of_failure(half), Outcome::later);
}

TEST(SmtpTalk, ShowsNoControlCharactersAndEnds) {
  SmtpTalk talk("");
  talk.server_said("220 a\x1b[31mb\r\n");
  for (int i = 0; i < 5'000; ++i) talk.connected("line\n");

  EXPECT_THAT(talk.transcript(), HasSubstr("S: 220 a?[31mb\n"));
  EXPECT_THAT(talk.transcript(), Not(HasSubstr("\x1b")));
  EXPECT_TRUE(talk.transcript().ends_with("* (more was said)\n"));
  EXPECT_LT(talk.transcript().size(), 20'000u);
}

}  // namespace
}  // namespace mirante::mail
