#include "features/accounts/account_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::accounts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const SharedRole shared{.name = "mirante-abc", .external_id = "xyz"};

std::string field_of(const AccountRow& row) {
  const auto role = role_of_row(row, shared, "aws");
  return role ? "" : role.error().field;
}

TEST(AccountRows, AreReadByTheNamesOfTheirColumns) {
  const auto rows = or_throw(
      parse_account_rows("nome,conta,cliente\n\"Silva, Souza\",012345678901,Aurora\nB,2\n"));

  EXPECT_THAT(rows, ElementsAre(AccountRow{.line = 2,
                                           .aws_account = "012345678901",
                                           .name = "Silva, Souza",
                                           .customer = "Aurora"},
                                AccountRow{.line = 3, .aws_account = "2", .name = "B"}));
}

TEST(AccountRows, SayWhatIsWrongWithTheTable) {
  const auto missing = parse_account_rows("name\nx\n");

  EXPECT_EQ(missing.error().field, "csv");
  EXPECT_THAT(missing.error().message, HasSubstr("account_id is missing"));
}

TEST(AccountRows, NameTheSharedRoleWhereTheyNameNone) {
  const auto role = or_throw(role_of_row({.aws_account = "012345678901"}, shared, "aws-cn"));

  EXPECT_EQ(role.text(), "arn:aws-cn:iam::012345678901:role/mirante-abc");
}

TEST(AccountRows, MayNameAnotherRoleOfTheSameAccount) {
  const auto* arn = "arn:aws:iam::012345678901:role/deep/own";

  const auto role =
      or_throw(role_of_row({.aws_account = "012345678901", .role_arn = arn}, shared, "aws"));

  EXPECT_EQ(role.text(), arn);
  EXPECT_EQ(field_of({.aws_account = "112345678901", .role_arn = arn}), "role_arn");
  EXPECT_EQ(field_of({.aws_account = "12345678901"}), "account_id");
  EXPECT_EQ(field_of({.aws_account = "012345678901", .external_id = "typed"}), "external_id");
  EXPECT_EQ(field_of({.aws_account = "012345678901", .external_id = "xyz"}), "");
}

}  // namespace
}  // namespace mirante::accounts
