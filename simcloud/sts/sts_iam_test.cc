// Becoming somebody else, and what the policies of IAM then allow.
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view two_accounts = R"({"accounts": [
  {"id": "210987654321", "name": "Loja",
   "roles": [{"name": "mirante", "external_id": "um-dois-tres"},
             {"name": "leitura", "external_id": "um-dois-tres", "grants": "read_only"},
             {"name": "aberto"}],
   "places": [{"region": "sa-east-1", "servers": [
      {"name": "web", "tags": {"Ambiente": "producao"}},
      {"name": "teste", "tags": {"Ambiente": "homologacao"}}]}]},
  {"id": "320987654321", "name": "Dados"}]})";
const std::string loja = "210987654321";
const std::string dados = "320987654321";

std::string role(const std::string& name, const std::string& account = loja) {
  return "arn:aws:iam::" + account + ":role/" + name;
}

struct StsIam : testing::Test {
  TestWorld world{two_accounts};
  Keys admin = world.admin(loja);

  Reply iam(const std::string& action, const Parameters& parameters) {
    return world.call(admin, "iam", "us-east-1", action, parameters);
  }
  Reply assume(const Keys& keys, const std::string& arn, const Parameters& more = {}) {
    Parameters parameters{{"RoleArn", arn}, {"RoleSessionName", "sessao"}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return world.call(keys, "sts", "sa-east-1", "AssumeRole", parameters);
  }
  std::string server(const std::string& name) {
    const auto reply = world.call(admin, "ec2", "sa-east-1", "DescribeInstances",
                                  {{"Filter.1.Name", "tag:Name"}, {"Filter.1.Value.1", name}});
    return reply.text("instanceId");
  }
};

TEST_F(StsIam, AssumesARoleOfAnotherAccountOnlyWithItsExternalId) {
  EXPECT_EQ(assume(world.panel(), role("mirante"), {{"ExternalId", "um-dois-tres"}}).outcome(),
            "200");
  EXPECT_EQ(assume(world.panel(), role("mirante"), {{"ExternalId", "errado"}}).outcome(),
            "403 AccessDenied");
  EXPECT_EQ(assume(world.panel(), role("mirante")).outcome(), "403 AccessDenied");
}

TEST_F(StsIam, AssumesARoleThatForgotItsExternalIdWithAnyAndWithNone) {
  EXPECT_EQ(assume(world.panel(), role("aberto")).outcome(), "200");
  EXPECT_EQ(assume(world.panel(), role("aberto"), {{"ExternalId", "qualquer"}}).outcome(), "200");
}

TEST_F(StsIam, RefusesARoleThatIsNotThereLikeOneThatDoesNotTrust) {
  const auto reply = assume(world.panel(), role("nenhum"));

  EXPECT_EQ(reply.outcome(), "403 AccessDenied");
  EXPECT_EQ(reply.text("Message"),
            "User: arn:aws:iam::111122223333:user/mirante-panel is not authorized to perform: "
            "sts:AssumeRole on resource: arn:aws:iam::210987654321:role/nenhum");
}

TEST_F(StsIam, RefusesACallerWhoseOwnPoliciesDoNotAllowIt) {
  const auto dados_admin = world.admin(dados);
  world.call(dados_admin, "iam", "us-east-1", "CreateUser", {{"UserName", "ana"}});
  const auto made =
      world.call(dados_admin, "iam", "us-east-1", "CreateAccessKey", {{"UserName", "ana"}});
  const Keys ana{made.text("AccessKeyId"), made.text("SecretAccessKey"), ""};
  iam("CreateRole",
      {{"RoleName", "para-dados"},
       {"AssumeRolePolicyDocument",
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
            "Principal":{"AWS":"arn:aws:iam::320987654321:root"}}})"}});

  const auto reply = assume(ana, role("para-dados"));

  EXPECT_EQ(reply.outcome(), "403 AccessDenied");
  EXPECT_TRUE(reply.text("Message").ends_with(
      "because no identity-based policy allows the sts:AssumeRole action"));
  EXPECT_EQ(assume(dados_admin, role("para-dados")).outcome(), "200");
}

TEST_F(StsIam, LimitsSessionsAndThoseOfAChainToOneHour) {
  const auto longest = [&](const Keys& keys, const std::string& seconds) {
    return assume(keys, role("mirante"),
                  {{"ExternalId", "um-dois-tres"}, {"DurationSeconds", seconds}})
        .outcome();
  };
  iam("UpdateRole", {{"RoleName", "mirante"}, {"MaxSessionDuration", "7200"}});
  iam("PutRolePolicy",
      {{"RoleName", "aberto"},
       {"PolicyName", "adiante"},
       {"PolicyDocument", R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})"}});
  iam("UpdateAssumeRolePolicy",
      {{"RoleName", "mirante"},
       {"PolicyDocument",
        R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}})"}});
  const auto chained = world.assume(world.panel(), role("aberto"), "");

  EXPECT_EQ(longest(world.panel(), "7200"), "200");
  EXPECT_EQ(longest(world.panel(), "7201"), "400 ValidationError");
  EXPECT_EQ(longest(world.panel(), "899"), "400 ValidationError");
  EXPECT_EQ(longest(chained, "3600"), "200");
  EXPECT_EQ(longest(chained, "3601"), "400 ValidationError");
}

TEST_F(StsIam, ChecksTheNameOfASession) {
  const auto named = [&](const std::string& name) {
    return world
        .call(world.panel(), "sts", "sa-east-1", "AssumeRole",
              {{"RoleArn", role("aberto")}, {"RoleSessionName", name}})
        .outcome();
  };

  EXPECT_EQ(named("mirante-casa@um"), "200");
  EXPECT_EQ(named("m"), "400 ValidationError");
  EXPECT_EQ(named("com espaco"), "400 ValidationError");
}

TEST_F(StsIam, LetsAReadOnlyRoleReadAndSwitchNothing) {
  const auto reader = world.assume(world.panel(), role("leitura"), "um-dois-tres");
  const auto id = server("web");

  const auto read = world.call(reader, "ec2", "sa-east-1", "DescribeInstances");
  const auto stop = world.call(reader, "ec2", "sa-east-1", "StopInstances", {{"InstanceId.1", id}});

  EXPECT_EQ(read.outcome(), "200");
  EXPECT_EQ(stop.outcome(), "403 UnauthorizedOperation");
  EXPECT_TRUE(stop.text("Message").starts_with(
      "You are not authorized to perform this operation. User: "
      "arn:aws:sts::210987654321:assumed-role/leitura/teste is not authorized to perform: "
      "ec2:StopInstances on resource: arn:aws:ec2:sa-east-1:210987654321:instance/" +
      id +
      " because no identity-based policy allows the ec2:StopInstances action. Encoded "
      "authorization failure message: "))
      << stop.text("Message");
}

TEST_F(StsIam, DecodesTheMessageOfARefusal) {
  const auto reader = world.assume(world.panel(), role("leitura"), "um-dois-tres");
  const auto refused =
      world.call(reader, "ec2", "sa-east-1", "StopInstances", {{"InstanceId.1", server("web")}});
  const auto message = refused.text("Message");
  const auto encoded = message.substr(message.rfind(' ') + 1);

  const auto decoded = world.call(admin, "sts", "sa-east-1", "DecodeAuthorizationMessage",
                                  {{"EncodedMessage", encoded}});

  EXPECT_EQ(decoded.outcome(), "200");
  EXPECT_TRUE(decoded.answer.body.find("ec2:StopInstances") != std::string::npos);
  EXPECT_EQ(world
                .call(admin, "sts", "sa-east-1", "DecodeAuthorizationMessage",
                      {{"EncodedMessage", "bm9uc2Vuc2U="}})
                .outcome(),
            "400 InvalidAuthorizationMessageException");
}

TEST_F(StsIam, ObeysConditionsOnTheTagsOfEachServer) {
  iam("PutRolePolicy",
      {{"RoleName", "leitura"},
       {"PolicyName", "so-homologacao"},
       {"PolicyDocument",
        R"({"Statement":{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*",
            "Condition":{"StringEquals":{"aws:ResourceTag/Ambiente":"homologacao"}}}})"}});
  const auto session = world.assume(world.panel(), role("leitura"), "um-dois-tres");
  const auto stop = [&](const Parameters& ids) {
    return world.call(session, "ec2", "sa-east-1", "StopInstances", ids).outcome();
  };

  EXPECT_EQ(stop({{"InstanceId.1", server("teste")}, {"InstanceId.2", server("web")}}),
            "403 UnauthorizedOperation");
  EXPECT_EQ(stop({{"InstanceId.1", server("web")}}), "403 UnauthorizedOperation");
  EXPECT_EQ(stop({{"InstanceId.1", server("teste")}}), "200");
}

TEST_F(StsIam, ObeysTheOrganizationBeforeEverything) {
  world.control(
      "POST", "/_simcloud/organization",
      {{"account", loja},
       {"name", "so-brasil"},
       {"document",
        {{"Statement",
          {{"Effect", "Deny"},
           {"NotAction", {"iam:*", "sts:*"}},
           {"Resource", "*"},
           {"Condition", {{"StringNotEquals", {{"aws:RequestedRegion", "sa-east-1"}}}}}}}}}});

  const auto abroad = world.call(admin, "ec2", "eu-west-1", "DescribeInstances");
  const auto home = world.call(admin, "ec2", "sa-east-1", "DescribeInstances");

  EXPECT_EQ(abroad.outcome(), "403 UnauthorizedOperation");
  EXPECT_TRUE(abroad.text("Message").find("with an explicit deny in a service control policy") !=
              std::string::npos)
      << abroad.text("Message");
  EXPECT_EQ(home.outcome(), "200");
}

TEST_F(StsIam, NarrowsASessionByItsOwnPolicy) {
  const auto session = world.assume(
      world.panel(), role("mirante"), "um-dois-tres",
      {{"Policy", R"({"Statement":{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}})"}});

  EXPECT_EQ(world.call(session, "ec2", "sa-east-1", "DescribeInstances").outcome(), "200");
  EXPECT_EQ(
      world.call(session, "ec2", "sa-east-1", "StopInstances", {{"InstanceId.1", server("web")}})
          .outcome(),
      "403 UnauthorizedOperation");
}

TEST_F(StsIam, SaysInDryRunsWhetherItWouldBeAllowed) {
  const auto switcher = world.assume(world.panel(), role("mirante"), "um-dois-tres");
  const auto reader = world.assume(world.panel(), role("leitura"), "um-dois-tres");
  const Parameters dry{{"InstanceId.1", server("web")}, {"DryRun", "true"}};

  EXPECT_EQ(world.call(switcher, "ec2", "sa-east-1", "StopInstances", dry).outcome(),
            "412 DryRunOperation");
  EXPECT_EQ(world.call(reader, "ec2", "sa-east-1", "StopInstances", dry).outcome(),
            "403 UnauthorizedOperation");
  EXPECT_TRUE(world.control("GET", "/_simcloud/changes")["changes"].empty());
}

TEST_F(StsIam, MakesARoleAsAPersonWouldInCloudShell) {
  const auto made = iam("CreateRole", {{"RoleName", "novo"},
                                       {"AssumeRolePolicyDocument",
                                        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
           "Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole",
           "Condition":{"StringEquals":{"sts:ExternalId":"abc"}}}]})"}});
  iam("PutRolePolicy",
      {{"RoleName", "novo"}, {"PolicyName", "ler"}, {"PolicyDocument", read_only_policy()}});

  EXPECT_EQ(made.text("Arn"), role("novo"));
  const auto session = world.assume(world.panel(), made.text("Arn"), "abc");
  EXPECT_EQ(world.call(session, "ec2", "sa-east-1", "DescribeInstances").outcome(), "200");
  EXPECT_EQ(iam("CreateRole",
                {{"RoleName", "novo"},
                 {"AssumeRolePolicyDocument",
                  R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}})"}})
                .outcome(),
            "409 EntityAlreadyExists");
}

TEST_F(StsIam, TellsMalformedPoliciesFromUnknownEntities) {
  EXPECT_EQ(
      iam("PutRolePolicy", {{"RoleName", "mirante"}, {"PolicyName", "p"}, {"PolicyDocument", "{"}})
          .outcome(),
      "400 MalformedPolicyDocument");
  EXPECT_EQ(iam("GetRole", {{"RoleName", "nenhum"}}).outcome(), "404 NoSuchEntity");
  EXPECT_EQ(iam("DeleteRole", {{"RoleName", "mirante"}}).outcome(), "409 DeleteConflict");
  EXPECT_EQ(iam("AttachRolePolicy",
                {{"RoleName", "mirante"}, {"PolicyArn", "arn:aws:iam::aws:policy/Nenhuma"}})
                .outcome(),
            "404 NoSuchEntity");
}

TEST_F(StsIam, SimulatesWhatAPrincipalMayDo) {
  const auto reply =
      iam("SimulatePrincipalPolicy", {{"PolicySourceArn", role("leitura")},
                                      {"ActionNames.member.1", "ec2:DescribeInstances"},
                                      {"ActionNames.member.2", "ec2:StopInstances"}});

  EXPECT_EQ(reply.texts("EvalDecision"), (std::vector<std::string>{"allowed", "implicitDeny"}));
}

TEST_F(StsIam, KeepsAccountsApart) {
  const auto id = server("web");

  EXPECT_EQ(
      world.call(world.admin(dados), "ec2", "sa-east-1", "StopInstances", {{"InstanceId.1", id}})
          .outcome(),
      "400 InvalidInstanceID.NotFound");
  EXPECT_EQ(
      world.call(admin, "ec2", "us-east-1", "StopInstances", {{"InstanceId.1", id}}).outcome(),
      "400 InvalidInstanceID.NotFound");
  EXPECT_TRUE(world.call(world.admin(dados), "ec2", "sa-east-1", "DescribeInstances")
                  .texts("instanceId")
                  .empty());
}

}  // namespace
}  // namespace mirante::simcloud
