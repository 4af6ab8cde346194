#include "features/identity/tenants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/identity/accept_link.h"
#include "features/identity/own_account.h"
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

  const auto joined = loop.run(join_as_new(services, std::string(made.invitation->token.reveal()),
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

TEST_P(AddTenant, MakesSomebodyWhoHasALoginItsAdministratorAtOnce) {
  const auto ctx = as(Role::admin);

  const auto made = loop.run(
      add_tenant(services, ctx, {.company = "Vale Verde", .admin_email = "Ana@example.com"}));

  EXPECT_FALSE(made.invitation);
  const auto ana = signed_in_as("ana@example.com");
  EXPECT_EQ(loop.run(list_belongings(services, ana)).size(), 2U);
  loop.run(switch_tenant(services, ana, made.tenant.id.text()));
  EXPECT_THAT(audited(made.tenant.id),
              ElementsAre("session.entered ana@example.com", "member.joined ana@example.com",
                          "tenant.added ana@example.com"));
}

TEST_P(AddTenant, CallsNoTwoCompaniesTheSame) {
  const auto ctx = as(Role::admin);

  const auto refused =
      error_of(add_tenant(services, ctx, {.company = "Aurora ", .admin_email = "b@example.com"}));

  EXPECT_EQ(refused.code, "tenant.name_taken");
  EXPECT_EQ(refused.field, "company");
  EXPECT_EQ(read([&](sql::Snapshot& s) { return all_tenants(s).size(); }), 1U);
}

TEST_P(AddTenant, ListsCompaniesAndHowManyAdministerEach) {
  const auto ctx = as(Role::admin);
  make_user("otto@example.com", tenant, Role::operator_);
  const auto made = loop.run(
      add_tenant(services, ctx, {.company = "Vale Verde", .admin_email = "bia@example.com"}));

  const auto all = loop.run(list_all_tenants(services, ctx));

  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].tenant.id, tenant);
  EXPECT_EQ(all[0].administrators, 1);
  EXPECT_EQ(all[1].tenant, made.tenant);
  EXPECT_EQ(all[1].administrators, 0);
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
  EXPECT_EQ(error_of(list_all_tenants(services, ctx)).kind, ErrorKind::forbidden);
}

INSTANTIATE_ON_ALL_ENGINES(AddTenant);

}  // namespace
}  // namespace mirante::identity
