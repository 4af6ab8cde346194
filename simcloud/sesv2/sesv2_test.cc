#include <gtest/gtest.h>

#include "simcloud/sesv2/mailing.h"

namespace mirante::simcloud {
namespace {

struct MailTest : testing::Test {
  Cloud cloud{1};
  Place& place = cloud.place(cloud.add_account("210987654321", "Aurora"), 0);
  Ses& ses = place.ses;

  void verify(const std::string& name) {
    ses.identities[name] = {
        .name = name, .is_domain = name.find('@') == std::string::npos, .is_verified = true};
  }
  /// "sent", or the code of the refusal, a second after the last one.
  std::string send(const std::string& from, std::vector<std::string> to) {
    cloud.now += std::chrono::seconds(1);
    const auto sent = take_mail(cloud, place, {.from = from, .to = std::move(to), .subject = "s"});
    return sent ? "sent" : sent.error().code;
  }
};

TEST_F(MailTest, TheSandboxAsksForBothEndsAndNamesThem) {
  verify("a@example.com");

  const auto refused =
      take_mail(cloud, place, {.from = "x@example.org", .to = {"Bia <b@example.net>"}});

  EXPECT_EQ(refused.error().code, "MessageRejected");
  EXPECT_TRUE(refused.error().message.ends_with("x@example.org, Bia <b@example.net>"))
      << refused.error().message;
  EXPECT_TRUE(ses.mails.empty());
  EXPECT_EQ(send("A@Example.com", {"success@simulator.amazonses.com"}), "sent");
  ses.is_in_sandbox = false;
  EXPECT_EQ(send("a@example.com", {"b@example.net"}), "sent");
}

TEST_F(MailTest, ADomainVouchesForItsAddressesAndSubdomains) {
  verify("example.com");

  EXPECT_TRUE(is_verified(ses, "Ana <ana@mail.example.com>"));
  EXPECT_FALSE(is_verified(ses, "ana@notexample.com"));
  EXPECT_FALSE(is_verified(ses, "example.com"));
}

TEST_F(MailTest, KeepsWhatBecameOfEachMail) {
  verify("example.com");
  ses.suppressed["gone@example.com"] = {"BOUNCE", cloud.now};

  for (const auto* to : {"a@example.com", "gone@example.com", "bounce@simulator.amazonses.com",
                         "complaint+x@simulator.amazonses.com"})
    EXPECT_EQ(send("x@example.com", {to}), "sent");

  std::string outcomes;
  for (const auto& mail : ses.mails) outcomes += mail.outcome + " ";
  EXPECT_EQ(outcomes, "delivered suppressed bounced complained ");
}

TEST_F(MailTest, ADayHasTwoHundredRecipientsInTheSandbox) {
  verify("example.com");
  const std::vector<std::string> fifty(50, "a@example.com");
  for (int i = 0; i < 4; ++i) EXPECT_EQ(send("x@example.com", fifty), "sent");

  EXPECT_EQ(send("x@example.com", {"a@example.com"}), "ThrottlingException");
  cloud.now += std::chrono::hours(24);
  EXPECT_EQ(send("x@example.com", {"a@example.com"}), "sent");
}

TEST_F(MailTest, ASecondHasOneRecipientInTheSandboxAndFourteenOutside) {
  verify("example.com");
  const auto send_to = [&](std::size_t recipients) {
    const auto sent = take_mail(
        cloud, place,
        {.from = "x@example.com", .to = std::vector<std::string>(recipients, "a@example.com")});
    return sent ? "sent" : sent.error().code + ": " + sent.error().message;
  };
  const std::string too_fast = "ThrottlingException: Maximum sending rate exceeded";

  EXPECT_EQ(send_to(1), "sent");
  EXPECT_EQ(send_to(1), too_fast);
  cloud.now += std::chrono::milliseconds(999);
  EXPECT_EQ(send_to(1), too_fast);
  cloud.now += std::chrono::milliseconds(1);
  EXPECT_EQ(send_to(3), "sent");  // By itself.
  ses.is_in_sandbox = false;
  EXPECT_EQ(send_to(11), "sent");
  EXPECT_EQ(send_to(1), too_fast);
  cloud.throttling = false;
  EXPECT_EQ(send_to(1), "sent");
}

TEST_F(MailTest, TheOldestMailGoesWhereThereIsTooMuch) {
  verify("example.com");
  for (int i = 0; i < 9; ++i) {
    cloud.now += std::chrono::seconds(1);
    const auto sent = take_mail(cloud, place,
                                {.from = "x@example.com",
                                 .to = {"success@simulator.amazonses.com"},
                                 .subject = std::to_string(i),
                                 .raw = std::string((4 << 20) - 1, 'x')});
    ASSERT_TRUE(sent) << sent.error().message;
  }

  ASSERT_EQ(ses.mails.size(), 8u);
  EXPECT_EQ(ses.mails.front().subject, "1");
}

TEST_F(MailTest, RefusesWrongRecipients) {
  verify("example.com");

  EXPECT_EQ(send("x@example.com", {}), "BadRequestException");
  EXPECT_EQ(send("x@example.com", {"nobody"}), "BadRequestException");
  EXPECT_EQ(send("x@example.com", std::vector<std::string>(51, "a@example.com")),
            "BadRequestException");
}

}  // namespace
}  // namespace mirante::simcloud
