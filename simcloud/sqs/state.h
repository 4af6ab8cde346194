// What the simulated SQS remembers in a place: queues and their messages.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/instant.h"
#include "simcloud/iam/state.h"

namespace mirante::simcloud {

struct MessageAttribute {
  std::string type;   // "String", "Number.int", "Binary"
  std::string value;  // Binary ones as bytes.
};

struct QueueMessage {
  std::uint64_t order = 0;  // First sent, first in the queue.
  std::string id;
  std::string body;
  std::map<std::string, MessageAttribute> attributes;
  std::map<std::string, MessageAttribute> system_attributes;  // "AWSTraceHeader"
  std::string sender;                                         // "AIDA…"
  Instant sent;
  Instant visible_from;
  std::optional<Instant> first_received;
  std::uint32_t receive_count = 0;
  std::string group, deduplication, sequence;  // FIFO queues.
  std::string dead_letter_source;              // ARN of the queue that gave it up.
};

struct Queue {
  std::string name;
  std::string arn;
  std::string url;
  Instant created, modified;
  std::map<std::string, std::string> attributes;  // All that can be set, with their defaults.
  PolicyRef policy;
  std::map<std::string, std::string> tags;
  std::map<std::uint64_t, QueueMessage> messages;  // By order.
  struct Sent {
    std::string message_id, sequence;
    Instant at;
  };
  std::map<std::string, Sent> deduplicated;  // FIFO: by deduplication id, for five minutes.
  std::optional<Instant> purged;
  std::uint64_t sent_count = 0;
  std::uint64_t receives = 0;

  bool is_fifo() const { return name.ends_with(".fifo"); }
  std::int64_t number(const std::string& attribute) const;
};

struct Sqs {
  std::map<std::string, Queue, std::less<>> queues;     // By name.
  std::map<std::string, Instant, std::less<>> deleted;  // When a queue of this name went.
};

}  // namespace mirante::simcloud
