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
  const auto made =
      make_instructions(pending(), principal("arn:aws:iam::111122223333:user/mirante"));

  EXPECT_EQ(made.trust_policy.dump(),
            R"({"Statement":[{"Action":"sts:AssumeRole","Condition":{"StringEquals":)"
            R"({"sts:ExternalId":"abcdefghijklmnopqrstuvwxyz012345"}},"Effect":"Allow",)"
            R"("Principal":{"AWS":"arn:aws:iam::111122223333:user/mirante"}}],)"
            R"("Version":"2012-10-17"})");
}

TEST(TrustPolicy, AdmitsARoleOfWhateverPathByItsName) {
  const auto made = make_instructions(
      pending(), principal("arn:aws:sts::111122223333:assumed-role/Panel/session"));

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
  EXPECT_EQ(policy_line("ec2:DeleteSnapshot"),
            R"({"Action":"ec2:DeleteSnapshot","Condition":{"StringLike":)"
            R"({"aws:ResourceTag/mirante":"*"}},"Effect":"Allow","Resource":"*"})");
}

/// Whatever is chosen beside seeing adds its own statements and no other.
TEST(PermissionsPolicy, GrowsWithTheChoice) {
  const auto see = permissions_policy(choice_of({Feature::see}), "aws")["Statement"];
  for (const auto feature : all_features()) {
    if (feature == Feature::see) continue;
    const auto more = permissions_policy(choice_of({feature}), "aws")["Statement"];
    EXPECT_GT(more.size(), see.size()) << to_string(feature);
    for (std::size_t i = 0; i < see.size(); ++i) EXPECT_EQ(more[i], see[i]);
    for (std::size_t i = see.size(); i < more.size(); ++i)
      for (const auto& action : more[i]["Action"])
        EXPECT_EQ(find_permission(action.get<std::string>())->feature, feature) << action;
  }
}

TEST(PermissionsPolicy, DeletesOnlyWhatThePanelMarked) {
  const auto policy = permissions_policy(choice_of({Feature::backup}), "aws");
  for (const auto& statement : policy["Statement"])
    for (const auto& action : statement["Action"])
      if (const auto name = action.get<std::string>();
          name.find(":Delete") != std::string::npos ||
          name.find(":Deregister") != std::string::npos)
        EXPECT_TRUE(statement["Condition"]["StringLike"].contains("aws:ResourceTag/mirante"))
            << name;
}

/// AWS takes 10,240 characters in the inline policies of a role.
TEST(PermissionsPolicy, FitsIntoARoleWhateverIsChosen) {
  EXPECT_LT(permissions_policy(all_features(), "aws-us-gov").dump().size(), 10'240U);
}

TEST(Feature, IsReadBackFromItsName) {
  for (const auto feature : all_features()) EXPECT_EQ(parse_feature(to_string(feature)), feature);
  const auto unknown = parse_feature("everything");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("see,switch,backup,costs,groups,dns"));
}

TEST(Choice, AlwaysSeesAndIsKeptInOrderEachOnce) {
  EXPECT_EQ(to_text(choice_of({})), "see,switch");
  EXPECT_EQ(to_text(choice_of({Feature::see})), "see");
  EXPECT_EQ(to_text(choice_of({Feature::dns, Feature::backup, Feature::dns})), "see,backup,dns");
  EXPECT_EQ(parse_choice("see,backup,dns"),
            (std::vector{Feature::see, Feature::backup, Feature::dns}));
  EXPECT_FALSE(parse_choice("see,,dns"));
}

TEST(CloudShellCommand, MakesTheRoleWithBothPolicies) {
  const auto account = pending();

  const auto made = make_instructions(account, principal("arn:aws:iam::111122223333:user/o'neil"));

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

TEST(CloudShellCommand, PutsAnotherPolicyIntoARoleThatIsThere) {
  auto account = pending();
  account.role_arn = "arn:aws:iam::111122223333:role/path/to/Panel";
  account.features = choice_of({Feature::see});

  const auto made = make_instructions(account, principal("arn:aws:iam::111122223333:user/mirante"));

  EXPECT_EQ(made.policy_command,
            "aws iam put-role-policy --role-name Panel --policy-name mirante --policy-document " +
                shell_quoted(permissions_policy(choice_of({Feature::see}), "aws").dump()));
}

TEST(CloudShellCommand, QuotesForTheShell) {
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("it's $x"), R"('it'\''s $x')");
}

}  // namespace
}  // namespace mirante::accounts
