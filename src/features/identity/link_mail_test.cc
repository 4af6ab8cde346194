#include "features/identity/link_mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::identity {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Link link_for(Link::Purpose purpose) {
  return {.purpose = purpose,
          .email = "bia@example.com",
          .role = Role::operator_,
          .made_by = "ana@example.com",
          .expires_at = from_micros(1'772'445'600'000'000)};
}

LinkMailFacts facts(Language language) {
  return {.panel_address = "https://panel.example.com",
          .secret = "ml_secret",
          .company = "Aurora & Filhos <SP>",
          .language = language};
}

TEST(LinkMail, InvitesInBothLanguages) {
  const auto link = link_for(Link::Purpose::invitation);
  const auto portuguese = write_link_mail(link, facts(Language::portuguese));
  const auto english = write_link_mail(link, facts(Language::english));

  EXPECT_EQ(portuguese.kind, "invitation");
  EXPECT_EQ(portuguese.to, "bia@example.com");
  EXPECT_EQ(portuguese.subject, "Convite para Aurora & Filhos <SP> no Mirante");
  EXPECT_THAT(portuguese.text, HasSubstr("ana@example.com convidou você"));
  EXPECT_THAT(portuguese.text, HasSubstr("com permissão de operação"));
  EXPECT_THAT(portuguese.text, HasSubstr("\nhttps://panel.example.com/join#ml_secret\n"));
  EXPECT_THAT(portuguese.text, HasSubstr("até 02/03/2026, 10:00 UTC"));
  EXPECT_THAT(english.text, HasSubstr("ana@example.com has invited you"));
  EXPECT_THAT(english.text, HasSubstr("until 2026-03-02, 10:00 UTC"));
  EXPECT_EQ(english.useless_at, link.expires_at);
}

TEST(LinkMail, OffersANewPasswordInBothLanguages) {
  const auto link = link_for(Link::Purpose::new_password);
  auto known = facts(Language::portuguese);
  known.to_name = "Bia";
  const auto portuguese = write_link_mail(link, known);
  const auto english = write_link_mail(link, facts(Language::english));

  EXPECT_EQ(portuguese.subject, "Nova senha no Mirante");
  EXPECT_THAT(portuguese.text, HasSubstr("Olá, Bia,"));
  EXPECT_THAT(portuguese.text, HasSubstr("https://panel.example.com/new-password#ml_secret"));
  EXPECT_EQ(english.subject, "New password on Mirante");
}

TEST(LinkMail, IsHtmlInWhichNobodyCanWriteMarkup) {
  auto link = link_for(Link::Purpose::invitation);
  link.made_by = "<img src=x>\"";
  const auto mail = write_link_mail(link, facts(Language::english));

  EXPECT_THAT(mail.html, HasSubstr("Aurora &amp; Filhos &lt;SP&gt;"));
  EXPECT_THAT(mail.html, Not(HasSubstr("<img")));
  EXPECT_THAT(mail.html, HasSubstr("href=\"https://panel.example.com/join#ml_secret\""));
  EXPECT_THAT(mail.html, HasSubstr("<html lang=\"en\">"));
}

}  // namespace
}  // namespace mirante::identity
