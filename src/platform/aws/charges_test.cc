#include "platform/aws/charges.h"

#include <gtest/gtest.h>

namespace mirante::aws {
namespace {

TEST(Charges, AreNoneOnlyWhereAwsSaysSo) {
  EXPECT_EQ(charge_of("ec2", "StopInstances"), Charge::none);
  EXPECT_EQ(charge_of("cloudtrail", "LookupEvents"), Charge::none);
  EXPECT_EQ(charge_of("cloudtrail", "GetTrailStatus"), Charge::unknown);
}

TEST(Charges, AreUnknownForWhatIsChargedByTheRequestAndForWhatIsNew) {
  for (const auto* service : {"ce", "kms", "cloudwatch", "sns", "a-service-of-tomorrow"})
    EXPECT_EQ(charge_of(service, "GetAnything"), Charge::unknown) << service;
}

}  // namespace
}  // namespace mirante::aws
