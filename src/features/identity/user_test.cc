#include "features/identity/user.h"

#include <gtest/gtest.h>

namespace mirante::identity {
namespace {

bool may(PermissionSet set, Permission permission) {
  return set.test(static_cast<std::size_t>(permission));
}

TEST(Role, LetsAViewerChangeNothing) {
  using enum Permission;
  const auto viewer = permissions_of(Role::viewer);

  for (const auto reading : {account_read, server_read, operation_read, policy_read})
    EXPECT_TRUE(may(viewer, reading)) << to_string(reading);
  EXPECT_EQ(viewer.count(), 4U);
}

TEST(Role, LetsAnOperatorSwitchButNotConnectOrManage) {
  using enum Permission;
  const auto role = permissions_of(Role::operator_);

  EXPECT_TRUE(may(role, server_switch));
  EXPECT_TRUE(may(role, policy_write));
  EXPECT_TRUE(may(role, audit_read));
  for (const auto kept : {account_write, member_manage, install_manage})
    EXPECT_FALSE(may(role, kept)) << to_string(kept);
}

TEST(Role, LeavesTheInstallToAdminsOfTheFirstTenant) {
  EXPECT_EQ(permissions_in(Role::admin, true), all_permissions());
  EXPECT_FALSE(may(permissions_in(Role::admin, false), Permission::install_manage));
  EXPECT_FALSE(may(permissions_in(Role::operator_, true), Permission::install_manage));
}

TEST(Role, IsReadBackAsItIsWritten) {
  for (const auto role : {Role::viewer, Role::operator_, Role::admin})
    EXPECT_EQ(parse_role(to_string(role)), role);
  EXPECT_EQ(parse_role("owner").error().field, "role");
}

TEST(User, HasAnAddressInOneForm) {
  EXPECT_EQ(normal_email(" Ana.Souza@Example.COM "), "ana.souza@example.com");
  for (const auto* wrong :
       {"", "ana", "@example.com", "ana@", "a@b@c", "ana souza@example.com", "ana@exa\nmple.com"})
    EXPECT_EQ(normal_email(wrong).error().field, "email") << wrong;
  EXPECT_FALSE(normal_email(std::string(250, 'a') + "@b.com"));
}

TEST(User, HasANameOfACertainLength) {
  EXPECT_EQ(normal_name("  Ana Souza "), "Ana Souza");
  EXPECT_TRUE(normal_name(std::string(100, 'a')));
  EXPECT_FALSE(normal_name(std::string(101, 'a')));
  EXPECT_FALSE(normal_name(" "));
  EXPECT_FALSE(normal_name("a\x1b[31m"));
  std::string accented;  // 100 characters of two bytes each.
  for (int i = 0; i < 100; ++i) accented += "ã";
  EXPECT_TRUE(normal_name(accented));
}

TEST(User, ChoosesAPasswordThatIsLongAndNotTheirOwnName) {
  const auto check = [](std::string_view password) {
    return check_password(password, "ana.souza@example.com", "Ana Souza");
  };

  EXPECT_TRUE(check("quatro cavalos azuis"));
  for (const std::string_view wrong :
       {"onze letras", "ana.souza@example.com", "ana.souza123", "aaaaaaaaaaaaa"})
    EXPECT_FALSE(check(wrong)) << wrong;
  EXPECT_TRUE(check(std::string(255, 'a') + "b"));
  EXPECT_FALSE(check(std::string(256, 'a') + "b"));
}

TEST(User, ReadsOneOfTwoLanguages) {
  EXPECT_EQ(parse_language("pt-BR"), Language::portuguese);
  EXPECT_EQ(parse_language("en"), Language::english);
  EXPECT_EQ(parse_language("pt").error().field, "language");
}

TEST(User, LivesInAZoneOfTzdata) {
  EXPECT_EQ(known_zone("America/Sao_Paulo"), "America/Sao_Paulo");
  EXPECT_EQ(known_zone("Brasil").error().field, "zone");
}

}  // namespace
}  // namespace mirante::identity
