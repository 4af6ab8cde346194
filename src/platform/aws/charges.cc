#include "platform/aws/charges.h"

#include <algorithm>

namespace mirante::aws {
namespace {

struct Free {
  std::string_view service, operation;  // An empty operation: all of the service.
};

// Of what the panel calls. EC2, RDS and Route 53 charge for what there is, not for calls that look
// at it or switch it; the price list is public; STS is free ("What is IAM?" in its user guide); so
// is what CloudTrail's event history shows ("Working with CloudTrail Event history"). KMS charges
// by the request ("AWS Key Management Service pricing"), as Cost Explorer and CloudWatch would.
constexpr Free free_calls[] = {
    {"ec2", ""},     {"rds", ""},     {"sts", ""},
    {"pricing", ""}, {"route53", ""}, {"cloudtrail", "LookupEvents"},
};

}  // namespace

Charge charge_of(std::string_view service, std::string_view operation) {
  const bool is_free = std::ranges::any_of(free_calls, [&](const Free& free) {
    return free.service == service && (free.operation.empty() || free.operation == operation);
  });
  return is_free ? Charge::none : Charge::unknown;
}

std::string_view to_string(Charge charge) { return charge == Charge::none ? "none" : "unknown"; }

}  // namespace mirante::aws
