#include "features/identity/set_up.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/identity/testing/identity_suite.h"

namespace mirante::identity {
namespace {

class SetUp : public testing::IdentityTest {
 protected:
  SetUpDraft draft(std::string given) {
    return {.code = std::move(given),
            .company = "Aurora Loja",
            .name = "Ana Souza",
            .email = "ana@example.com",
            .password = crypto::Secret(testing::good_password),
            .language = "pt-BR",
            .zone = "America/Sao_Paulo",
            .address = "203.0.113.7"};
  }

  SetUpCode code{rng};
};

TEST_P(SetUp, MakesTheFirstAdministratorAndLogsIn) {
  EXPECT_TRUE(loop.run(needs_set_up(services)));

  const auto begun = loop.run(set_up(services, code, draft(std::string(code.text()))));

  const auto who = who_is(std::string(begun.token.reveal()));
  ASSERT_TRUE(who);
  EXPECT_EQ(who->user.email, "ana@example.com");
  EXPECT_EQ(who->context.permissions, all_permissions());
  EXPECT_EQ(read([&](sql::Snapshot& s) { return find_tenant(s, tenant)->name; }), "Aurora Loja");
  EXPECT_FALSE(loop.run(needs_set_up(services)));
  EXPECT_THAT(audited(tenant), ::testing::ElementsAre("install.set_up ana@example.com"));
}

TEST_P(SetUp, WantsTheCodeThatThisStartPrinted) {
  EXPECT_EQ(error_of(set_up(services, code, draft("guess"))).field, "code");
  EXPECT_EQ(error_of(set_up(services, code, draft(""))).field, "code");
  EXPECT_TRUE(loop.run(needs_set_up(services)));
}

TEST_P(SetUp, HappensOnce) {
  loop.run(set_up(services, code, draft(std::string(code.text()))));

  EXPECT_EQ(error_of(set_up(services, code, draft(std::string(code.text())))).code, "set_up.done");
}

TEST_P(SetUp, TakesNoNameThatAnotherCompanyHas) {
  make_tenant("Aurora Loja");

  EXPECT_EQ(error_of(set_up(services, code, draft(std::string(code.text())))).code,
            "tenant.name_taken");

  EXPECT_TRUE(loop.run(needs_set_up(services)));
}

TEST_P(SetUp, NamesTheFieldAtFaultAndChangesNothing) {
  const auto refused = [&](auto spoil) {
    auto wrong = draft(std::string(code.text()));
    spoil(wrong);
    return error_of(set_up(services, code, std::move(wrong))).field;
  };

  EXPECT_EQ(refused([](SetUpDraft& d) { d.company = ""; }), "company");
  EXPECT_EQ(refused([](SetUpDraft& d) { d.name = " "; }), "name");
  EXPECT_EQ(refused([](SetUpDraft& d) { d.email = "ana"; }), "email");
  EXPECT_EQ(refused([](SetUpDraft& d) { d.password = crypto::Secret("short"); }), "password");
  EXPECT_EQ(refused([](SetUpDraft& d) { d.language = "es"; }), "language");
  EXPECT_EQ(refused([](SetUpDraft& d) { d.zone = "Brasil"; }), "zone");
  EXPECT_TRUE(loop.run(needs_set_up(services)));
}

INSTANTIATE_ON_ALL_ENGINES(SetUp);

}  // namespace
}  // namespace mirante::identity
