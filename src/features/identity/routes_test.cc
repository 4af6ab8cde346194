#include "features/identity/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/identity/testing/identity_suite.h"

namespace mirante::identity {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Answer {
  int status = 0;
  Json json;
  http::Headers headers;

  std::string cookie() const { return http::header_text(headers, "Set-Cookie"); }
  std::string code() const { return json.is_object() ? json.value("code", "") : ""; }
};

/// A browser or a program, over the wire's own terms.
class Web : public testing::IdentityTest {
 protected:
  Web() {
    add_routes(router, services, set_up_code);
    router.add(http::Verb::post, "/api/v1/switch", Permission::server_switch,
               [](CallContext, const http::Request&) -> Task<http::Response> {
                 co_return http::Response::no_content();
               });
  }

  Answer ask(const std::string& method, const std::string& path, const Json& body = nullptr,
             http::Headers headers = {}) {
    for (const auto& [name, value] : usual) headers.emplace_back(name, value);
    auto request =
        or_throw(http::parse_request(method, path, headers, body.is_null() ? "" : body.dump()));
    request.client = {.address = "203.0.113.7", .is_secure = true};
    http::Response response;
    try {
      auto ctx = loop.run(web_context(services)(request, {})).context;
      response = loop.run(router.answer(std::move(ctx), std::move(request)));
    } catch (const Failure& failure) {
      response = http::problem(failure.error());
    }
    return {response.status, Json::parse(response.body, nullptr, false), response.headers};
  }
  Answer log_in_as(const std::string& email) {
    auto answer =
        ask("POST", "/api/v1/session", {{"email", email}, {"password", testing::good_password}});
    const auto text = answer.cookie();
    usual = {{"Host", "painel.example.com"},
             {"Origin", "https://painel.example.com"},
             {"Cookie", text.substr(0, text.find(';'))}};
    return answer;
  }

  SetUpCode set_up_code{rng};
  http::Router router;
  http::Headers usual{{"Host", "painel.example.com"}};
};

TEST_P(Web, EndsASessionWhosePageIsOpenAndAloneAfterTwelveHours) {
  make_user("ana@example.com", tenant, Role::operator_);
  log_in_as("ana@example.com");
  const http::Headers alone{{"Mirante-Background", "true"}};

  pass(11h);
  EXPECT_EQ(ask("GET", "/api/v1/session", nullptr, alone).status, 200);
  // Its stream is opened again: who asks is known, and nothing is noted.
  ask("GET", "/api/v1/events");
  pass(1h);

  EXPECT_EQ(ask("GET", "/api/v1/session").status, 401);
}

TEST_P(Web, KeepsASessionThatAPersonUses) {
  make_user("ana@example.com", tenant, Role::operator_);
  log_in_as("ana@example.com");

  pass(11h);
  EXPECT_EQ(ask("GET", "/api/v1/session").status, 200);
  pass(1h);

  EXPECT_EQ(ask("GET", "/api/v1/session").status, 200);
}

TEST_P(Web, SetsACookieThatScriptsAndOtherSitesCannotUse) {
  make_user("ana@example.com", tenant, Role::operator_);

  const auto answer = log_in_as("ana@example.com");

  EXPECT_EQ(answer.status, 201);
  EXPECT_THAT(answer.cookie(), HasSubstr("__Host-mirante=ms_"));
  EXPECT_THAT(answer.cookie(), HasSubstr("; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"));
  EXPECT_EQ(answer.json["user"]["email"], "ana@example.com");
  EXPECT_EQ(answer.json["role"], "operator");
  EXPECT_THAT(answer.json["permissions"], Contains("server.switch"));
  EXPECT_EQ(answer.json["tenants"][0]["name"], "Aurora");
  EXPECT_EQ(ask("POST", "/api/v1/switch").status, 204);
}

TEST_P(Web, KnowsNobodyWithoutASession) {
  EXPECT_EQ(ask("POST", "/api/v1/switch").code(), "session.needed");
  EXPECT_EQ(ask("GET", "/api/v1/session").code(), "session.needed");
  EXPECT_EQ(ask("GET", "/api/v1/members").code(), "session.needed");
  EXPECT_EQ(ask("POST", "/api/v1/switch").status, 401);
}

TEST_P(Web, LetsAViewerSwitchNothing) {
  make_user("vera@example.com", tenant, Role::viewer);
  log_in_as("vera@example.com");

  const auto answer = ask("POST", "/api/v1/switch");

  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.code(), "permission.missing");
}

TEST_P(Web, TakesNoChangeFromAnotherSitesPage) {
  make_user("ana@example.com", tenant, Role::operator_);
  log_in_as("ana@example.com");
  const auto from = [&](http::Headers headers) {
    usual.erase(usual.begin() + 1);  // The origin.
    auto answer = ask("POST", "/api/v1/switch", nullptr, std::move(headers));
    usual.insert(usual.begin() + 1, {"Origin", "https://painel.example.com"});
    return answer.code();
  };

  EXPECT_EQ(from({{"Origin", "https://evil.example.net"}}), "request.cross_site");
  EXPECT_EQ(from({{"Origin", "http://painel.example.com"}}), "request.cross_site");
  EXPECT_EQ(from({{"Origin", "null"}}), "request.cross_site");
  EXPECT_EQ(from({{"Sec-Fetch-Site", "same-site"}}), "request.cross_site");
  EXPECT_EQ(from({}), "request.cross_site");
  EXPECT_EQ(from({{"Sec-Fetch-Site", "same-origin"}}), "");
}

TEST_P(Web, IsLoggedInByNoOtherSitesPage) {
  make_user("ana@example.com", tenant, Role::operator_);

  const auto answer = ask("POST", "/api/v1/session",
                          {{"email", "ana@example.com"}, {"password", testing::good_password}},
                          {{"Origin", "https://evil.example.net"}});

  EXPECT_EQ(answer.code(), "request.cross_site");
  EXPECT_EQ(answer.cookie(), "");
}

TEST_P(Web, EndsTheSessionAndItsCookie) {
  make_user("ana@example.com", tenant, Role::operator_);
  log_in_as("ana@example.com");

  const auto answer = ask("DELETE", "/api/v1/session");

  EXPECT_EQ(answer.status, 204);
  EXPECT_THAT(answer.cookie(), HasSubstr("__Host-mirante=; "));
  EXPECT_THAT(answer.cookie(), HasSubstr("Max-Age=0"));
  EXPECT_EQ(ask("POST", "/api/v1/switch").code(), "session.needed");
}

TEST_P(Web, GivesEachLoginATokenOfItsOwn) {
  make_user("ana@example.com", tenant, Role::operator_);
  const auto first = log_in_as("ana@example.com").cookie();

  // A cookie that somebody planted before the login is worth nothing after it.
  EXPECT_NE(log_in_as("ana@example.com").cookie(), first);
}

TEST_P(Web, LetsProgramsInByATokenAndNotByItsPast) {
  make_user("ana@example.com", tenant, Role::operator_);
  log_in_as("ana@example.com");
  const auto made =
      ask("POST", "/api/v1/tokens", {{"name", "ci"}, {"role", "operator"}, {"days", 30}});
  ASSERT_EQ(made.status, 201) << made.json.dump();
  usual = {{"Host", "painel.example.com"},
           {"Authorization", "Bearer " + made.json["token"].get<std::string>()}};
  EXPECT_EQ(ask("POST", "/api/v1/switch").status, 204);

  usual[1].second += "x";
  const auto wrong = ask("GET", "/api/v1/session");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.code(), "token.wrong");
}

TEST_P(Web, KeepsProgramsFromWhatBelongsToThePerson) {
  const auto ana = make_user("ana@example.com", tenant, Role::admin);
  const auto other = make_tenant("Boreal");
  write([&](sql::Tx& tx) {
    put_membership(tx, {.tenant = other, .user = ana.id, .role = Role::admin});
  });
  log_in_as("ana@example.com");
  const auto made =
      ask("POST", "/api/v1/tokens", {{"name", "ci"}, {"role", "viewer"}, {"days", 30}});
  const auto browser = usual;
  usual = {{"Host", "painel.example.com"},
           {"Authorization", "Bearer " + made.json["token"].get<std::string>()}};
  const auto refused = [&](const std::string& method, const std::string& path,
                           const Json& body = nullptr) { return ask(method, path, body).code(); };

  EXPECT_EQ(refused("GET", "/api/v1/sessions"), "token.by_program");
  EXPECT_EQ(refused("DELETE", "/api/v1/sessions"), "token.by_program");
  EXPECT_EQ(refused("PATCH", "/api/v1/me", {{"name", "Eva"}}), "token.by_program");
  EXPECT_EQ(refused("PUT", "/api/v1/me/password",
                    {{"present", testing::good_password}, {"password", "cinco barcos verdes"}}),
            "token.by_program");
  EXPECT_EQ(refused("POST", "/api/v1/me/authenticator", {{"password", testing::good_password}}),
            "token.by_program");
  EXPECT_EQ(refused("GET", "/api/v1/tokens"), "token.by_program");
  EXPECT_EQ(refused("DELETE", "/api/v1/tokens/" + made.json["id"].get<std::string>()),
            "token.by_program");
  EXPECT_EQ(refused("POST", "/api/v1/links/accept", {{"token", "ml_x"}}), "token.by_program");
  const auto session = ask("GET", "/api/v1/session").json;
  EXPECT_THAT(session["tenants"], SizeIs(1));
  usual = browser;
  EXPECT_THAT(ask("GET", "/api/v1/session").json["tenants"], SizeIs(2));
}

TEST_P(Web, ShowsATokenOnceAndListsItWithoutItsSecret) {
  make_user("ana@example.com", tenant, Role::operator_);
  log_in_as("ana@example.com");
  const auto made =
      ask("POST", "/api/v1/tokens", {{"name", "ci"}, {"role", "viewer"}, {"days", 30}});

  const auto listed = ask("GET", "/api/v1/tokens").json["tokens"];

  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(listed[0]["id"], made.json["id"]);
  EXPECT_EQ(listed.dump().find(made.json["token"].get<std::string>()), std::string::npos);
}

TEST_P(Web, TellsHowLongToWaitAfterTooManyWrongPasswords) {
  Answer answer;
  for (int i = 0; i < 25 && answer.status != 429; ++i)
    answer = ask("POST", "/api/v1/session", {{"email", "x@example.com"}, {"password", "wrong"}});

  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.code(), "login.slow_down");
  EXPECT_GT(std::stoi(http::header_text(answer.headers, "Retry-After")), 0);
}

TEST_P(Web, TellsItAlsoWhereAPasswordIsProvedAgain) {
  make_user("ana@example.com", tenant, Role::operator_);
  log_in_as("ana@example.com");
  Answer answer;
  for (int i = 0; i < 25 && answer.code() != "login.slow_down"; ++i)
    answer = ask("PUT", "/api/v1/me/password",
                 {{"present", "wrong"}, {"password", "cinco barcos verdes"}});

  EXPECT_EQ(answer.status, 429);
  EXPECT_GT(std::stoi(http::header_text(answer.headers, "Retry-After")), 0);
}

TEST_P(Web, LeadsFromTheFirstPageToAnInvitedColleague) {
  EXPECT_EQ(ask("GET", "/api/v1/set-up").json["needed"], true);
  auto begun = ask("POST", "/api/v1/set-up",
                   {{"code", set_up_code.text()},
                    {"company", "Aurora Loja"},
                    {"name", "Ana"},
                    {"email", "ana@example.com"},
                    {"password", testing::good_password},
                    {"language", "pt-BR"},
                    {"zone", "America/Sao_Paulo"}});
  ASSERT_EQ(begun.status, 201) << begun.json.dump();
  EXPECT_EQ(ask("GET", "/api/v1/set-up").json["needed"], false);
  log_in_as("ana@example.com");
  const auto invited =
      ask("POST", "/api/v1/invitations", {{"email", "bia@example.com"}, {"role", "viewer"}});
  ASSERT_EQ(invited.status, 201) << invited.json.dump();
  const auto path = invited.json["path"].get<std::string>();
  ASSERT_THAT(path, ::testing::StartsWith("/join#ml_"));
  const auto token = path.substr(path.find('#') + 1);

  usual = {{"Host", "painel.example.com"}};
  EXPECT_EQ(ask("POST", "/api/v1/links/show", {{"token", token}}).json["tenant_name"],
            "Aurora Loja");
  const auto joined = ask("POST", "/api/v1/links/join",
                          {{"token", token},
                           {"name", "Bia"},
                           {"password", "cinco barcos verdes"},
                           {"language", "en"},
                           {"zone", "UTC"}});

  EXPECT_EQ(joined.status, 201) << joined.json.dump();
  EXPECT_EQ(joined.json["role"], "viewer");
  EXPECT_EQ(ask("POST", "/api/v1/links/show", {{"token", token}}).status, 404);
}

TEST_P(Web, TakesAndShowsLimits) {
  services.must_be_known = [](sql::Snapshot&, TenantId, const Reach&) {};
  make_user("ana@example.com", tenant, Role::admin);
  const auto bia = make_user("bia@example.com", tenant, Role::viewer);
  log_in_as("ana@example.com");
  const auto account = AccountId{{7}}.text(), customer = CustomerId{{8}}.text();
  const Json limits{{"customers", {customer}}, {"accounts", {account}}};
  const auto path = "/api/v1/members/" + bia.id.text();

  EXPECT_EQ(ask("GET", "/api/v1/session").json["limits"], nullptr);
  EXPECT_EQ(ask("PATCH", path, {{"limits", limits}}).json["limits"], limits);
  EXPECT_EQ(ask("PATCH", path, {{"role", "operator"}}).json["limits"], limits);
  EXPECT_EQ(ask("GET", "/api/v1/members").json["members"][1]["limits"], limits);
  EXPECT_EQ(ask("POST", "/api/v1/invitations",
                {{"email", "caio@example.com"}, {"role", "viewer"}, {"limits", limits}})
                .json["limits"],
            limits);
  const auto wrong = [&](const Json& given) {
    return ask("PATCH", path, {{"limits", given}}).json.value("field", "");
  };
  EXPECT_EQ(wrong("all"), "limits");
  EXPECT_EQ(wrong({{"accounts", {customer}}}), "limits.accounts");
  EXPECT_EQ(wrong({{"regions", Json::array()}}), "limits.regions");
  EXPECT_EQ(wrong({{"customers", Json::array()}}), "limits");
  EXPECT_EQ(ask("PATCH", path, {{"limits", nullptr}}).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/members").json["members"][1]["limits"], nullptr);
}

TEST_P(Web, NamesTheMemberAtFault) {
  make_user("ana@example.com", tenant, Role::admin);
  log_in_as("ana@example.com");
  const auto field = [&](const std::string& method, const std::string& path, const Json& body) {
    return ask(method, path, body).json.value("field", "");
  };

  EXPECT_EQ(field("POST", "/api/v1/tokens", {{"name", "x"}, {"role", "viewer"}}), "days");
  EXPECT_EQ(field("POST", "/api/v1/invitations", {{"email", "x@y.z"}, {"role", "god"}}), "role");
  EXPECT_EQ(field("PATCH", "/api/v1/me", {{"zone", "Brasil"}}), "zone");
  EXPECT_EQ(field("PATCH", "/api/v1/me", {{"nome", "Ana"}}), "nome");
  EXPECT_EQ(field("PUT", "/api/v1/me/password", {{"present", "x"}}), "password");
}

INSTANTIATE_TEST_SUITE_P(Sqlite, Web, ::testing::Values(sql::testing::EngineKind::sqlite));

}  // namespace
}  // namespace mirante::identity
