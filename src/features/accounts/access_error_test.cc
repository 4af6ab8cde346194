#include "features/accounts/access_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::accounts {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Error error(ErrorKind kind, std::string code, std::string message = "words") {
  return {.kind = kind, .message = std::move(message), .code = std::move(code)};
}

TEST(AccessError, IsSortedByWhatWouldMendIt) {
  EXPECT_EQ(problem_of(error(ErrorKind::forbidden, "UnauthorizedOperation")),
            AccessProblem::not_permitted);
  EXPECT_EQ(problem_of(error(ErrorKind::forbidden, "AccessDenied",
                             "… with an explicit deny in a service control policy")),
            AccessProblem::blocked);
  EXPECT_EQ(problem_of(error(ErrorKind::forbidden, "AccessDenied",
                             "because no service control policy allows the ec2:X action")),
            AccessProblem::blocked);
  EXPECT_EQ(problem_of(error(ErrorKind::unauthorized, "InvalidClientTokenId")),
            AccessProblem::wrong_credentials);
  EXPECT_EQ(problem_of(error(ErrorKind::forbidden, "SignatureDoesNotMatch")),
            AccessProblem::wrong_credentials);
  EXPECT_EQ(problem_of(error(ErrorKind::unauthorized, "ExpiredToken")), AccessProblem::expired);
  EXPECT_EQ(problem_of(error(ErrorKind::forbidden, "OptInRequired")),
            AccessProblem::region_not_enabled);
  EXPECT_EQ(problem_of(error(ErrorKind::throttled, "Throttling")), AccessProblem::throttled);
  EXPECT_EQ(problem_of(error(ErrorKind::timeout, "")), AccessProblem::unreachable);
  EXPECT_EQ(problem_of(error(ErrorKind::unavailable, "")), AccessProblem::unreachable);
  EXPECT_EQ(problem_of(error(ErrorKind::corrupt, "")), AccessProblem::not_aws);
  EXPECT_EQ(problem_of(error(ErrorKind::not_found, "InvalidInstanceID.NotFound")),
            AccessProblem::other);
}

TEST(AccessError, IsExplainedWithTheThingTheMendAndAwssOwnWords) {
  const auto told = explain(error(ErrorKind::unauthorized, "ExpiredToken", "The token is expired"),
                            "assuming the role r");

  EXPECT_EQ(told.kind, ErrorKind::unauthorized);
  EXPECT_EQ(told.code, "access.expired");
  EXPECT_THAT(told.message, AllOf(HasSubstr("assuming the role r did not work"), HasSubstr("renew"),
                                  HasSubstr("(ExpiredToken: The token is expired)")));
}

TEST(AccessError, KeepsAwssCodeWhereWeHaveNoWordsForIt) {
  const auto told = explain(error(ErrorKind::invalid, "ValidationError"), "assuming the role r");

  EXPECT_EQ(told.code, "ValidationError");
  EXPECT_EQ(told.kind, ErrorKind::invalid);
}

TEST(AccessError, QuotesLongAnswersInPartOnly) {
  const auto quoted = said(error(ErrorKind::invalid, "X", std::string(5'000, 'y')));

  EXPECT_LT(quoted.size(), 600u);
  EXPECT_TRUE(quoted.ends_with("…"));
}

}  // namespace
}  // namespace mirante::accounts
