#include "platform/aws/meter.h"

namespace mirante::aws {

void Meter::add(const Metered& attempt) {
  auto& sum = sums_[{attempt.tenant, attempt.account, attempt.region.value, attempt.service,
                     attempt.operation}];
  if (sum.calls == 0) {
    sum.tenant = attempt.tenant;
    sum.account = attempt.account;
    sum.region = attempt.region;
    sum.service = attempt.service;
    sum.operation = attempt.operation;
  }
  ++sum.calls;
  if (attempt.throttled)
    ++sum.throttled;
  else if (!attempt.code.empty())
    ++sum.errors;
  sum.bytes_sent += attempt.bytes_sent;
  sum.bytes_received += attempt.bytes_received;
  sum.took += attempt.took;
  sum.waited += attempt.waited;
}

std::vector<Usage> Meter::snapshot() const {
  std::vector<Usage> all;
  all.reserve(sums_.size());
  for (const auto& [key, sum] : sums_) all.push_back(sum);
  return all;
}

std::vector<Usage> Meter::snapshot(TenantId tenant) const {
  std::vector<Usage> own;
  for (const auto& [key, sum] : sums_)
    if (sum.tenant == tenant) own.push_back(sum);
  return own;
}

}  // namespace mirante::aws
