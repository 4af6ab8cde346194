#include "features/accounts/instructions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace mirante::accounts {
namespace {

using ::testing::HasSubstr;

Account pending() {
  Account account{.name = "customer"};
  account.external_id = "abcdefghijklmnopqrstuvwxyz012345";
  return account;
}

Principal principal(std::string_view arn) { return or_throw(parse_principal(arn)); }

TEST(Principal, OfAUserIsItsArn) {
  const auto user = principal("arn:aws:iam::111122223333:user/panel/mirante");

  EXPECT_EQ(user.account, AwsAccountId{"111122223333"});
  EXPECT_EQ(user.user_arn, "arn:aws:iam::111122223333:user/panel/mirante");
  EXPECT_EQ(user.role_name, "");
}

TEST(Principal, OfASessionIsItsRole) {
  const auto role = principal("arn:aws-cn:sts::111122223333:assumed-role/Panel/i-0123");

  EXPECT_EQ(role.partition, "aws-cn");
  EXPECT_EQ(role.role_name, "Panel");
  EXPECT_EQ(role.user_arn, "");
}

TEST(Principal, IsNeverTheRootUser) {
  const auto root = parse_principal("arn:aws:iam::111122223333:root");

  ASSERT_FALSE(root);
  EXPECT_EQ(root.error().kind, ErrorKind::refused);
  EXPECT_EQ(root.error().code, "identity.root");
  EXPECT_TRUE(is_root("arn:aws:iam::111122223333:root"));
  EXPECT_FALSE(is_root("arn:aws:iam::111122223333:user/root"));
}

TEST(Principal, IsNotReadFromSomethingElse) {
  EXPECT_FALSE(parse_principal(""));
  EXPECT_FALSE(parse_principal("arn:aws:iam::1111:user/x"));
}

TEST(TrustPolicy, AdmitsTheUserOnlyWithTheExternalId) {
  const auto made = make_instructions(
      pending(), principal("arn:aws:iam::111122223333:user/mirante"), all_features());

  EXPECT_EQ(made.trust_policy.dump(),
            R"({"Statement":[{"Action":"sts:AssumeRole","Condition":{"StringEquals":)"
            R"({"sts:ExternalId":"abcdefghijklmnopqrstuvwxyz012345"}},"Effect":"Allow",)"
            R"("Principal":{"AWS":"arn:aws:iam::111122223333:user/mirante"}}],)"
            R"("Version":"2012-10-17"})");
}

TEST(TrustPolicy, AdmitsARoleOfWhateverPathByItsName) {
  const auto made = make_instructions(
      pending(), principal("arn:aws:sts::111122223333:assumed-role/Panel/session"), all_features());

  EXPECT_EQ(made.trust_policy.dump(),
            R"({"Statement":[{"Action":"sts:AssumeRole","Condition":{"ArnLike":)"
            R"({"aws:PrincipalArn":["arn:aws:iam::111122223333:role/Panel",)"
            R"("arn:aws:iam::111122223333:role/*/Panel"]},"StringEquals":)"
            R"({"sts:ExternalId":"abcdefghijklmnopqrstuvwxyz012345"}},"Effect":"Allow",)"
            R"("Principal":{"AWS":"arn:aws:iam::111122223333:root"}}],"Version":"2012-10-17"})");
}

TEST(PermissionsPolicy, AllowsWhatTheFeaturesNeedAndNothingElse) {
  const Feature see[] = {Feature::see};

  const auto policy = permissions_policy(see, "aws");

  std::set<std::string> allowed;
  for (const auto& statement : policy["Statement"])
    for (const auto& action : statement["Action"]) allowed.insert(action.get<std::string>());
  std::set<std::string> needed;
  for (const auto& permission : permissions())
    if (permission.feature == Feature::see) needed.insert(std::string(permission.action));
  EXPECT_EQ(allowed, needed);
}

TEST(PermissionsPolicy, SwitchesWhatIsOfThePartitionAndGrantsOnlyThroughItsServices) {
  const Feature power[] = {Feature::switch_power};

  const auto policy = permissions_policy(power, "aws-us-gov");

  EXPECT_EQ(policy["Statement"][0]["Resource"], "arn:aws-us-gov:ec2:*:*:instance/*");
  EXPECT_EQ(policy["Statement"][1]["Resource"],
            (Json{"arn:aws-us-gov:rds:*:*:db:*", "arn:aws-us-gov:rds:*:*:cluster:*"}));
  const auto& grants = policy["Statement"][2]["Condition"];
  EXPECT_EQ(grants["Bool"]["kms:GrantIsForAWSResource"], "true");
  EXPECT_EQ(grants["StringLike"]["kms:ViaService"],
            (Json{"ec2.*.amazonaws.com", "rds.*.amazonaws.com"}));
}

TEST(PermissionsPolicy, KnowsEachActionOnceAndWhatItIsFor) {
  std::set<std::string_view> actions;
  for (const auto& permission : permissions()) {
    EXPECT_TRUE(actions.insert(permission.action).second) << permission.action;
    EXPECT_FALSE(permission.purpose.empty());
    EXPECT_EQ(find_permission(permission.action)->action, permission.action);
  }
  EXPECT_EQ(find_permission("ec2:TerminateInstances"), nullptr);
}

TEST(PermissionsPolicy, GivesOneLineForOneAction) {
  EXPECT_EQ(policy_line("ec2:StopInstances"),
            R"({"Action":"ec2:StopInstances","Effect":"Allow","Resource":"*"})");
}

TEST(Feature, IsReadBackFromItsName) {
  for (const auto feature : all_features()) EXPECT_EQ(parse_feature(to_string(feature)), feature);
  EXPECT_FALSE(parse_feature("everything"));
}

TEST(CloudShellCommand, MakesTheRoleWithBothPolicies) {
  const auto account = pending();

  const auto made = make_instructions(account, principal("arn:aws:iam::111122223333:user/o'neil"),
                                      all_features());

  const auto id = account.id.text();
  EXPECT_EQ(made.role_name, "mirante-" + id.substr(id.size() - 8));
  EXPECT_THAT(made.cloudshell_command,
              HasSubstr("aws iam create-role --role-name " + made.role_name + " "));
  EXPECT_THAT(made.cloudshell_command,
              HasSubstr("--assume-role-policy-document " + shell_quoted(made.trust_policy.dump())));
  EXPECT_THAT(made.cloudshell_command, HasSubstr(" && aws iam put-role-policy --role-name " +
                                                 made.role_name + " --policy-name mirante "));
  EXPECT_THAT(made.cloudshell_command,
              HasSubstr("--policy-document " + shell_quoted(made.policy.dump())));
}

TEST(CloudShellCommand, QuotesForTheShell) {
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("it's $x"), R"('it'\''s $x')");
}

}  // namespace
}  // namespace mirante::accounts
