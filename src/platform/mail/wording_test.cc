#include "platform/mail/wording.h"

#include <gmock/gmock.h>

namespace mirante::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Wording wording{.language = "pt-BR",
                      .subject = "Noite & dia",
                      .opening = {"Olá,"},
                      .items = {"web <1>"},
                      .buttons = {{.text = "Mais 2 h", .url = "https://x.example/?a=1&b=2"}},
                      .notes = {"Fim."}};

TEST(Wording, IsWrittenAsTextWithItsAddresses) {
  EXPECT_EQ(text_of(wording),
            "Olá,\n\n- web <1>\n\nMais 2 h:\nhttps://x.example/?a=1&b=2\n\nFim.\n");
}

TEST(Wording, IsWrittenAsHtmlInWhichNoWordIsMarkup) {
  const auto html = html_of(wording);

  EXPECT_THAT(html, HasSubstr("<html lang=\"pt-BR\">"));
  EXPECT_THAT(html, HasSubstr("<title>Noite &amp; dia</title>"));
  EXPECT_THAT(html, HasSubstr("<li>web &lt;1&gt;</li>"));
  EXPECT_THAT(html, HasSubstr("href=\"https://x.example/?a=1&amp;b=2\""));
  EXPECT_THAT(html, Not(HasSubstr("<p>https:")));
}

TEST(Wording, SpellsAddressesWhereThatIsAskedFor) {
  auto spelled = wording;
  spelled.spells_addresses = true;

  EXPECT_THAT(html_of(spelled), HasSubstr("<p>https://x.example/?a=1&amp;b=2</p>"));
}

}  // namespace
}  // namespace mirante::mail
