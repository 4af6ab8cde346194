// The simulated KMS: states of keys, policies with IAM and grants, and the servers that depend on
// them.
#include "simcloud/cloud.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr std::string_view estate = R"({"accounts": [
  {"id": "210987654321", "name": "Loja",
   "roles": [{"name": "mirante", "external_id": "um"},
             {"name": "sem-chaves", "external_id": "um", "grants": {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}}],
   "places": [{"region": "sa-east-1", "keys": [{"name": "dados"}],
     "servers": [{"name": "cifrado", "state": "stopped", "root_key": "dados"}]}]},
  {"id": "320987654321", "name": "Dados"}]})";
const std::string loja = "210987654321", dados = "320987654321";

struct Kms : testing::Test {
  // Its time stands: no bucket would fill again.
  Kms() { world.control("POST", "/_simcloud/throttling", {{"enabled", false}}); }

  TestWorld world{estate};
  Keys admin = world.admin(loja);
  std::string key = kms("DescribeKey", {{"KeyId", "alias/dados"}})["KeyMetadata"]["Arn"];

  Json as(const Keys& keys, const std::string& action, const Json& parameters) {
    return world.call_json(keys, "kms", "sa-east-1", "TrentService." + action, parameters);
  }
  Json kms(const std::string& action, const Json& parameters = Json::object()) {
    return as(admin, action, parameters);
  }
  Keys role(const std::string& name) {
    return world.assume(world.panel(), "arn:aws:iam::" + loja + ":role/" + name, "um");
  }
  std::string server() {
    return world.call(admin, "ec2", "sa-east-1", "DescribeInstances").text("instanceId");
  }
  /// Starts the encrypted server and gives the state and the reason that it comes to.
  std::string start(const Keys& keys) {
    const auto id = server();
    const auto reply =
        world.call(keys, "ec2", "sa-east-1", "StartInstances", {{"InstanceId.1", id}});
    EXPECT_EQ(reply.outcome(), "200") << reply.answer.body;
    world.wait(minutes(1));
    const auto shown = world.call(admin, "ec2", "sa-east-1", "DescribeInstances");
    const auto failed = shown.answer.body.find("Client.InternalError") != std::string::npos;
    return shown.text("name") + (failed ? " Client.InternalError" : "");
  }
  std::string put_policy(const Json& statements) {
    const Json document{{"Version", "2012-10-17"}, {"Statement", statements}};
    return kms("PutKeyPolicy", {{"KeyId", key}, {"Policy", document.dump()}})["outcome"];
  }
  Json allow(const std::string& principal, const std::string& action) {
    return {{"Effect", "Allow"},
            {"Principal", {{"AWS", principal}}},
            {"Action", action},
            {"Resource", "*"}};
  }
};

TEST_F(Kms, StartsAnEncryptedServerByAGrantThatLastsWhileItRuns) {
  EXPECT_EQ(start(role("mirante")), "running");
  const auto grants = kms("ListGrants", {{"KeyId", key}})["Grants"];
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0]["GranteePrincipal"],
            "arn:aws:sts::" + loja + ":assumed-role/aws:ec2-infrastructure/" + server());

  world.call(admin, "ec2", "sa-east-1", "StopInstances", {{"InstanceId.1", server()}});
  world.wait(minutes(2));

  EXPECT_EQ(kms("ListGrants", {{"KeyId", key}})["Grants"].size(), 0u);
}

TEST_F(Kms, FailsTheStartOfARoleWithoutCreateGrant) {
  EXPECT_EQ(start(role("sem-chaves")), "stopped Client.InternalError");
  EXPECT_EQ(start(admin), "running");
}

TEST_F(Kms, FollowsStateAndPolicyOfTheKeyAtAStart) {
  kms("DisableKey", {{"KeyId", key}});
  EXPECT_EQ(start(admin), "stopped Client.InternalError");
  kms("EnableKey", {{"KeyId", key}});
  // Only the administrator by name: IAM of the account does not count any more.
  ASSERT_EQ(put_policy({allow("arn:aws:iam::" + loja + ":user/admin", "kms:*")}), "200");
  EXPECT_EQ(start(role("mirante")), "stopped Client.InternalError");
  ASSERT_EQ(put_policy({allow("arn:aws:iam::" + loja + ":user/admin", "kms:*"),
                        allow("arn:aws:iam::" + loja + ":role/sem-chaves", "kms:CreateGrant")}),
            "200");
  EXPECT_EQ(start(role("sem-chaves")), "running");
}

TEST_F(Kms, LetsAPolicyDenyWhatIamAllows) {
  auto deny = allow("*", "kms:DescribeKey");
  deny["Effect"] = "Deny";
  ASSERT_EQ(put_policy({allow("arn:aws:iam::" + loja + ":root", "kms:*"), deny}), "200");

  const auto refused = kms("DescribeKey", {{"KeyId", key}});

  EXPECT_EQ(refused["outcome"], "400 AccessDeniedException");
  EXPECT_NE(refused["message"].get<std::string>().find(
                "with an explicit deny in a resource-based policy"),
            std::string::npos);
}

TEST_F(Kms, RefusesAPolicyThatLocksItsWriterOut) {
  EXPECT_EQ(put_policy({allow("arn:aws:iam::" + loja + ":role/mirante", "kms:*")}),
            "400 MalformedPolicyDocumentException");
  EXPECT_EQ(kms("PutKeyPolicy", {{"KeyId", key}, {"Policy", "{"}})["outcome"],
            "400 MalformedPolicyDocumentException");
  EXPECT_EQ(kms("DescribeKey", {{"KeyId", key}})["outcome"], "200");
}

TEST_F(Kms, GrantsAndRevokes) {
  const auto mirante = role("sem-chaves");
  EXPECT_EQ(as(mirante, "DescribeKey", {{"KeyId", key}})["outcome"], "400 AccessDeniedException");
  const auto grant =
      kms("CreateGrant", {{"KeyId", key},
                          {"GranteePrincipal", "arn:aws:iam::" + loja + ":role/sem-chaves"},
                          {"Operations", {"DescribeKey"}}});
  EXPECT_EQ(as(mirante, "DescribeKey", {{"KeyId", key}})["outcome"], "200");
  EXPECT_EQ(kms("RevokeGrant", {{"KeyId", key}, {"GrantId", grant["GrantId"]}})["outcome"], "200");
  EXPECT_EQ(as(mirante, "DescribeKey", {{"KeyId", key}})["outcome"], "400 AccessDeniedException");
  EXPECT_EQ(kms("RevokeGrant", {{"KeyId", key}, {"GrantId", grant["GrantId"]}})["outcome"],
            "400 NotFoundException");
}

TEST_F(Kms, DeletesAKeyWhenItsTimeHasCome) {
  const std::string made = kms("CreateKey")["KeyMetadata"]["Arn"];
  EXPECT_EQ(kms("ScheduleKeyDeletion", {{"KeyId", made}, {"PendingWindowInDays", 6}})["outcome"],
            "400 ValidationException");
  ASSERT_EQ(kms("ScheduleKeyDeletion", {{"KeyId", made}, {"PendingWindowInDays", 7}})["KeyState"],
            "PendingDeletion");
  EXPECT_EQ(kms("EnableKey", {{"KeyId", made}})["outcome"], "400 KMSInvalidStateException");
  world.wait(days(6));
  ASSERT_EQ(kms("CancelKeyDeletion", {{"KeyId", made}})["outcome"], "200");
  EXPECT_EQ(kms("DescribeKey", {{"KeyId", made}})["KeyMetadata"]["KeyState"], "Disabled");
  kms("ScheduleKeyDeletion", {{"KeyId", made}, {"PendingWindowInDays", 7}});

  world.wait(days(7));

  EXPECT_EQ(kms("DescribeKey", {{"KeyId", made}})["outcome"], "400 NotFoundException");
}

TEST_F(Kms, GivesAnotherAccountWhatBothSidesAllow) {
  const auto other = world.admin(dados);
  EXPECT_EQ(as(other, "DescribeKey", {{"KeyId", key}})["outcome"], "400 AccessDeniedException");

  ASSERT_EQ(put_policy({allow("arn:aws:iam::" + loja + ":root", "kms:*"),
                        allow("arn:aws:iam::" + dados + ":root", "kms:DescribeKey")}),
            "200");

  EXPECT_EQ(as(other, "DescribeKey", {{"KeyId", key}})["outcome"], "200");
  EXPECT_EQ(as(other, "DisableKey", {{"KeyId", key}})["outcome"], "400 AccessDeniedException");
}

}  // namespace
}  // namespace mirante::simcloud
