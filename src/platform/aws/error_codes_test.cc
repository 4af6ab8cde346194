#include "platform/aws/error_codes.h"

#include <gtest/gtest.h>

namespace mirante::aws {
namespace {

TEST(ErrorCodes, MeanWhatTheSpineExpects) {
  const std::pair<std::string_view, ErrorKind> rows[] = {
      {"RequestLimitExceeded", ErrorKind::throttled},
      {"Throttling", ErrorKind::throttled},
      {"InsufficientInstanceCapacity", ErrorKind::limit},
      {"InstanceLimitExceeded", ErrorKind::limit},
      {"VcpuLimitExceeded", ErrorKind::limit},
      {"IncorrectInstanceState", ErrorKind::conflict},
      {"DryRunOperation", ErrorKind::conflict},
      {"OperationNotPermitted", ErrorKind::conflict},
      {"InvalidInstanceID.NotFound", ErrorKind::not_found},
      {"InvalidInstanceID.Malformed", ErrorKind::invalid},
      {"InvalidGroup.Duplicate", ErrorKind::conflict},
      {"NoSuchEntity", ErrorKind::not_found},
      {"UnauthorizedOperation", ErrorKind::forbidden},
      {"AccessDenied", ErrorKind::forbidden},
      {"AuthFailure", ErrorKind::unauthorized},
      {"InvalidClientTokenId", ErrorKind::unauthorized},
      {"ExpiredToken", ErrorKind::unauthorized},
      {"OptInRequired", ErrorKind::unauthorized},
      {"InternalError", ErrorKind::unavailable},
  };
  // The status does not matter for a code that is known: EC2 answers lack of capacity with 500.
  for (const auto& [code, kind] : rows) {
    EXPECT_EQ(kind_of_code(code, 400), kind) << code;
    EXPECT_EQ(kind_of_code(code, 500), kind) << code;
  }
}

TEST(ErrorCodes, AreTriedAgainWhereBotocoreDoes) {
  // ThrottledRetryableChecker of botocore 1.43, and what its older tables have for our services.
  for (const std::string_view code :
       {"Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException",
        "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
        "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
        "ReplicatedWriteConflictException"})
    EXPECT_EQ(kind_of_code(code, 400), ErrorKind::throttled) << code;
  for (const std::string_view code :
       {"RequestTimeout", "RequestTimeoutException", "IDPCommunicationError"})
    EXPECT_EQ(kind_of_code(code, 400), ErrorKind::unavailable) << code;
  for (const int status : {500, 502, 503, 504, 509})
    EXPECT_EQ(kind_of_code("SomethingNew", status), ErrorKind::unavailable) << status;
}

TEST(ErrorCodes, TellOfHasteInCostExplorerWhatIsAQuotaElsewhere) {
  EXPECT_EQ(kind_of_code("LimitExceededException", 400, "ce"), ErrorKind::throttled);
  EXPECT_EQ(kind_of_code("LimitExceededException", 400, "kms"), ErrorKind::limit);
  EXPECT_EQ(kind_of_code("LimitExceededException", 400), ErrorKind::limit);
}

TEST(ErrorCodes, AreJudgedByTheStatusWhereTheyAreNew) {
  EXPECT_EQ(kind_of_code("SomethingNew", 400), ErrorKind::invalid);
  EXPECT_EQ(kind_of_code("SomethingNew", 401), ErrorKind::unauthorized);
  EXPECT_EQ(kind_of_code("SomethingNew", 403), ErrorKind::forbidden);
  EXPECT_EQ(kind_of_code("SomethingNew", 404), ErrorKind::not_found);
  EXPECT_EQ(kind_of_code("SomethingNew", 409), ErrorKind::conflict);
  EXPECT_EQ(kind_of_code("SomethingNew", 429), ErrorKind::throttled);
  EXPECT_EQ(kind_of_code("SomethingNew", 503), ErrorKind::unavailable);
}

TEST(Presentable, CutsOffTheCanonicalFormThatHoldsTheSessionToken) {
  EXPECT_EQ(presentable("The request signature we calculated does not match.\n\nThe Canonical "
                        "String for this request should have been\n'x-amz-security-token:abc'"),
            "The request signature we calculated does not match.");
}

TEST(Presentable, IsShortAndWithoutControlCharacters) {
  EXPECT_EQ(presentable("a\x1b[31mb\nc\x7f"), "a [31mb c");
  // 666 characters of three bytes each are the most that fit.
  std::string long_text;
  for (int i = 0; i < 1000; ++i) long_text += "…";
  EXPECT_EQ(presentable(long_text), long_text.substr(0, 666 * 3));
}

}  // namespace
}  // namespace mirante::aws
