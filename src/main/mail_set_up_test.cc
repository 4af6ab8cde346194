#include "main/mail_set_up.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/testing/temporary_folder.h"

namespace mirante {
namespace {

std::string field_of(auto work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.error().field;
  }
  return "none";
}

TEST(MailSetUp, TakesThePasswordFromAFile) {
  const mirante::testing::TemporaryFolder folder;
  const auto file = (folder.path() / "password").string();
  std::ofstream(file) << "geheim\r\nmore\n";

  const auto settings = mail_settings(
      {.url = "smtp://u@mail.example.com", .from = "p@example.com", .password_file = file});

  EXPECT_EQ(settings.smtp->password.reveal(), "geheim");
  EXPECT_EQ(field_of([] { mail_settings({.password_file = "/nonexistent"}); }),
            "mail-password-file");
  EXPECT_EQ(field_of([] { mail_settings({.authorities_file = "/nonexistent"}); }), "mail-ca");
}

TEST(MailSetUp, KnowsAnAddressOfThePanel) {
  EXPECT_EQ(public_address("https://panel.example.com/"), "https://panel.example.com");
  EXPECT_EQ(public_address("http://10.0.0.1:7080/mirante"), "http://10.0.0.1:7080/mirante");
  EXPECT_EQ(public_address(""), "");
  for (const auto* wrong :
       {"panel.example.com", "https://", "javascript://x", "https://a b", "https://a/#x",
        "https://a?x", "https://u@a", "https:///x", "https://a\r\nb"})
    EXPECT_EQ(field_of([&] { public_address(wrong); }), "public-url") << wrong;
}

}  // namespace
}  // namespace mirante
