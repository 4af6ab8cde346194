// Token buckets of one account in one region. Each is made when it is first used and counted
// lazily: no timers.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace mirante::simcloud {

struct BucketSize {
  double capacity = 0;
  double refill_per_second = 0;
  friend bool operator==(const BucketSize&, const BucketSize&) = default;
};

class TokenBuckets {
 public:
  /// Takes `tokens` out of the bucket `name` if they are there.
  bool take(std::string_view name, BucketSize size, double tokens, Instant now);
  void clear() { buckets_.clear(); }

 private:
  struct Bucket {
    double tokens;
    Instant counted;
  };
  std::map<std::string, Bucket, std::less<>> buckets_;
};

/// AWS's published limits of requests (EC2 developer guide, "Request throttling", and those of the
/// other services), for an action and whether it was asked unfiltered and unpaginated.
enum class Scan : std::uint8_t { narrowed, whole };
BucketSize request_bucket(std::string_view service, std::string_view action, Scan scan);
/// The action by which its bucket is known; empty where all of a service share one.
std::string_view bucket_of(std::string_view service, std::string_view action);
/// The second bucket, of resources, that a few actions have; capacity 0: none.
BucketSize resource_bucket(std::string_view service, std::string_view action);

}  // namespace mirante::simcloud
