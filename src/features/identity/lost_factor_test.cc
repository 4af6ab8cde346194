#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/identity/link_mail.h"
#include "features/identity/members.h"
#include "features/identity/second_factor.h"
#include "features/identity/testing/identity_suite.h"
#include "features/identity/tokens.h"
#include "platform/crypto/totp.h"

namespace mirante::identity {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class KeptMails final : public LinkPost {
 public:
  std::string panel_address() const override { return "https://panel.example.com"; }
  bool post(sql::Tx&, const CallContext&, const LinkMail& mail) override {
    mails.push_back(mail);
    return true;
  }
  void withdraw(sql::Tx&, const CallContext&, Link::Purpose, std::string_view) override {}

  std::vector<LinkMail> mails;
};

/// Bia has an authenticator, and lost it with her codes; Ana is the administrator.
class LostFactor : public testing::IdentityTest {
 protected:
  LostFactor() {
    services.post = &post;
    ana = make_user("ana@example.com", tenant, Role::admin);
    bia = make_user("bia@example.com", tenant, Role::viewer);
    add_authenticator("bia@example.com");
  }

  void add_authenticator(const std::string& email) {
    const auto who = signed_in_as(email);
    loop.run(offer_totp(services, who, crypto::Secret(testing::good_password)));
    const auto secret = read([&](sql::Snapshot& s) {
      const auto offer = totp_offer_of(s, who.user.id, Instant{});
      return vault.open(s, tenant, {"identity.totp", who.user.id.bytes}, offer.value().secret);
    });
    loop.run(confirm_totp(services, who,
                          crypto::totp_code(secret, crypto::totp_step(loop.clock().now()))));
  }
  CallContext as(const User& user) {
    return {.tenant = tenant, .actor = actor_of(user), .permissions = all_permissions()};
  }
  CallContext on_the_machine() {
    return {.tenant = tenant,
            .actor = {.kind = Actor::Kind::command_line, .id = "0", .name = "root"},
            .permissions = all_permissions()};
  }
  /// A session of Bia's that goes on.
  std::string session() {
    auto begun = begin_session(services, bia.id, tenant, "203.0.113.7", "Firefox");
    write([&](sql::Tx& tx) { insert(tx, begun.session, hash_token(begun.token.reveal())); });
    return std::string(begun.token.reveal());
  }

  KeptMails post;
  User ana, bia;
};

TEST_P(LostFactor, IsTurnedOffByAnAdministratorSoThatThePasswordOpens) {
  const auto open = session();
  EXPECT_EQ(error_of(log_in(services, attempt("bia@example.com"))).code, "login.code_needed");

  loop.run(remove_authenticator(services, as(ana), bia.id.text()));

  EXPECT_FALSE(who_is(open));
  EXPECT_TRUE(who_is(log_in_as("bia@example.com")));
  EXPECT_EQ(read([&](sql::Snapshot& s) { return count_recovery_codes(s, bia.id); }), 0);
  EXPECT_THAT(audited(tenant), Contains("user.totp_removed ana@example.com"));
}

TEST_P(LostFactor, IsToldToThePersonByMail) {
  loop.run(remove_authenticator(services, as(ana), bia.id.text()));

  ASSERT_THAT(post.mails, SizeIs(1));
  const auto& mail = post.mails[0];
  EXPECT_EQ(mail.to, "bia@example.com");
  EXPECT_EQ(mail.subject, "Autenticador desligado no Mirante");
  EXPECT_THAT(mail.text, HasSubstr("ana@example.com desligou o autenticador"));
  EXPECT_THAT(mail.text, HasSubstr("Aurora"));
  EXPECT_THAT(mail.html, HasSubstr("https://panel.example.com/settings/profile"));
}

TEST_P(LostFactor, IsToldInThePersonsLanguage) {
  auto english = bia;
  english.language = Language::english;
  write([&](sql::Tx& tx) { update_profile(tx, english); });

  loop.run(remove_authenticator(services, as(ana), bia.id.text()));

  EXPECT_EQ(post.mails.at(0).subject, "Authenticator turned off on Mirante");
}

TEST_P(LostFactor, OfTheLastAdministratorIsTurnedOffOnTheMachine) {
  add_authenticator("ana@example.com");
  EXPECT_EQ(error_of(remove_authenticator(services, as(ana), ana.id.text())).code, "member.self");
  EXPECT_EQ(error_of(log_in(services, attempt("ana@example.com"))).code, "login.code_needed");

  loop.run(remove_authenticator(services, on_the_machine(), ana.id.text()));

  EXPECT_TRUE(who_is(log_in_as("ana@example.com")));
}

TEST_P(LostFactor, OfAMemberOfAnotherCompanyIsNoBusinessOfOneAlone) {
  const auto other = make_tenant("Boreal");
  write([&](sql::Tx& tx) {
    put_membership(tx, {.tenant = other, .user = bia.id, .role = Role::admin});
  });

  EXPECT_EQ(error_of(remove_authenticator(services, as(ana), bia.id.text())).code,
            "member.factor_elsewhere");
  EXPECT_NO_THROW(loop.run(remove_authenticator(services, on_the_machine(), bia.id.text())));
}

TEST_P(LostFactor, SaysWhereThereIsNone) {
  const auto caio = make_user("caio@example.com", tenant, Role::viewer);

  EXPECT_EQ(error_of(remove_authenticator(services, as(ana), caio.id.text())).code,
            "member.no_authenticator");
  EXPECT_EQ(error_of(remove_authenticator(services, as(ana), "us_x")).code, "member.unknown");
  EXPECT_THAT(post.mails, SizeIs(0));
}

INSTANTIATE_ON_ALL_ENGINES(LostFactor);

}  // namespace
}  // namespace mirante::identity
