#include "simcloud/token_buckets.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace mirante::simcloud {
namespace {

struct Published {
  std::string_view action;
  BucketSize size;
};

// Actions that have a bucket of their own size.
constexpr Published own_sizes[] = {
    {"RunInstances", {5, 2}},     {"StartInstances", {5, 2}},   {"CreateVolume", {100, 5}},
    {"DeleteVolume", {100, 5}},   {"CreateSnapshot", {100, 5}}, {"CreateSnapshots", {100, 5}},
    {"DeleteSnapshot", {100, 5}}, {"CreateTags", {100, 10}},    {"DeleteTags", {100, 10}},
};

// CloudWatch's quotas of calls in a second ("CloudWatch service quotas"); alarms' others are 3.
constexpr BucketSize alarm_calls{3, 3};
constexpr Published metric_calls[] = {
    {"DescribeAlarms", {9, 9}},  {"DescribeAlarmHistory", {20, 20}},
    {"GetMetricData", {50, 50}}, {"GetMetricStatistics", {400, 400}},
    {"ListMetrics", {25, 25}},   {"PutMetricData", {500, 500}},
};

// KMS's ("Request quotas" in its developer guide); the others, which change keys, are 5. What
// encrypts has more in large regions, and shares it.
constexpr BucketSize key_changes{5, 5};
constexpr Published key_calls[] = {
    {"CreateGrant", {50, 50}},          {"Decrypt", {5500, 5500}},
    {"DescribeKey", {2000, 2000}},      {"Encrypt", {5500, 5500}},
    {"GetKeyPolicy", {1000, 1000}},     {"ListAliases", {500, 500}},
    {"ListGrants", {100, 100}},         {"ListKeys", {500, 500}},
    {"ListResourceTags", {2000, 2000}}, {"PutKeyPolicy", {15, 15}},
    {"RetireGrant", {50, 50}},          {"RevokeGrant", {50, 50}},
    {"ScheduleKeyDeletion", {15, 15}},  {"TagResource", {10, 10}},
};

// SNS's, in its API reference; Publish has 300 in the smaller regions, and stands for the others.
constexpr BucketSize other_topic_calls{300, 300};
constexpr Published topic_calls[] = {
    {"ListSubscriptions", {30, 30}}, {"ListSubscriptionsByTopic", {30, 30}},
    {"ListTopics", {30, 30}},        {"Subscribe", {100, 100}},
    {"Unsubscribe", {100, 100}},
};

// Route 53's ("Quotas" in its developer guide): all requests of an account together.
constexpr BucketSize zone_calls{5, 5};

BucketSize size_of(std::span<const Published> rows, std::string_view action, BucketSize others) {
  const auto own = std::ranges::find(rows, action, &Published::action);
  return own == rows.end() ? others : own->size;
}

constexpr std::string_view resource_intensive[] = {
    "AuthorizeSecurityGroupEgress",
    "AuthorizeSecurityGroupIngress",
    "CreateSecurityGroup",
    "DeleteSecurityGroup",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "CreateKeyPair",
    "DeleteKeyPair",
    "ImportKeyPair",
};

constexpr Published resources[] = {{"RunInstances", {1000, 2}},
                                   {"TerminateInstances", {1000, 20}},
                                   {"StartInstances", {1000, 2}},
                                   {"StopInstances", {1000, 20}}};

bool is_reading_call(std::string_view action) {
  return action.starts_with("Describe") || action.starts_with("Get") ||
         action.starts_with("List") || action.starts_with("Search");
}

}  // namespace

bool TokenBuckets::take(std::string_view name, BucketSize size, double tokens, Instant now) {
  auto found = buckets_.find(name);
  if (found == buckets_.end())
    found = buckets_.emplace(std::string(name), Bucket{size.capacity, now}).first;
  auto& bucket = found->second;
  const std::chrono::duration<double> passed = now - bucket.counted;
  bucket.tokens = std::min(size.capacity,
                           bucket.tokens + std::max(0.0, passed.count()) * size.refill_per_second);
  bucket.counted = now;
  if (bucket.tokens < tokens) return false;
  bucket.tokens -= tokens;
  return true;
}

BucketSize request_bucket(std::string_view service, std::string_view action, Scan scan) {
  if (service == "sts") return {600, 600};
  if (service == "iam") return {100, 20};
  if (service == "cloudtrail")
    return action == "LookupEvents" ? BucketSize{2, 2} : BucketSize{10, 10};
  if (service == "organizations") return {20, 8};
  if (service == "cloudwatch") return size_of(metric_calls, action, alarm_calls);
  if (service == "kms") return size_of(key_calls, action, key_changes);
  if (service == "route53") return zone_calls;
  if (service == "sqs") return {3000, 3000};
  if (service == "sns") return size_of(topic_calls, action, other_topic_calls);
  if (service != "ec2") return {100, 20};
  if (const auto own = std::ranges::find(own_sizes, action, &Published::action);
      own != std::end(own_sizes))
    return own->size;
  if (std::ranges::find(resource_intensive, action) != std::end(resource_intensive)) return {50, 5};
  if (is_reading_call(action))
    return scan == Scan::whole ? BucketSize{50, 10} : BucketSize{100, 20};
  return {50, 5};
}

std::string_view bucket_of(std::string_view service, std::string_view action) {
  return service == "route53" ? std::string_view() : action;
}

BucketSize resource_bucket(std::string_view service, std::string_view action) {
  if (service != "ec2") return {};
  const auto found = std::ranges::find(resources, action, &Published::action);
  return found == std::end(resources) ? BucketSize{} : found->size;
}

}  // namespace mirante::simcloud
