#include "simcloud/critical_path.h"

#include <functional>
#include <map>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "simcloud/token_buckets.h"

namespace mirante::simcloud {
namespace {

using Seconds = CriticalPath::Seconds;

bool was_throttled(const CallRecord& call) {
  return call.code == "RequestLimitExceeded" || call.code.starts_with("Throttling");
}

/// When the last call of a bucket ends at the earliest. Takes the latencies of all its calls.
Seconds end_of_bucket(std::vector<Seconds> latencies, BucketSize size) {
  std::ranges::sort(latencies, std::greater());
  Seconds end{0};
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    const auto missing = static_cast<double>(i + 1) - std::max(1.0, size.capacity);
    const Seconds begin(std::max(0.0, missing / size.refill_per_second));
    end = std::max(end, begin + latencies[i]);
  }
  return end;
}

Seconds over(Seconds sum, std::uint64_t at_once) {
  return at_once == 0 ? Seconds(0) : sum / static_cast<double>(at_once);
}

}  // namespace

std::string CriticalPath::limited_by() const {
  if (length() == pages) return "pages";
  if (length() == buckets) return "buckets";
  return length() == hosts ? "hosts" : "connections";
}

CriticalPath critical_path(const Ledger& ledger, const PathLimits& limits) {
  // Account, region, service, action, and whether it is a bucket of whole scans.
  using BucketName =
      std::tuple<std::string_view, std::string_view, std::string_view, std::string_view, bool>;
  std::map<BucketName, std::vector<Seconds>> by_bucket;
  std::map<std::pair<std::string_view, std::string_view>, Seconds> by_host;
  std::unordered_map<std::uint64_t, Seconds> ends;  // Of chains, by their last call.
  CriticalPath path;
  Seconds all{0};
  Instant first = Instant::max(), last = Instant::min();
  for (const auto& call : ledger.calls()) {
    if (call.number <= limits.after || call.by_control) continue;
    ++path.calls;
    first = std::min(first, call.at);
    last = std::max(last, call.at + call.latency);
    if (call.status == 0 || call.code == "NotReached") {
      ++path.unanswered;
      continue;
    }
    if (was_throttled(call)) {
      ++path.throttled;
      continue;
    }
    const Seconds latency = call.latency;
    Seconds begin{0};
    for (const auto needed : {call.page_before, call.session_by})
      if (const auto found = ends.find(needed); found != ends.end())
        begin = std::max(begin, found->second);
    ends[call.number] = begin + latency;
    path.pages = std::max(path.pages, begin + latency);
    by_bucket[{call.account, call.region, call.service, bucket_of(call.service, call.action),
               call.whole_scan}]
        .push_back(latency);
    by_host[{call.service, call.region}] += latency;
    all += latency;
  }
  for (auto& [name, latencies] : by_bucket) {
    const auto& [account, region, service, action, whole_scan] = name;
    auto size = request_bucket(service, action, whole_scan ? Scan::whole : Scan::narrowed);
    size.capacity *= limits.bucket_share;
    size.refill_per_second *= limits.bucket_share;
    path.buckets = std::max(path.buckets, end_of_bucket(std::move(latencies), size));
  }
  for (const auto& [host, sum] : by_host)
    path.hosts = std::max(path.hosts, over(sum, limits.per_host));
  path.connections = over(all, limits.connections);
  if (path.calls > 0) path.took = last - first;
  return path;
}

}  // namespace mirante::simcloud
