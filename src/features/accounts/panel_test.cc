#include "features/accounts/panel.h"

#include <gtest/gtest.h>

#include <regex>

namespace mirante::accounts {
namespace {

const TenantId ana{{1}}, bia{{2}};

Panel panel_called(std::string install) {
  return Panel({.install = std::move(install), .home = Region{"sa-east-1"}});
}

// semantics 2.10: install and tenant, 2 to 64 characters of [\w+=,.@-], so that sessions are cached
// and calls of ours are recognised.
TEST(SessionName, NamesInstallAndTenantAsAwsAllows) {
  const std::regex allowed("[A-Za-z0-9_+=,.@-]{2,64}");
  for (const auto& install : {std::string("k3v9"), std::string(64, 'x'), std::string()})
    EXPECT_TRUE(std::regex_match(panel_called(install).session_name(ana), allowed)) << install;
  EXPECT_NE(panel_called("k3v9").session_name(ana).find("k3v9"), std::string::npos);
}

TEST(SessionName, DiffersByTenantAndInstallAndStaysTheSame) {
  const auto name = panel_called("k3v9").session_name(ana);

  EXPECT_EQ(panel_called("k3v9").session_name(ana), name);
  EXPECT_NE(panel_called("k3v9").session_name(bia), name);
  EXPECT_NE(panel_called("p7w2").session_name(ana), name);
}

TEST(HomeOfAPartition, IsInThatPartition) {
  const auto panel = panel_called("k3v9");

  EXPECT_EQ(panel.home_of("aws"), Region{"sa-east-1"});
  EXPECT_EQ(panel.home_of("aws-cn"), Region{"cn-north-1"});
  EXPECT_EQ(panel.home_of("aws-us-gov"), Region{"us-gov-west-1"});
}

TEST(SourceOfTheIdentity, IsToldInBothLanguagesWithItsNames) {
  const auto in = [](std::string source, std::string_view language) {
    return source_in({.source = std::move(source)}, language);
  };

  EXPECT_EQ(in("the profile \"painel\"", "en"), "from the profile \"painel\"");
  EXPECT_EQ(in("the profile \"painel\"", "pt-BR"), "do perfil \"painel\"");
  EXPECT_EQ(in("the environment (AWS_ACCESS_KEY_ID)", "pt-BR"),
            "das variáveis de ambiente (AWS_ACCESS_KEY_ID)");
  EXPECT_EQ(in("the role of this EC2 instance", "pt-BR"), "da role desta instância EC2");
  EXPECT_EQ(in("the container's role", "pt-BR"), "da role do contêiner");
  EXPECT_EQ(in("the simulated AWS", "pt-BR"), "da AWS simulada");
  EXPECT_EQ(in("something else", "pt-BR"), "something else");
}

}  // namespace
}  // namespace mirante::accounts
