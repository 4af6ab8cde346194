// What the simulated SNS remembers in a place: topics and who listens to them.
#pragma once

#include <map>
#include <string>

#include "base/instant.h"
#include "simcloud/iam/state.h"

namespace mirante::simcloud {

struct Topic {
  std::string name;
  std::string arn;
  std::map<std::string, std::string> attributes;  // As they were set: "DisplayName", "Policy" …
  PolicyRef policy;
  std::map<std::string, std::string> tags;
  std::size_t subscriptions_deleted = 0;
  bool fifo = false;
  struct Sent {
    std::string message_id, sequence;
    Instant at;
  };
  std::map<std::string, Sent> deduplicated;  // FIFO: by deduplication id, for five minutes.
  std::uint64_t sequence = 0;
};

struct Subscription {
  std::string arn;
  std::string topic;  // ARN
  std::string protocol;
  std::string endpoint;
  std::string owner;  // 12 digits
  bool confirmed = false;
  bool was_authenticated = false;   // Confirmed by a signed call.
  bool guards_unsubscribe = false;  // Only signed calls may end it.
  std::string token;
  Instant token_ends;
  std::map<std::string, std::string> attributes;  // "RawMessageDelivery", "FilterPolicy" …
};

struct Sns {
  std::map<std::string, Topic, std::less<>> topics;                // By name.
  std::map<std::string, Subscription, std::less<>> subscriptions;  // By ARN, of the topics here.
};

}  // namespace mirante::simcloud
