#include "features/accounts/shared_role.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::accounts {
namespace {

using ::testing::HasSubstr;

SharedRoleInstructions instructions() {
  return make_instructions({.name = "mirante-abc",
                            .external_id = "xyz",
                            .features = {all_features().begin(), all_features().end()}},
                           or_throw(parse_principal("arn:aws:iam::111122223333:user/mirante")),
                           Region{"sa-east-1"});
}

TEST(SharedRole, IsMadeByTheTemplateAsByTheCommandOfOneAccount) {
  Account account{.name = "one"};
  account.external_id = "xyz";
  account.features.assign(all_features().begin(), all_features().end());
  const auto of_one = make_instructions(
      account, or_throw(parse_principal("arn:aws:iam::111122223333:user/mirante")));

  const auto role = instructions().stack_template["Resources"]["Role"]["Properties"];

  EXPECT_EQ(role["RoleName"], "mirante-abc");
  EXPECT_EQ(role["AssumeRolePolicyDocument"], of_one.trust_policy);
  EXPECT_EQ(role["Policies"][0]["PolicyDocument"], of_one.policy);
}

TEST(SharedRole, IsSpreadOverTheOrganisationByOneCommand) {
  const auto made = instructions();

  EXPECT_THAT(made.stack_set_command,
              HasSubstr("create-stack-set --stack-set-name mirante-abc --permission-model "
                        "SERVICE_MANAGED"));
  EXPECT_THAT(made.stack_set_command,
              HasSubstr("--template-body " + shell_quoted(made.stack_template.dump())));
  EXPECT_THAT(made.stack_set_command,
              HasSubstr("create-stack-instances --stack-set-name mirante-abc"));
  EXPECT_THAT(made.stack_set_command, HasSubstr("--regions sa-east-1"));
  // CloudFormation takes a template of at most this size from a command.
  EXPECT_LT(made.stack_template.dump().size(), 51'200U);
}

}  // namespace
}  // namespace mirante::accounts
