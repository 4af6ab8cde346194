#include "features/identity/members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/identity/accept_link.h"
#include "features/identity/link_mail.h"
#include "features/identity/own_account.h"
#include "features/identity/own_password.h"
#include "features/identity/testing/identity_suite.h"

namespace mirante::identity {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Members : public testing::IdentityTest {
 protected:
  Members() {
    ana = make_user("ana@example.com", tenant, Role::admin);
    bia = make_user("bia@example.com", tenant, Role::operator_);
    other = make_tenant("Boreal");
    caio = make_user("caio@example.net", other, Role::admin);
  }

  CallContext as(const User& user, TenantId in) {
    return {.tenant = in, .actor = actor_of(user), .permissions = all_permissions()};
  }

  std::vector<std::string> members_of(TenantId of) {
    std::vector<std::string> lines;
    for (const auto& member : loop.run(list_all_members(services, as(ana, of))))
      lines.push_back(member.user.email + " " + std::string(to_string(member.membership.role)));
    return lines;
  }

  std::string invite(std::string email, std::string role = "operator") {
    return std::string(
        loop.run(identity::invite(services, as(ana, tenant), std::move(email), std::move(role)))
            .token.reveal());
  }

  NewPerson dora() {
    return {.name = "Dora Lima",
            .password = crypto::Secret("cinco barcos verdes"),
            .language = "en",
            .zone = "America/Manaus",
            .address = "203.0.113.9"};
  }

  User ana, bia, caio;
  TenantId other;
  const CustomerId loja{{1}};
  const AccountId caixa{{2}};
};

TEST_P(Members, AreThoseOfTheTenantAlone) {
  EXPECT_THAT(members_of(tenant), ElementsAre("ana@example.com admin", "bia@example.com operator"));
  EXPECT_THAT(members_of(other), ElementsAre("caio@example.net admin"));
}

TEST_P(Members, OfAnotherTenantDoNotExistForAnAdministrator) {
  const auto ctx = as(ana, tenant);

  EXPECT_EQ(error_of(change_member(services, ctx, caio.id.text(), {.role = "viewer"})).code,
            "member.unknown");
  EXPECT_EQ(error_of(remove_member(services, ctx, caio.id.text())).code, "member.unknown");
  EXPECT_EQ(error_of(offer_new_password(services, ctx, caio.id.text())).code, "member.unknown");
  EXPECT_THAT(members_of(other), ElementsAre("caio@example.net admin"));
}

TEST_P(Members, AreLoggedOutWhenTheirRoleChanges) {
  const auto token = log_in_as("bia@example.com");

  loop.run(change_member(services, as(ana, tenant), bia.id.text(), {.role = "viewer"}));

  EXPECT_FALSE(who_is(token));
  EXPECT_EQ(signed_in_as("bia@example.com").membership.role, Role::viewer);
}

TEST_P(Members, AreNotChangedByWhoHasSeenThemAsTheyWere) {
  const auto seen = entity_tag(loop.run(list_all_members(services, as(ana, tenant)))[1]);
  loop.run(change_member(services, as(ana, tenant), bia.id.text(),
                         {.role = "viewer", .if_match = seen}));

  const auto late = error_of(
      change_member(services, as(ana, tenant), bia.id.text(), {.role = "admin", .if_match = seen}));

  EXPECT_EQ(late.code, "member.changed");
  EXPECT_THAT(members_of(tenant), ElementsAre("ana@example.com admin", "bia@example.com viewer"));
}

TEST_P(Members, KeepOneAdministrator) {
  const auto ctx = as(ana, tenant);

  EXPECT_EQ(error_of(change_member(services, ctx, ana.id.text(), {.role = "viewer"})).code,
            "member.last_admin");
  EXPECT_EQ(error_of(remove_member(services, ctx, ana.id.text())).code, "member.last_admin");

  loop.run(change_member(services, ctx, bia.id.text(), {.role = "admin"}));
  loop.run(remove_member(services, ctx, ana.id.text()));
  EXPECT_THAT(members_of(tenant), ElementsAre("bia@example.com admin"));
}

TEST_P(Members, LoseSessionsAndTokensWithTheirMembership) {
  const auto session = log_in_as("bia@example.com");
  const auto token = loop.run(make_api_token(services, who_is(session).value(),
                                             {.name = "ci", .role = "operator", .days = 30}));
  const auto program = std::string(token.text.reveal());
  ASSERT_TRUE(loop.run(find_program_of(services, program)));

  loop.run(remove_member(services, as(ana, tenant), bia.id.text()));

  EXPECT_FALSE(who_is(session));
  EXPECT_FALSE(loop.run(find_program_of(services, program)));
}

TEST_P(Members, WhoseAccessChangesIsToldToWhatLastsLongerThanARequest) {
  const auto told = [&] {
    std::string users;
    for (const auto& row : read([&](sql::Snapshot& s) {
           return s.all("select body from events where kind = 'identity.changed' order by arrival");
         }))
      users += (users.empty() ? "" : " ") + Json::parse(row.text(0)).at("user").get<std::string>();
    return users;
  };
  const auto his = bia.id.text();
  const auto each = [&](auto change) {
    write([](sql::Tx& tx) { tx.exec("delete from events"); });
    change();
    return told();
  };
  auto who = signed_in_as("bia@example.com");

  EXPECT_EQ(each([&] { loop.run(log_out(services, who)); }), his);
  who = signed_in_as("bia@example.com");
  EXPECT_EQ(each([&] { loop.run(end_other_sessions(services, who)); }), his);
  EXPECT_EQ(each([&] { loop.run(end_own_session(services, who, who.session->text())); }), his);
  who = signed_in_as("bia@example.com");
  EXPECT_EQ(each([&] { loop.run(switch_tenant(services, who, tenant.text())); }), his);
  EXPECT_EQ(each([&] {
              loop.run(change_password(services, who, crypto::Secret(testing::good_password),
                                       crypto::Secret("cinco cavalos verdes")));
            }),
            his);
  const auto ctx = as(ana, tenant);
  EXPECT_EQ(each([&] { loop.run(change_member(services, ctx, his, {.role = "admin"})); }), his);
  EXPECT_EQ(each([&] { loop.run(remove_member(services, ctx, his)); }), his);
}

TEST_P(Members, JoinByAnInvitationThatWorksOnce) {
  const auto token = invite("Dora@Example.com");
  const auto shown = loop.run(show_link(services, token));
  EXPECT_EQ(shown.tenant_name, "Aurora");
  EXPECT_FALSE(shown.has_account);

  const auto begun = loop.run(join_as_new(services, token, dora()));

  const auto who = who_is(std::string(begun.token.reveal())).value();
  EXPECT_EQ(who.user.email, "dora@example.com");
  EXPECT_EQ(who.user.language, Language::english);
  EXPECT_EQ(who.membership.role, Role::operator_);
  EXPECT_EQ(error_of(join_as_new(services, token, dora())).code, "link.unknown");
  EXPECT_EQ(error_of(show_link(services, token)).code, "link.unknown");
}

TEST_P(Members, AreLimitedToCustomersAndAccountsByTheirInvitation) {
  const Reach reach{.is_everything = false, .customers = {loja}, .accounts = {caixa}};
  services.must_be_known = [](sql::Snapshot&, TenantId, const Reach&) {};
  const auto token = std::string(
      loop.run(identity::invite(services, as(ana, tenant), "dora@example.com", "viewer", reach))
          .token.reveal());

  const auto begun = loop.run(join_as_new(services, token, dora()));

  const auto who = who_is(std::string(begun.token.reveal())).value();
  EXPECT_EQ(who.membership.reach, reach);
  EXPECT_EQ(who.context.reach, reach);
}

TEST_P(Members, AreLimitedInTheTenantAndInTheirTokens) {
  services.must_be_known = [](sql::Snapshot&, TenantId, const Reach&) {};
  const auto before = signed_in_as("bia@example.com");
  const auto program =
      loop.run(make_api_token(services, before, {.name = "robot", .role = "operator", .days = 1}));
  const Reach reach{.is_everything = false, .accounts = {caixa}};

  loop.run(change_member(services, as(ana, tenant), bia.id.text(), {.reach = reach}));

  EXPECT_EQ(loop.run(find_program_of(services, program.text.reveal())).value().context.reach,
            reach);
  EXPECT_EQ(signed_in_as("bia@example.com").context.reach, reach);
  EXPECT_THAT(audited(tenant), ::testing::Contains("member.limits_changed ana@example.com"));
  loop.run(change_member(services, as(ana, tenant), bia.id.text(), {.reach = Reach{}}));
  EXPECT_TRUE(signed_in_as("bia@example.com").context.reach.is_everything);
}

TEST_P(Members, AreNotLimitedToNothingNorToWhatIsUnknownNorAsAdministrators) {
  services.must_be_known = [](sql::Snapshot&, TenantId, const Reach&) {
    throw Failure(Error{.kind = ErrorKind::not_found, .message = "", .code = "account.unknown"});
  };
  const auto ctx = as(ana, tenant);
  const Reach reach{.is_everything = false, .accounts = {caixa}};
  const auto change = [&](const User& user, MemberWish wish) {
    return error_of(change_member(services, ctx, user.id.text(), std::move(wish)));
  };

  EXPECT_EQ(change(bia, {.reach = Reach{.is_everything = false}}).field, "limits");
  EXPECT_EQ(change(bia, {.reach = reach}).code, "account.unknown");
  EXPECT_EQ(change(ana, {.reach = reach}).field, "limits");
  EXPECT_EQ(change(bia, {.role = "admin", .reach = reach}).field, "limits");
  EXPECT_TRUE(signed_in_as("bia@example.com").context.reach.is_everything);
}

TEST_P(Members, WhoAreLimitedManageNobodyWhateverTheStoreSays) {
  write([&](sql::Tx& tx) {
    put_membership(tx, {.tenant = tenant,
                        .user = bia.id,
                        .role = Role::admin,
                        .reach = {.is_everything = false, .accounts = {caixa}}});
  });
  auto ctx = signed_in_as("bia@example.com").context;

  EXPECT_FALSE(ctx.may(Permission::member_manage));
  EXPECT_FALSE(ctx.may(Permission::account_write));
  ctx.permissions = all_permissions();
  EXPECT_EQ(error_of(identity::invite(services, ctx, "x@example.com", "viewer")).code,
            "reach.limited");
  EXPECT_EQ(error_of(change_member(services, ctx, bia.id.text(), {.reach = Reach{}})).code,
            "reach.limited");
}

TEST_P(Members, AreInvitedForAWeekAndCanBeUninvited) {
  const auto token = invite("dora@example.com");
  pass(24h * 7);
  EXPECT_EQ(error_of(join_as_new(services, token, dora())).code, "link.unknown");

  const auto second = invite("dora@example.com");
  const auto listed = loop.run(list_invitations(services, as(ana, tenant)));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(error_of(take_back_invitation(services, as(caio, other), listed[0].id.text())).code,
            "invitation.unknown");
  loop.run(take_back_invitation(services, as(ana, tenant), listed[0].id.text()));
  EXPECT_EQ(error_of(show_link(services, second)).code, "link.unknown");
}

TEST_P(Members, OfOneTenantMayJoinAnotherWithTheSameLogin) {
  const auto token = invite("caio@example.net", "viewer");
  EXPECT_TRUE(loop.run(show_link(services, token)).has_account);
  EXPECT_EQ(error_of(join_as_new(services, token, dora())).code, "user.email_taken");
  EXPECT_EQ(error_of(join(services, signed_in_as("bia@example.com"), token)).code,
            "link.of_another");

  const auto session = log_in_as("caio@example.net");
  loop.run(join(services, who_is(session).value(), token));

  const auto who = who_is(session).value();
  EXPECT_EQ(who.context.tenant, tenant);
  EXPECT_EQ(who.membership.role, Role::viewer);
  loop.run(switch_tenant(services, who, other.text()));
  EXPECT_EQ(who_is(session)->context.tenant, other);
  EXPECT_EQ(error_of(switch_tenant(services, signed_in_as("bia@example.com"), other.text())).code,
            "tenant.unknown");
}

TEST_P(Members, WhoAreMembersAlreadyAreNotInvited) {
  EXPECT_EQ(error_of(identity::invite(services, as(ana, tenant), "bia@example.com", "viewer")).code,
            "member.already");
  EXPECT_EQ(error_of(identity::invite(services, as(ana, tenant), "bia", "viewer")).field, "email");
  EXPECT_EQ(error_of(identity::invite(services, as(ana, tenant), "x@y.z", "owner")).field, "role");
}

TEST_P(Members, ChooseANewPasswordByALinkThatWorksOnce) {
  const auto session = log_in_as("bia@example.com");
  const auto made = loop.run(offer_new_password(services, as(ana, tenant), bia.id.text()));
  const std::string token(made.token.reveal());
  EXPECT_EQ(error_of(join_as_new(services, token, dora())).code, "link.unknown");
  EXPECT_EQ(error_of(choose_new_password(services, token, crypto::Secret("short"))).field,
            "password");

  loop.run(choose_new_password(services, token, crypto::Secret("cinco barcos verdes")));

  EXPECT_FALSE(who_is(session));
  EXPECT_EQ(error_of(log_in(services, attempt("bia@example.com"))).code, "login.wrong");
  EXPECT_NO_THROW(loop.run(log_in(services, attempt("bia@example.com", "cinco barcos verdes"))));
  EXPECT_EQ(
      error_of(choose_new_password(services, token, crypto::Secret("seis barcos azuis"))).code,
      "link.unknown");
}

TEST_P(Members, OfTwoTenantsAreNotTakenOverByTheAdministratorOfOne) {
  write([&](sql::Tx& tx) {
    put_membership(tx, {.tenant = other, .user = bia.id, .role = Role::admin});
  });

  EXPECT_EQ(error_of(offer_new_password(services, as(ana, tenant), bia.id.text())).code,
            "member.elsewhere");
}

TEST_P(Members, WhoJoinAnotherTenantMeanwhileAreNotTakenOverByAnOlderLink) {
  const auto made = loop.run(offer_new_password(services, as(ana, tenant), bia.id.text()));
  write([&](sql::Tx& tx) {
    put_membership(tx, {.tenant = other, .user = bia.id, .role = Role::admin});
  });

  EXPECT_EQ(error_of(choose_new_password(services, std::string(made.token.reveal()),
                                         crypto::Secret("cinco barcos verdes")))
                .code,
            "link.unknown");
  EXPECT_NO_THROW(log_in_as("bia@example.com"));
}

TEST_P(Members, KeepTheirRoleWhenAnOlderInvitationIsTaken) {
  const auto token = invite("eva@example.com", "viewer");
  make_user("eva@example.com", tenant, Role::admin);

  EXPECT_EQ(error_of(join(services, signed_in_as("eva@example.com"), token)).code,
            "member.already");
  EXPECT_EQ(signed_in_as("eva@example.com").membership.role, Role::admin);
}

TEST_P(Members, JoinFromABrowserWithAnyName) {
  auto person = dora();
  person.agent = "\xFF\xFE" + std::string(1'000, 'x');

  const auto begun = loop.run(join_as_new(services, invite("dora@example.com"), std::move(person)));

  EXPECT_EQ(begun.session.agent, "??" + std::string(398, 'x'));
}

TEST_P(Members, GiveProgramsAtMostTheirOwnRights) {
  const auto who = signed_in_as("bia@example.com");
  const auto make = [&](std::string role, std::int64_t days) {
    return make_api_token(services, who, {.name = "ci", .role = std::move(role), .days = days});
  };
  EXPECT_EQ(error_of(make("admin", 30)).field, "role");
  EXPECT_EQ(error_of(make("viewer", 0)).field, "days");
  EXPECT_EQ(error_of(make("viewer", 367)).field, "days");

  const auto made = loop.run(make("viewer", 30));
  const std::string token(made.text.reveal());
  const auto program = loop.run(find_program_of(services, token)).value();

  EXPECT_FALSE(program.context.may(Permission::server_switch));
  EXPECT_TRUE(program.context.may(Permission::server_read));
  EXPECT_EQ(program.context.actor.name, "bia@example.com, token \"ci\"");
  EXPECT_EQ(error_of(make_api_token(services, program, {"x", "viewer", 1})).code,
            "token.by_program");
  pass(24h * 30);
  EXPECT_FALSE(loop.run(find_program_of(services, token)));
}

TEST_P(Members, TakeTheirOwnTokensBackAndNobodyElses) {
  const auto made = loop.run(make_api_token(services, signed_in_as("bia@example.com"),
                                            {.name = "ci", .role = "viewer", .days = 30}));
  const auto id = made.token.id.text();

  EXPECT_EQ(error_of(remove_own_token(services, signed_in_as("ana@example.com"), id)).code,
            "token.unknown");
  loop.run(remove_own_token(services, signed_in_as("bia@example.com"), id));
  EXPECT_THAT(loop.run(list_own_tokens(services, signed_in_as("bia@example.com"))), IsEmpty());
}

TEST_P(Members, SeeAndEndTheirOwnSessionsAndNobodyElses) {
  const auto first = log_in_as("bia@example.com"), second = log_in_as("bia@example.com");
  const auto bias = who_is(second).value();
  const auto id = who_is(first)->session->text();
  EXPECT_EQ(loop.run(list_own_sessions(services, bias)).size(), 2U);

  EXPECT_EQ(error_of(end_own_session(services, signed_in_as("ana@example.com"), id)).code,
            "session.unknown");
  loop.run(end_own_session(services, bias, id));
  EXPECT_FALSE(who_is(first));

  const auto third = log_in_as("bia@example.com");
  loop.run(end_other_sessions(services, bias));
  EXPECT_FALSE(who_is(third));
  EXPECT_TRUE(who_is(second));
}

TEST_P(Members, ChangeTheirPasswordByProvingThePresentOne) {
  const auto here = log_in_as("bia@example.com"), elsewhere = log_in_as("bia@example.com");
  const auto who = who_is(here).value();
  const auto change = [&](std::string_view present, std::string_view wished) {
    return change_password(services, who, crypto::Secret(present), crypto::Secret(wished));
  };
  EXPECT_EQ(error_of(change("wrong", "cinco barcos verdes")).code, "login.wrong");
  EXPECT_EQ(error_of(change(testing::good_password, "short")).field, "password");

  loop.run(change(testing::good_password, "cinco barcos verdes"));

  EXPECT_TRUE(who_is(here));
  EXPECT_FALSE(who_is(elsewhere));
  EXPECT_NO_THROW(loop.run(log_in(services, attempt("bia@example.com", "cinco barcos verdes"))));
}

TEST_P(Members, CannotGuessThePasswordWithAStolenSession) {
  const auto who = signed_in_as("bia@example.com");
  const auto guess = [&] {
    return error_of(prove_password(services, who, "user.password_changed", crypto::Secret("wrong")))
        .code;
  };

  for (int i = 0; i < 20; ++i) EXPECT_EQ(guess(), "login.wrong");
  EXPECT_EQ(guess(), "login.slow_down");
  EXPECT_EQ(audited(tenant).front(), "user.password_changed bia@example.com!login.wrong");
}

TEST_P(Members, ChangeTheirProfile) {
  const auto who = signed_in_as("bia@example.com");

  const auto changed =
      loop.run(change_profile(services, who, {.name = "Beatriz", .language = "en", .zone = "UTC"}));

  EXPECT_EQ(changed.name, "Beatriz");
  EXPECT_EQ(signed_in_as("bia@example.com").user, changed);
  EXPECT_EQ(error_of(change_profile(services, who, {.zone = "Brasil"})).field, "zone");
}

TEST_P(Members, ChangeTheirProfileInTwoPlacesWithoutUndoingEither) {
  const auto who = signed_in_as("bia@example.com");
  loop.run(change_profile(services, who, {.name = "Beatriz", .if_match = profile_tag(who.user)}));

  // What `who` has read is older than the store.
  const auto late =
      error_of(change_profile(services, who, {.zone = "UTC", .if_match = profile_tag(who.user)}));
  const auto both = loop.run(change_profile(services, who, {.zone = "UTC"}));

  EXPECT_EQ(late.code, "profile.changed");
  EXPECT_EQ(both.name, "Beatriz");
  EXPECT_EQ(both.zone, "UTC");
}

/// Keeps what it is given, and takes no mail to some addresses.
class KeptMails final : public LinkPost {
 public:
  std::string panel_address() const override { return address; }
  bool post(sql::Tx&, const CallContext&, const LinkMail& mail) override {
    if (mail.to.starts_with("nobody")) return false;
    mails.push_back(mail);
    return true;
  }
  void withdraw(sql::Tx&, const CallContext&, Link::Purpose purpose,
                std::string_view email) override {
    const auto is_it = [&](const LinkMail& mail) {
      return mail.kind == to_string(purpose) && mail.to == email;
    };
    std::erase_if(mails, is_it);
  }

  std::string address = "https://panel.example.com";
  std::vector<LinkMail> mails;
};

TEST_P(Members, AreMailedTheLinksThatAreMadeForThem) {
  KeptMails post;
  services.post = &post;
  const auto invited =
      loop.run(identity::invite(services, as(ana, tenant), "dora@example.com", "viewer"));
  const auto offered = loop.run(offer_new_password(services, as(ana, tenant), bia.id.text()));
  const auto unmailable =
      loop.run(identity::invite(services, as(ana, tenant), "nobody@example.com", "viewer"));

  EXPECT_TRUE(invited.is_mailed);
  EXPECT_TRUE(offered.is_mailed);
  EXPECT_FALSE(unmailable.is_mailed);
  ASSERT_EQ(post.mails.size(), 2u);
  EXPECT_EQ(post.mails[0].to, "dora@example.com");
  EXPECT_THAT(post.mails[0].text, ::testing::HasSubstr(std::string(invited.token.reveal())));
  EXPECT_THAT(post.mails[0].text, ::testing::HasSubstr("Aurora"));
  EXPECT_EQ(post.mails[1].to, "bia@example.com");
  EXPECT_EQ(post.mails[1].to_name, bia.name);
}

TEST_P(Members, AreNotMailedWhatWasTakenBackOrReplaced) {
  KeptMails post;
  services.post = &post;
  const auto older =
      loop.run(identity::invite(services, as(ana, tenant), "dora@example.com", "viewer"));
  const auto newer =
      loop.run(identity::invite(services, as(ana, tenant), "dora@example.com", "operator"));
  loop.run(identity::invite(services, as(ana, tenant), "elsa@example.com", "viewer"));
  loop.run(offer_new_password(services, as(ana, tenant), bia.id.text()));
  ASSERT_EQ(post.mails.size(), 3u);
  EXPECT_THAT(post.mails[0].text, ::testing::HasSubstr(std::string(newer.token.reveal())));

  loop.run(take_back_invitation(services, as(ana, tenant), newer.link.id.text()));
  loop.run(remove_member(services, as(ana, tenant), bia.id.text()));

  ASSERT_EQ(post.mails.size(), 1u);
  EXPECT_EQ(post.mails[0].to, "elsa@example.com");
}

TEST_P(Members, AreMailedInTheirLanguageOrThatOfWhoeverInvites) {
  KeptMails post;
  services.post = &post;
  ana.language = Language::english;
  write([&](sql::Tx& tx) { update_profile(tx, ana); });
  invite("dora@example.com");
  loop.run(offer_new_password(services, as(ana, tenant), bia.id.text()));

  ASSERT_EQ(post.mails.size(), 2u);
  EXPECT_THAT(post.mails[0].subject, ::testing::HasSubstr("Invitation"));
  EXPECT_EQ(post.mails[1].subject, "Nova senha no Mirante");
}

TEST_P(Members, AreNotMailedWhereNobodyKnowsThePanelsAddress) {
  KeptMails post;
  post.address = "";
  services.post = &post;

  const auto invited =
      loop.run(identity::invite(services, as(ana, tenant), "dora@example.com", "viewer"));

  EXPECT_FALSE(invited.is_mailed);
  EXPECT_THAT(post.mails, IsEmpty());
}

INSTANTIATE_ON_ALL_ENGINES(Members);

}  // namespace
}  // namespace mirante::identity
