// Route 53: nobody can make a hosted zone yet, so there is none.
#include "simcloud/route53/calls.h"

#include "gen/route53/get_hosted_zone.h"
#include "gen/route53/list_hosted_zones.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

Answered<gen::route53::GetHostedZoneResponse> get_hosted_zone(
    Call& call, const gen::route53::GetHostedZoneRequest& request) {
  const auto id = request.id.value_or("");
  if (auto ok = call.permit(call.permission(), "arn:aws:route53:::hostedzone/" + id, {}); !ok)
    return pass(ok);
  return refuse("NoSuchHostedZone", "No hosted zone found with ID: " + id, 404);
}

Answered<gen::route53::ListHostedZonesResponse> list_hosted_zones(
    Call& call, const gen::route53::ListHostedZonesRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  return gen::route53::ListHostedZonesResponse{.marker = request.marker,
                                               .is_truncated = false,
                                               .max_items = request.max_items.value_or("100")};
}

}  // namespace

void add_route53_calls(Operations& operations) {
  operations.add<get_hosted_zone>("route53", "GetHostedZone", Fidelity::partial,
                                  "there are no zones");
  operations.add<list_hosted_zones>("route53", "ListHostedZones", Fidelity::partial,
                                    "there are no zones");
}

}  // namespace mirante::simcloud
