// Queues of the simulated SQS apart from its calls: finding one, putting messages in, taking them
// out. What has waited longer than the retention is dropped when the queue is next touched.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simcloud/cloud.h"

namespace mirante::simcloud {

struct QueuePlace {
  Place* place = nullptr;
  Queue* queue = nullptr;
};
/// By "arn:aws:sqs:…"; nulls if there is none.
QueuePlace find_queue(Cloud& cloud, std::string_view arn);

struct NewMessage {
  std::string body;
  std::map<std::string, MessageAttribute> attributes = {};
  std::map<std::string, MessageAttribute> system_attributes = {};
  std::string sender;
  std::string group = {}, deduplication = {};  // FIFO queues.
  std::optional<std::chrono::seconds> delay = std::nullopt;
};
struct SentMessage {
  std::string id;
  std::string sequence;
};
/// A FIFO queue takes a message whose deduplication id came in the last five minutes for the same.
SentMessage enqueue(Cloud& cloud, Place& place, Queue& queue, NewMessage message);

/// At most `most` messages that are visible now, hidden for `visibility` from now on. Those that
/// were received too often go to the dead letter queue instead.
std::vector<QueueMessage*> receive(Cloud& cloud, Place& place, Queue& queue, std::size_t most,
                                   std::chrono::seconds visibility);

void forget_old(const Cloud& cloud, Queue& queue);

/// Opaque to clients: which message, and which receive of it.
std::string receipt_handle(const Queue& queue, const QueueMessage& message);
struct Receipt {
  std::uint64_t order = 0;
  std::uint32_t receive_count = 0;
};
/// Nothing for what is no handle of this queue.
std::optional<Receipt> parse_receipt(const Queue& queue, std::string_view handle);

struct RedrivePolicy {
  std::string target;  // ARN
  std::uint32_t receives_max = 0;
};
/// Error(invalid) says what is wrong with the document.
Result<RedrivePolicy> parse_redrive_policy(std::string_view json);

/// As clients compute it, over names, types and values.
std::string md5_of(const std::map<std::string, MessageAttribute>& attributes);

}  // namespace mirante::simcloud
