#include "platform/aws/retry_quotas.h"

namespace mirante::aws {

RetryQuota& RetryQuotas::of(const RetryPlace& place) {
  return places_.try_emplace({place.account, place.region, place.service}, of_a_place, of_a_place)
      .first->second;
}

RetryQuota& RetryQuotas::region_of(const RetryPlace& place) {
  return regions_.try_emplace({place.region, place.service}, of_a_region, of_a_region_at_first)
      .first->second;
}

bool RetryQuotas::pay(const RetryPlace& place, Trouble trouble) {
  auto& here = of(place);
  auto& region = region_of(place);
  if (!here.can_pay(trouble) || !region.can_pay(trouble) || !everything_.can_pay(trouble))
    return false;
  for (auto* quota : {&here, &region, &everything_}) quota->pay(trouble);
  return true;
}

void RetryQuotas::succeeded(const RetryPlace& place, std::optional<Trouble> last_retry_after) {
  for (auto* quota : {&of(place), &region_of(place), &everything_})
    quota->succeeded(last_retry_after);
}

}  // namespace mirante::aws
