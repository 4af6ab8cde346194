#include "features/inventory/part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::inventory {
namespace {

using ::testing::HasSubstr;

const Instant now = from_micros(1'767'225'600'000'000);

PartFailure failure(ErrorKind kind, std::string code, std::string message) {
  return failure_of({.kind = kind, .message = std::move(message), .code = std::move(code)},
                    "ec2:DescribeInstances", Region{"sa-east-1"}, now);
}

TEST(FailedRead, NamesTheMissingActionAndThePolicyLineThatMendsIt) {
  const auto missing = failure(ErrorKind::forbidden, "UnauthorizedOperation",
                               "You are not authorized to perform this operation.");

  EXPECT_EQ(missing.cause, Cause::permission);
  EXPECT_EQ(missing.code, "UnauthorizedOperation");
  EXPECT_EQ(missing.action, "ec2:DescribeInstances");
  EXPECT_EQ(missing.policy_line,
            R"({"Action":"ec2:DescribeInstances","Effect":"Allow","Resource":"*"})");
  EXPECT_THAT(missing.reason, HasSubstr("lack ec2:DescribeInstances in sa-east-1"));
  EXPECT_EQ(missing.since, now);
}

TEST(FailedRead, NamesTheActionThatAwsNamesWhereAPartTakesSeveral) {
  const auto missing = failure(ErrorKind::forbidden, "AccessDenied",
                               "User: arn:aws:iam::1:user/x is not authorized to perform: "
                               "rds:DescribeDBClusters on resource: arn:aws:rds:…");

  EXPECT_EQ(missing.action, "rds:DescribeDBClusters");
  EXPECT_THAT(missing.policy_line, HasSubstr("rds:DescribeDBClusters"));
}

TEST(FailedRead, TellsWhatTheOrganisationBlocksFromWhatThePolicyLacks) {
  const auto blocked = failure(ErrorKind::forbidden, "UnauthorizedOperation",
                               "… with an explicit deny in a service control policy");

  EXPECT_EQ(blocked.cause, Cause::blocked);
  EXPECT_EQ(blocked.policy_line, "");
  EXPECT_THAT(blocked.reason, HasSubstr("blocked by the organisation"));
  EXPECT_EQ(blocked.reason, failure_of({.kind = ErrorKind::forbidden,
                                        .message = "… in a service control policy",
                                        .code = "UnauthorizedOperation"},
                                       "ec2:DescribeVolumes", Region{"sa-east-1"}, now)
                                .reason);
}

TEST(FailedRead, TellsTheOtherCausesApart) {
  EXPECT_EQ(failure(ErrorKind::throttled, "RequestLimitExceeded", "").cause, Cause::throttled);
  EXPECT_EQ(failure(ErrorKind::unavailable, "", "no route").cause, Cause::unreachable);
  EXPECT_EQ(failure(ErrorKind::timeout, "", "").cause, Cause::unreachable);
  EXPECT_EQ(failure(ErrorKind::unauthorized, "AuthFailure", "").cause, Cause::credentials);
  EXPECT_EQ(failure(ErrorKind::unauthorized, "ExpiredToken", "").cause, Cause::credentials);
  EXPECT_EQ(failure(ErrorKind::invalid, "InvalidParameterValue", "").cause, Cause::other);
}

TEST(FailedRead, HasAStableCodeAlsoWhereAwsGaveNone) {
  EXPECT_EQ(failure(ErrorKind::timeout, "", "").code, "timeout");
}

TEST(Part, IsCompleteOnceItWasReadAndNothingFailedSince) {
  Part part;
  EXPECT_FALSE(part.is_complete());
  part.observed_at = now;
  EXPECT_TRUE(part.is_complete());
  part.failure = failure(ErrorKind::timeout, "", "");
  EXPECT_FALSE(part.is_complete());
}

TEST(Cause, IsReadBackFromItsName) {
  for (const auto cause : {Cause::permission, Cause::blocked, Cause::credentials, Cause::throttled,
                           Cause::unreachable, Cause::not_read, Cause::other})
    EXPECT_EQ(parse_cause(to_string(cause)), cause);
  EXPECT_FALSE(parse_cause("luck"));
}

}  // namespace
}  // namespace mirante::inventory
