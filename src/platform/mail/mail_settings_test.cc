#include "platform/mail/mail_settings.h"

#include <gtest/gtest.h>

namespace mirante::mail {
namespace {

using Tls = SmtpSettings::Tls;

MailSettings read(MailWords words) { return or_throw(read_settings(std::move(words))); }
Error wrong(MailWords words) {
  const auto settings = read_settings(std::move(words));
  return settings ? Error{.message = "nothing", .field = "nothing"} : settings.error();
}

TEST(MailSettings, AreAFolderWhereNothingIsSaid) {
  const auto settings = read({});

  EXPECT_FALSE(settings.smtp);
  EXPECT_EQ(settings.from, (Address{.name = "Mirante", .email = "mirante@localhost"}));
}

TEST(MailSettings, ReadServers) {
  const auto starttls =
      read({.url = "smtp://panel%40example.com@mail.example.com", .password = "x"});
  const auto implicit = read({.url = "smtps://[2001:db8::1]/", .from = "P <p@example.com>"});
  const auto plain = read({.url = "smtp://relay:25?tls=none", .from = "p@example.com"});

  EXPECT_EQ(starttls.smtp->user, "panel@example.com");
  EXPECT_EQ(starttls.smtp->port, 587);
  EXPECT_EQ(starttls.smtp->tls, Tls::starttls);
  EXPECT_EQ(starttls.from.email, "panel@example.com");
  EXPECT_EQ(implicit.smtp->host, "2001:db8::1");
  EXPECT_EQ(implicit.smtp->port, 465);
  EXPECT_EQ(implicit.smtp->tls, Tls::implicit);
  EXPECT_EQ(implicit.from.name, "P");
  EXPECT_EQ(plain.smtp->shown(), "smtp://relay:25?tls=none");
}

TEST(MailSettings, NameWhatIsWrong) {
  EXPECT_EQ(wrong({.url = "mail.example.com", .from = "a@b.c"}).field, "mail");
  EXPECT_EQ(wrong({.url = "smtp://", .from = "a@b.c"}).field, "mail");
  EXPECT_EQ(wrong({.url = "smtp://a:0", .from = "a@b.c"}).field, "mail");
  EXPECT_EQ(wrong({.url = "smtp://a:x", .from = "a@b.c"}).field, "mail");
  EXPECT_EQ(wrong({.url = "smtp://a\r\nb", .from = "a@b.c"}).field, "mail");
  EXPECT_EQ(wrong({.url = "smtp://a?tls=maybe", .from = "a@b.c"}).field, "mail");
  EXPECT_EQ(wrong({.url = "smtps://a?tls=none", .from = "a@b.c"}).field, "mail");
  EXPECT_EQ(wrong({.url = "smtp://a"}).field, "mail-from");
  EXPECT_EQ(wrong({.url = "smtp://a", .from = "x"}).field, "mail-from");
  EXPECT_EQ(wrong({.url = "smtp://u@a", .from = "a@b.c"}).field, "mail-password");
  EXPECT_EQ(wrong({.url = "smtp://a", .from = "a@b.c", .password = "x"}).field, "mail-password");
}

TEST(MailSettings, KeepPasswordsOutOfSight) {
  const auto in_url = wrong({.url = "smtp://u:geheim@a", .from = "a@b.c"});

  EXPECT_EQ(in_url.field, "mail");
  EXPECT_EQ(in_url.message.find("geheim"), std::string::npos);
  EXPECT_NE(in_url.message.find("MIRANTE_MAIL_PASSWORD"), std::string::npos);
  EXPECT_EQ(wrong({.url = "smtp://u@a?tls=none", .from = "a@b.c", .password = "x"}).field, "mail");
  EXPECT_EQ(wrong({.url = "smtp://u@localhost?tls=none", .from = "a@b.c", .password = "x"}).field,
            "nothing");
}

}  // namespace
}  // namespace mirante::mail
