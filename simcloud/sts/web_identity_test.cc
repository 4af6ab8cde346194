// Becoming a role with an identity provider's token: what STS lets in, and that the client's own
// provider of credentials gets what it needs of it.
#include "gen/sts/get_caller_identity.h"
#include "platform/aws/client.h"
#include "platform/runtime/simulated_loop.h"
#include "simcloud/simulated_transport.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view estate =
    R"({"accounts": [{"id": "210987654321", "name": "Loja", "roles": [{"name": "mirante"}]}]})";
const std::string loja = "210987654321";
const std::string deploy = "arn:aws:iam::210987654321:role/deploy";

std::string trust(const std::string& condition) {
  return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",
             "Action":"sts:AssumeRoleWithWebIdentity",
             "Principal":{"Federated":"arn:aws:iam::210987654321:oidc-provider/oidc.example/id"},
             "Condition":)" +
         condition + "}}";
}

struct WebIdentity : testing::Test {
  WebIdentity() {
    world.call(world.admin(loja), "iam", "us-east-1", "CreateRole",
               {{"RoleName", "deploy"},
                {"AssumeRolePolicyDocument",
                 trust(R"({"StringEquals":{"oidc.example/id:aud":"sts.amazonaws.com"},
                           "StringLike":{"oidc.example/id:sub":"repo:loja/*"}})")}});
    world.wait(std::chrono::minutes(1));  // New roles are not known everywhere at once.
  }

  std::string token(const Json& more = Json::object()) {
    Json claims{{"issuer", "https://oidc.example/id"}, {"subject", "repo:loja/site"}};
    claims.update(more);
    return world.control("POST", "/_simcloud/web-identity-tokens", claims)["token"];
  }
  Reply assume(const std::string& text, const Parameters& more = {},
               const std::string& role = deploy) {
    auto body =
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=site&RoleArn=" +
        percent_encode(role) + "&WebIdentityToken=" + percent_encode(text);
    for (const auto& [name, value] : more) body += "&" + name + "=" + percent_encode(value);
    return {world.world.handle({.method = "POST",
                                .target = "/",
                                .headers = {{"Host", "sts.sa-east-1.amazonaws.com"},
                                            {"Content-Type", "application/x-www-form-urlencoded"}},
                                .body = std::move(body)},
                               world.now)};
  }

  TestWorld world{estate};
};

TEST_F(WebIdentity, OpensASessionOfTheRoleWithoutASignature) {
  const auto reply = assume(token(), {{"DurationSeconds", "900"}});

  ASSERT_EQ(reply.outcome(), "200") << reply.answer.body;
  EXPECT_EQ(reply.text("SubjectFromWebIdentityToken"), "repo:loja/site");
  EXPECT_EQ(reply.text("Audience"), "sts.amazonaws.com");
  EXPECT_EQ(reply.text("Provider"), "arn:aws:iam::210987654321:oidc-provider/oidc.example/id");
  EXPECT_EQ(
      reply.text("Expiration"),
      to_iso8601(std::chrono::floor<std::chrono::seconds>(world.now) + std::chrono::seconds(900)));
  const Keys session{reply.text("AccessKeyId"), reply.text("SecretAccessKey"),
                     reply.text("SessionToken")};
  EXPECT_EQ(world.call(session, "sts", "sa-east-1", "GetCallerIdentity").text("Arn"),
            "arn:aws:sts::210987654321:assumed-role/deploy/site");
}

TEST_F(WebIdentity, AsksTheTrustPolicyForProviderAudienceAndSubject) {
  EXPECT_EQ(assume(token({{"audience", "outro"}})).outcome(), "403 AccessDenied");
  EXPECT_EQ(assume(token({{"subject", "repo:banco/site"}})).outcome(), "403 AccessDenied");
  EXPECT_EQ(assume(token(), {}, "arn:aws:iam::210987654321:role/mirante").outcome(),
            "403 AccessDenied");
  EXPECT_EQ(assume(token(), {}, "arn:aws:iam::210987654321:role/nenhum").outcome(),
            "403 AccessDenied");
  EXPECT_EQ(assume(token(), {}, "arn:aws:iam::999999999999:role/deploy").outcome(),
            "403 AccessDenied");
}

TEST_F(WebIdentity, RefusesTokensThatAreForgedOfStrangersOrNone) {
  auto forged = token();
  forged.back() = forged.back() == 'A' ? 'B' : 'A';

  EXPECT_EQ(assume(forged).outcome(), "400 InvalidIdentityToken");
  EXPECT_EQ(assume("isto não é um token").outcome(), "400 InvalidIdentityToken");
  EXPECT_EQ(assume("a.b.c").outcome(), "400 InvalidIdentityToken");
  const auto stranger = assume(token({{"issuer", "https://outro.example"}}));
  EXPECT_EQ(stranger.outcome(), "400 InvalidIdentityToken");
  EXPECT_EQ(stranger.text("Message"),
            "No OpenIDConnect provider found in your account for https://outro.example");
}

TEST_F(WebIdentity, RefusesATokenFromTheSecondInWhichItEnds) {
  const auto lasting = token({{"lifetime_s", 60}});
  world.wait(std::chrono::seconds(59));
  EXPECT_EQ(assume(lasting).outcome(), "200");
  world.wait(std::chrono::seconds(1));

  EXPECT_EQ(assume(lasting).outcome(), "400 ExpiredTokenException");
}

TEST_F(WebIdentity, StandsInTheTrailUnderTheNameOfTheToken) {
  const auto secret = token();
  assume(secret);
  assume(token({{"audience", "outro"}}));
  assume("isto não é um token");
  world.wait(std::chrono::minutes(15));

  const auto found = world.call_json(
      world.admin(loja), "cloudtrail", "sa-east-1",
      "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
      {{"LookupAttributes",
        {{{"AttributeKey", "EventName"}, {"AttributeValue", "AssumeRoleWithWebIdentity"}}}}});

  ASSERT_EQ(found["Events"].size(), 3U) << found.dump();
  const auto record = [&](std::size_t i) {
    return Json::parse(found["Events"][i]["CloudTrailEvent"].get<std::string>());
  };
  EXPECT_EQ(record(0)["userIdentity"], (Json{{"type", "Unknown"}}));
  EXPECT_EQ(record(0)["errorCode"], "InvalidIdentityToken");
  EXPECT_EQ(record(1)["errorCode"], "AccessDenied");
  const std::string provider = "arn:aws:iam::210987654321:oidc-provider/oidc.example/id";
  EXPECT_EQ(record(2)["userIdentity"],
            (Json{{"type", "WebIdentityUser"},
                  {"principalId", provider + ":sts.amazonaws.com:repo:loja/site"},
                  {"userName", "repo:loja/site"},
                  {"identityProvider", provider}}));
  EXPECT_EQ(found["Events"][2]["Username"], "repo:loja/site");
  EXPECT_EQ(record(2)["requestParameters"]["roleArn"], deploy);
  EXPECT_EQ(found.dump().find(secret.substr(0, 40)), std::string::npos);
}

TEST_F(WebIdentity, IsHitByFaultsAsAnyCall) {
  world.control("POST", "/_simcloud/faults",
                {{"kind", "throttle"},
                 {"account", loja},
                 {"action", "AssumeRoleWithWebIdentity"},
                 {"times", 1}});

  EXPECT_EQ(assume(token()).outcome(), "400 Throttling");
  EXPECT_EQ(assume(token()).outcome(), "200");
  world.control("POST", "/_simcloud/faults", {{"kind", "outage"}, {"region", "sa-east-1"}});
  EXPECT_EQ(assume(token()).answer.delivery, WireAnswer::Delivery::reset);
}

TEST_F(WebIdentity, KeepsTheTokenOutOfTheLedger) {
  const auto secret = token();
  assume(secret);

  const auto calls = world.control("GET", "/_simcloud/calls?action=AssumeRoleWithWebIdentity");
  EXPECT_NE(calls.dump().find("RoleSessionName"), std::string::npos);
  EXPECT_EQ(calls.dump().find(secret.substr(0, 40)), std::string::npos);
}

TEST_F(WebIdentity, GivesTheClientCredentialsThatItRenewsWithTheTokenOfTheMoment) {
  SimulatedLoop loop{world.now};
  SeededRng rng{1};
  SimulatedTransport transport{world.world, loop};
  aws::Client client{loop, rng, transport};
  std::string text = token();
  const aws::Target target{
      .credentials = aws::web_identity(client, loop, {"sa-east-1"},
                                       {.role_arn = deploy,
                                        .session_name = "painel",
                                        .read_token = [&] { return crypto::Secret(text); },
                                        .duration = std::chrono::seconds(900)}),
      .region = {"sa-east-1"}};
  const auto who = [&] {
    return *loop.run(gen::sts::get_caller_identity(client, {.trace = "op_01jq"}, target, {}))
                .value.arn;
  };

  EXPECT_EQ(who(), "arn:aws:sts::210987654321:assumed-role/deploy/painel");
  loop.run(sleep_for(loop, std::chrono::hours(2)));
  try {
    who();
    ADD_FAILURE() << "the token has ended";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "ExpiredTokenException");
  }
  world.now = loop.clock().now();
  text = token();
  EXPECT_EQ(who(), "arn:aws:sts::210987654321:assumed-role/deploy/painel");
}

}  // namespace
}  // namespace mirante::simcloud
