// CloudWatch: nobody can make an alarm yet, so there is none.
#include "simcloud/cloudwatch/calls.h"

#include "gen/cloudwatch/describe_alarms.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

Answered<gen::cloudwatch::DescribeAlarmsOutput> describe_alarms(
    Call& call, const gen::cloudwatch::DescribeAlarmsInput&) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  return gen::cloudwatch::DescribeAlarmsOutput{};
}

}  // namespace

void add_cloudwatch_calls(Operations& operations) {
  operations.add<describe_alarms>("cloudwatch", "DescribeAlarms", Fidelity::partial,
                                  "there are no alarms");
}

}  // namespace mirante::simcloud
