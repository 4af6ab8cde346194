#include "features/identity/add_tenant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/identity/accept_link.h"
#include "features/identity/testing/identity_suite.h"

namespace mirante::identity {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

class AddTenant : public testing::IdentityTest {
 protected:
  CallContext as(Role role) {
    make_user("ana@example.com", tenant, role);
    return signed_in_as("ana@example.com").context;
  }
};

TEST_P(AddTenant, InvitesAFirstAdministratorWhoSeesTheNewCompanyAlone) {
  const auto made = loop.run(add_tenant(
      services, as(Role::admin), {.company = " Vale Verde ", .admin_email = "Bia@example.com"}));

  const auto joined = loop.run(join_as_new(services, std::string(made.invitation.token.reveal()),
                                           {.name = "Bia Lima",
                                            .password = crypto::Secret(testing::good_password),
                                            .language = "en",
                                            .zone = "America/Sao_Paulo"}));
  const auto bia = who_is(std::string(joined.token.reveal())).value();
  EXPECT_EQ(bia.context.tenant, made.tenant.id);
  EXPECT_EQ(bia.membership.role, Role::admin);
  EXPECT_FALSE(bia.context.may(Permission::install_manage));
  EXPECT_EQ(read([&](sql::Snapshot& s) { return find_tenant(s, made.tenant.id)->name; }),
            "Vale Verde");
  EXPECT_THAT(read([&](sql::Snapshot& s) { return list_members(s, tenant).size(); }), 1U);
}

TEST_P(AddTenant, StandsInTheAuditOfBothCompanies) {
  const auto made = loop.run(add_tenant(
      services, as(Role::admin), {.company = "Vale Verde", .admin_email = "bia@example.com"}));

  EXPECT_THAT(audited(made.tenant.id), ElementsAre("tenant.added ana@example.com"));
  EXPECT_THAT(audited(tenant), Contains("tenant.added ana@example.com"));
}

TEST_P(AddTenant, MakesSeveralOneAfterTheOther) {
  const auto ctx = as(Role::admin);

  for (const auto* company : {"Vale Verde", "Norte", "Sul"})
    loop.run(add_tenant(services, ctx, {.company = company, .admin_email = "bia@example.com"}));

  EXPECT_EQ(read([](sql::Snapshot& s) { return all_tenants(s).size(); }), 4U);
  EXPECT_EQ(read([](sql::Snapshot& s) { return first_tenant(s)->id; }), tenant);
}

TEST_P(AddTenant, NamesTheFieldAtFault) {
  const auto ctx = as(Role::admin);

  EXPECT_EQ(
      error_of(add_tenant(services, ctx, {.company = "", .admin_email = "b@example.com"})).field,
      "company");
  EXPECT_EQ(error_of(add_tenant(services, ctx, {.company = "Norte", .admin_email = "b"})).field,
            "email");
  EXPECT_EQ(read([](sql::Snapshot& s) { return all_tenants(s).size(); }), 1U);
}

TEST_P(AddTenant, IsForThoseAloneWhoOwnTheInstall) {
  auto ctx = as(Role::admin);
  ctx.permissions.reset(static_cast<std::size_t>(Permission::install_manage));

  const auto refused =
      error_of(add_tenant(services, ctx, {.company = "Norte", .admin_email = "b@example.com"}));

  EXPECT_EQ(refused.kind, ErrorKind::forbidden);
}

INSTANTIATE_ON_ALL_ENGINES(AddTenant);

}  // namespace
}  // namespace mirante::identity
