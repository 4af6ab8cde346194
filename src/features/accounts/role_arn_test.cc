#include "features/accounts/role_arn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::accounts {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string complaint(std::string_view arn) {
  const auto parsed = parse_role_arn(arn);
  if (parsed) return "(it was taken)";
  EXPECT_EQ(parsed.error().field, "role_arn");
  EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
  return parsed.error().message;
}

TEST(RoleArn, IsTakenApart) {
  const auto arn = parse_role_arn("arn:aws:iam::123456789012:role/team/ops/Mirante-Panel_1");

  ASSERT_TRUE(arn) << arn.error().message;
  EXPECT_EQ(*arn, (RoleArn{.partition = "aws",
                           .account = {"123456789012"},
                           .path = "/team/ops/",
                           .name = "Mirante-Panel_1"}));
}

TEST(RoleArn, IsGivenBackAsItCame) {
  for (const auto* text : {"arn:aws:iam::123456789012:role/mirante",
                           "arn:aws-us-gov:iam::123456789012:role/a/b+c=d,e.f@g-h_i"}) {
    const auto arn = parse_role_arn(text);
    ASSERT_TRUE(arn) << arn.error().message;
    EXPECT_EQ(arn->text(), text);
  }
}

TEST(RoleArn, IsRefusedWithTheNameOfTheWrongPart) {
  EXPECT_THAT(complaint(""), HasSubstr("missing"));
  EXPECT_THAT(complaint("mirante"), HasSubstr("begin with \"arn:\""));
  EXPECT_THAT(complaint("arn:aws:iam::123456789012:role/x "), HasSubstr("space"));
  EXPECT_THAT(complaint("arn:asw:iam::123456789012:role/x"),
              AllOf(HasSubstr("partition"), HasSubstr("\"asw\"")));
  EXPECT_THAT(complaint("arn:aws:ec2::123456789012:role/x"),
              AllOf(HasSubstr("service"), HasSubstr("\"ec2\"")));
  EXPECT_THAT(complaint("arn:aws:sts::123456789012:assumed-role/x/y"), HasSubstr("session"));
  EXPECT_THAT(complaint("arn:aws:iam:us-east-1:123456789012:role/x"), HasSubstr("region"));
  EXPECT_THAT(complaint("arn:aws:iam::12345678901:role/x"),
              AllOf(HasSubstr("account"), HasSubstr("12 digits")));
  EXPECT_THAT(complaint("arn:aws:iam::123456789012:user/x"), HasSubstr("ARN of a \"user\""));
  EXPECT_THAT(complaint("arn:aws:iam::123456789012:root"), HasSubstr("\"role/\""));
  EXPECT_THAT(complaint("arn:aws:iam::123456789012:role/"), HasSubstr("name is missing"));
  EXPECT_THAT(complaint("arn:aws:iam::123456789012:role/a b"), HasSubstr("space"));
  EXPECT_THAT(complaint("arn:aws:iam::123456789012:role/a:b"), HasSubstr("not a role's name"));
  EXPECT_THAT(complaint("arn:aws:iam::123456789012:role/" + std::string(65, 'x')),
              HasSubstr("1 to 64"));
  EXPECT_THAT(complaint("arn:aws:iam::123456789012:role//x"), HasSubstr("path"));
}

}  // namespace
}  // namespace mirante::accounts
