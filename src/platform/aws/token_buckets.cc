#include "platform/aws/token_buckets.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace mirante::aws {
namespace {

struct Published {
  std::string_view operation;
  BucketSize size;
};

// EC2's sizes: "Request throttling for the Amazon EC2 API" in its developer guide.
constexpr BucketSize ec2_reading{100, 20};
constexpr BucketSize ec2_whole_scan{50, 10};
constexpr BucketSize ec2_changing{50, 5};

constexpr Published ec2_own_sizes[] = {
    {"RunInstances", {5, 2}},     {"StartInstances", {5, 2}},   {"CreateVolume", {100, 5}},
    {"DeleteVolume", {100, 5}},   {"CreateSnapshot", {100, 5}}, {"CreateSnapshots", {100, 5}},
    {"DeleteSnapshot", {100, 5}}, {"CreateTags", {100, 10}},    {"DeleteTags", {100, 10}},
};
constexpr Published ec2_resources[] = {{"RunInstances", {1000, 2}},
                                       {"StartInstances", {1000, 2}},
                                       {"StopInstances", {1000, 20}},
                                       {"TerminateInstances", {1000, 20}}};

/// So many calls of a service in a second. Its first row for an operation counts; one without a
/// name is of all others.
struct Rate {
  std::string_view service, operation;
  double per_second;
};

constexpr Rate rates[] = {
    // STS's quotas: for an account and region.
    {"sts", "", 600},
    // CloudTrail's API reference of LookupEvents: for an account and region.
    {"cloudtrail", "LookupEvents", 2},
    // "Quotas" in Route 53's developer guide: all requests of an account together.
    {"route53", "", 5},
    // "CloudWatch service quotas" in its user guide.
    {"cloudwatch", "DescribeAlarms", 9},
    {"cloudwatch", "DescribeAlarmHistory", 20},
    {"cloudwatch", "GetMetricData", 50},
    {"cloudwatch", "GetMetricStatistics", 400},
    {"cloudwatch", "ListMetrics", 25},
    {"cloudwatch", "PutMetricData", 500},
    {"cloudwatch", "", 3},
    // "Request quotas" in KMS's developer guide; what encrypts is the smallest region's.
    {"kms", "CreateGrant", 50},
    {"kms", "Decrypt", 5'500},
    {"kms", "DescribeKey", 2'000},
    {"kms", "Encrypt", 5'500},
    {"kms", "GetKeyPolicy", 1'000},
    {"kms", "ListAliases", 500},
    {"kms", "ListGrants", 100},
    {"kms", "ListKeys", 500},
    {"kms", "ListResourceTags", 2'000},
    {"kms", "PutKeyPolicy", 15},
    {"kms", "RetireGrant", 50},
    {"kms", "RevokeGrant", 50},
    {"kms", "ScheduleKeyDeletion", 15},
    {"kms", "TagResource", 10},
    {"kms", "", 5},
    // SNS's API reference.
    {"sns", "ListSubscriptions", 30},
    {"sns", "ListSubscriptionsByTopic", 30},
    {"sns", "ListTopics", 30},
    {"sns", "Subscribe", 100},
    {"sns", "Unsubscribe", 100},
};
/// Of services that publish nothing: IAM is slow. SESv2 publishes how many recipients an account
/// may write to in a second, which GetAccount tells; what is called here sends no mail.
constexpr BucketSize other_size{100, 20};

BucketSize size_of(std::string_view service, std::string_view operation) {
  for (const auto& rate : rates)
    if (rate.service == service && (rate.operation == operation || rate.operation.empty()))
      return {rate.per_second, rate.per_second};
  return other_size;
}

// Sums of fractions may miss a whole token by this.
constexpr double rounding = 1e-6;

const Published* find(std::span<const Published> rows, std::string_view operation) {
  const auto found = std::ranges::find(rows, operation, &Published::operation);
  return found == rows.end() ? nullptr : &*found;
}

/// Calls `take(name, value)` for each pair of a form, as encoded.
template <class Take>
void each_field(std::string_view form, Take take) {
  while (!form.empty()) {
    const auto end = std::min(form.find('&'), form.size());
    const auto field = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    const auto equals = std::min(field.find('='), field.size());
    take(field.substr(0, equals), field.substr(std::min(equals + 1, field.size())));
  }
}

bool is_narrowed(std::string_view body) {
  bool narrowed = false;
  each_field(body, [&](std::string_view name, std::string_view) {
    narrowed = narrowed || (name != "Action" && name != "Version" && name != "DryRun");
  });
  return narrowed;
}

/// Servers that the call names, or at most asks for.
double resources_in(std::string_view body) {
  double count = 0;
  each_field(body, [&](std::string_view name, std::string_view value) {
    if (name.starts_with("InstanceId.")) count += 1;
    if (name != "MaxCount") return;
    for (const char c : value) count = std::min(1e6, count * 10 + (c - '0'));
  });
  return std::max(1.0, count);
}

}  // namespace

CallCost cost_of(const wire::Operation& operation, std::string_view body) {
  const auto service = operation.service->id;
  if (service != "ec2")
    return {.requests = size_of(service, operation.name), .is_shared = service == "route53"};
  CallCost cost{.requests = ec2_changing};
  if (const auto* own = find(ec2_own_sizes, operation.name)) {
    cost.requests = own->size;
  } else if (operation.is_read) {
    cost.is_whole_scan = !is_narrowed(body);
    cost.requests = cost.is_whole_scan ? ec2_whole_scan : ec2_reading;
  }
  if (const auto* resources = find(ec2_resources, operation.name)) {
    cost.resources = resources->size;
    cost.resource_count = resources_in(body);
  }
  return cost;
}

/// A share of a small bucket still lets one call through at a time.
BucketSize TokenBuckets::shared(BucketSize published) const {
  return {.capacity = std::max(1.0, published.capacity * share_),
          .refill_per_second = published.refill_per_second * share_};
}

void TokenBuckets::use_share(double share) {
  share_ = share;
  for (auto& [key, bucket] : buckets_) {
    refill(bucket);
    bucket.size = shared(bucket.published);
    bucket.tokens = std::min(bucket.tokens, bucket.size.capacity);
    for (auto* queue : {&bucket.urgent, &bucket.usual})
      for (auto* waiter : *queue) waiter->tokens = std::min(waiter->tokens, bucket.size.capacity);
    arm(bucket);
  }
}

TokenBuckets::Bucket& TokenBuckets::bucket(const BucketKey& key, BucketSize size) {
  const auto [found, is_new] = buckets_.try_emplace(key);
  auto& bucket = found->second;
  if (is_new) {
    bucket.published = size;
    bucket.size = shared(size);
    bucket.tokens = bucket.size.capacity;
    bucket.counted = loop_.clock().steady();
  }
  return bucket;
}

void TokenBuckets::refill(Bucket& bucket) {
  const auto now = loop_.clock().steady();
  const std::chrono::duration<double> passed = now - bucket.counted;
  bucket.tokens = std::min(bucket.size.capacity,
                           bucket.tokens + passed.count() * bucket.size.refill_per_second);
  bucket.counted = now;
}

Task<void> TokenBuckets::take(BucketKey key, BucketSize size, double tokens, Urgency urgency) {
  auto& from = bucket(key, size);
  tokens = std::min(tokens, from.size.capacity);
  refill(from);
  if (!from.has_waiters() && from.tokens >= tokens) {
    from.tokens -= tokens;
    co_return;
  }
  Waiter waiter{.tokens = tokens};
  auto& queue = urgency == Urgency::urgent ? from.urgent : from.usual;
  const struct Place {
    TokenBuckets& buckets;
    Bucket& bucket;
    std::list<Waiter*>& queue;
    Waiter& waiter;
    ~Place() {
      if (waiter.is_served) return;  // It has left the queue already.
      queue.remove(&waiter);
      buckets.arm(bucket);
    }
  } place{*this, from, queue, waiter};
  queue.push_back(&waiter);
  arm(from);
  co_await waiter.turn;
}

// Waiters go on inside this call, so it is made by the timer alone, from the top of the loop.
void TokenBuckets::serve(Bucket& bucket) {
  refill(bucket);
  while (bucket.has_waiters()) {
    auto& queue = bucket.first_queue();
    auto& first = *queue.front();
    if (bucket.tokens + rounding < first.tokens) break;
    queue.pop_front();
    bucket.tokens -= first.tokens;
    first.is_served = true;
    first.turn.set();
  }
  arm(bucket);
}

void TokenBuckets::arm(Bucket& bucket) {
  bucket.timer.stop();
  if (!bucket.has_waiters()) return;
  refill(bucket);
  const auto missing = bucket.first_queue().front()->tokens - bucket.tokens;
  const auto micros = std::max(0.0, missing / bucket.size.refill_per_second * 1e6);
  const auto wait = std::chrono::microseconds(static_cast<std::int64_t>(std::ceil(micros)));
  bucket.timer = Timer(loop_, loop_.clock().steady() + wait, [this, &bucket] { serve(bucket); });
}

void TokenBuckets::drain(const BucketKey& key, BucketSize size) {
  auto& drained = bucket(key, size);
  refill(drained);
  drained.tokens = std::min(drained.tokens, 0.0);
  arm(drained);
}

std::size_t TokenBuckets::waiting(const BucketKey& key) const {
  const auto found = buckets_.find(key);
  return found == buckets_.end() ? 0 : found->second.urgent.size() + found->second.usual.size();
}

}  // namespace mirante::aws
