#include "platform/http/request_meter.h"

#include <algorithm>

namespace mirante::http {

void RequestMeter::add(Key key, int status, std::chrono::microseconds took) {
  auto& sums = sums_[std::move(key)];
  ++sums.by_status[status];
  ++sums.buckets[static_cast<std::size_t>(std::ranges::lower_bound(bounds, took) - bounds.begin())];
  ++sums.count;
  sums.took += took;
}

}  // namespace mirante::http
