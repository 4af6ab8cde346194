// The calls of SQS that send and receive messages.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "gen/sqs/receive_message.h"
#include "gen/sqs/send_message.h"
#include "gen/sqs/send_message_batch.h"
#include "platform/crypto/md5.h"
#include "simcloud/operations.h"
#include "simcloud/sqs/shared.h"

namespace mirante::simcloud {
namespace {

using std::chrono::seconds;

std::string md5_text(std::string_view text) { return crypto::to_hex(crypto::md5(text)); }

std::optional<std::string> md5_or_none(const std::map<std::string, MessageAttribute>& attributes) {
  if (attributes.empty()) return std::nullopt;
  return md5_of(attributes);
}

template <class Value>
Answered<std::map<std::string, MessageAttribute>> read_attributes(
    const std::map<std::string, Value>& given) {
  std::map<std::string, MessageAttribute> attributes;
  if (given.size() > 10)
    return sqs_wrong_value("Number of message attributes [" + std::to_string(given.size()) +
                           "] exceeds the allowed maximum [10].");
  for (const auto& [name, value] : given) {
    const auto type = value.data_type.value_or("");
    const auto kind = type.substr(0, type.find('.'));
    if (kind != "String" && kind != "Number" && kind != "Binary")
      return sqs_wrong_value("The type of message attribute '" + name +
                             "' is invalid. You must use only the following supported type "
                             "prefixes: Binary, Number, String.");
    const auto& text = kind == "Binary" ? value.binary_value : value.string_value;
    if (!text || text->empty())
      return sqs_wrong_value("Message (user) attribute '" + name +
                             "' must contain a non-empty value of type '" + kind + "'.");
    if (kind == "Number" && !read_foreign_json(*text).is_number())
      return sqs_wrong_value("Can't cast the value of message (user) attribute '" + name +
                             "' to a number.");
    attributes[name] = {type, *text};
  }
  return attributes;
}

/// XML 1.0's characters are allowed; of the others, control characters are what occurs.
bool has_allowed_characters(std::string_view body) {
  return std::ranges::none_of(
      body, [](unsigned char c) { return c < 0x20 && c != '\t' && c != '\n' && c != '\r'; });
}

/// Of SendMessage and of an entry of SendMessageBatch.
template <class Request>
Answered<NewMessage> read_message(const Call& call, const Queue& queue, const Request& request) {
  NewMessage message{.body = request.message_body.value_or(""), .sender = call.caller.user_id};
  if (message.body.empty())
    return sqs_refuse("MissingRequiredParameterException", "MissingParameter",
                      "The request must contain the parameter MessageBody.");
  if (!has_allowed_characters(message.body))
    return sqs_refuse("InvalidMessageContents", "InvalidMessageContents",
                      "The message contains characters outside the allowed set.");
  const auto most = queue.number("MaximumMessageSize");
  if (static_cast<std::int64_t>(message.body.size()) > most)
    return sqs_wrong_value(
        "One or more parameters are invalid. Reason: Message must be shorter "
        "than " +
        std::to_string(most) + " bytes.");
  auto attributes = read_attributes(request.message_attributes);
  if (!attributes) return pass(attributes);
  message.attributes = *std::move(attributes);
  auto system = read_attributes(request.message_system_attributes);
  if (!system) return pass(system);
  message.system_attributes = *std::move(system);
  if (request.delay_seconds) {
    const auto delay = *request.delay_seconds;
    const auto value =
        "Value " + std::to_string(delay) + " for parameter DelaySeconds is invalid. ";
    if (delay < 0 || delay > 900)
      return sqs_wrong_value(value + "Reason: DelaySeconds must be >= 0 and <= 900.");
    if (queue.is_fifo())
      return sqs_wrong_value(value +
                             "Reason: The request include parameter that is not valid for this "
                             "queue type.");
    message.delay = seconds(delay);
  }
  message.group = request.message_group_id.value_or("");
  message.deduplication = request.message_deduplication_id.value_or("");
  if (!queue.is_fifo()) {
    if (!message.deduplication.empty())
      return sqs_wrong_value("Value " + message.deduplication +
                             " for parameter MessageDeduplicationId is invalid. Reason: The "
                             "request includes a parameter that is not valid for this queue type.");
    return message;
  }
  if (message.group.empty())
    return sqs_refuse("MissingRequiredParameterException", "MissingParameter",
                      "The request must contain the parameter MessageGroupId.");
  if (message.deduplication.empty()) {
    if (queue.attributes.at("ContentBasedDeduplication") != "true")
      return sqs_wrong_value(
          "The queue should either have ContentBasedDeduplication enabled or "
          "MessageDeduplicationId provided explicitly");
    message.deduplication = crypto::to_hex(crypto::sha256(message.body));
  }
  return message;
}

std::optional<std::string> or_none(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

Answered<gen::sqs::SendMessageResult> send_message(Call& call,
                                                   const gen::sqs::SendMessageRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  auto message = read_message(call, *found->queue, request);
  if (!message) return pass(message);
  gen::sqs::SendMessageResult result{
      .md5_of_message_body = md5_text(message->body),
      .md5_of_message_attributes = md5_or_none(message->attributes),
      .md5_of_message_system_attributes = md5_or_none(message->system_attributes)};
  const auto sent = enqueue(call.cloud, *found->place, *found->queue, *std::move(message));
  result.message_id = sent.id;
  result.sequence_number = or_none(sent.sequence);
  return result;
}

Answered<gen::sqs::SendMessageBatchResult> send_message_batch(
    Call& call, const gen::sqs::SendMessageBatchRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  if (auto ok = check_batch(request.entries); !ok) return pass(ok);
  std::int64_t bytes = 0;
  for (const auto& entry : request.entries)
    bytes += static_cast<std::int64_t>(entry.message_body.value_or("").size());
  const auto most = found->queue->number("MaximumMessageSize");
  if (bytes > most)
    return sqs_refuse("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong",
                      "Batch requests cannot be longer than " + std::to_string(most) +
                          " bytes. You have sent " + std::to_string(bytes) + " bytes.");
  gen::sqs::SendMessageBatchResult result;
  for (const auto& entry : request.entries) {
    auto message = read_message(call, *found->queue, entry);
    if (!message) {
      result.failed.push_back({.id = entry.id,
                               .sender_fault = true,
                               .code = message.error().code,
                               .message = message.error().message});
      continue;
    }
    gen::sqs::SendMessageBatchResultEntry done{
        .id = entry.id,
        .md5_of_message_body = md5_text(message->body),
        .md5_of_message_attributes = md5_or_none(message->attributes),
        .md5_of_message_system_attributes = md5_or_none(message->system_attributes)};
    const auto sent = enqueue(call.cloud, *found->place, *found->queue, *std::move(message));
    done.message_id = sent.id;
    done.sequence_number = or_none(sent.sequence);
    result.successful.push_back(std::move(done));
  }
  return result;
}

std::string millis(Instant at) { return std::to_string(to_micros(at) / 1000); }

/// The system attributes that are asked for; "All" asks for all.
std::map<std::string, std::string> system_attributes(const QueueMessage& message,
                                                     const gen::sqs::ReceiveMessageRequest& asked) {
  std::map<std::string, std::string> all{
      {"SenderId", message.sender},
      {"SentTimestamp", millis(message.sent)},
      {"ApproximateReceiveCount", std::to_string(message.receive_count)}};
  if (message.first_received)
    all["ApproximateFirstReceiveTimestamp"] = millis(*message.first_received);
  if (!message.group.empty()) all["MessageGroupId"] = message.group;
  if (!message.deduplication.empty()) all["MessageDeduplicationId"] = message.deduplication;
  if (!message.sequence.empty()) all["SequenceNumber"] = message.sequence;
  if (!message.dead_letter_source.empty())
    all["DeadLetterQueueSourceArn"] = message.dead_letter_source;
  for (const auto& [name, attribute] : message.system_attributes) all[name] = attribute.value;
  std::erase_if(all, [&](const auto& entry) {
    const auto asks = [&](const std::string& name) { return name == "All" || name == entry.first; };
    return std::ranges::none_of(asked.attribute_names, asks) &&
           std::ranges::none_of(asked.message_system_attribute_names, asks);
  });
  return all;
}

bool asks_for(const std::vector<std::string>& wanted, const std::string& name) {
  return std::ranges::any_of(wanted, [&](const std::string& pattern) {
    return pattern == "All" || pattern == ".*" || pattern == name ||
           (pattern.ends_with(".*") &&
            name.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1)));
  });
}

gen::sqs::Message to_gen(const Queue& queue, const QueueMessage& message,
                         const gen::sqs::ReceiveMessageRequest& request) {
  auto attributes = message.attributes;
  std::erase_if(attributes, [&](const auto& entry) {
    return !asks_for(request.message_attribute_names, entry.first);
  });
  gen::sqs::Message shape{.message_id = message.id,
                          .receipt_handle = receipt_handle(queue, message),
                          .md5_of_body = md5_text(message.body),
                          .body = message.body,
                          .attributes = system_attributes(message, request),
                          .md5_of_message_attributes = md5_or_none(attributes)};
  for (const auto& [name, attribute] : attributes) {
    gen::sqs::MessageAttributeValue value{.data_type = attribute.type};
    (attribute.type.starts_with("Binary") ? value.binary_value : value.string_value) =
        attribute.value;
    shape.message_attributes[name] = std::move(value);
  }
  return shape;
}

Answered<Done> check_bounds(const gen::sqs::ReceiveMessageRequest& request) {
  const auto wrong = [](std::int32_t value, const std::string& name, const std::string& bounds) {
    return sqs_wrong_value("Value " + std::to_string(value) + " for parameter " + name +
                           " is invalid. Reason: Must be " + bounds + ", if provided.");
  };
  const auto count = request.max_number_of_messages.value_or(1);
  const auto visibility = request.visibility_timeout.value_or(0);
  const auto wait = request.wait_time_seconds.value_or(0);
  if (count < 1 || count > 10) return wrong(count, "MaxNumberOfMessages", "between 1 and 10");
  if (visibility < 0 || visibility > 43'200)
    return wrong(visibility, "VisibilityTimeout", "between 0 and 43200");
  if (wait < 0 || wait > 20) return wrong(wait, "WaitTimeSeconds", ">= 0 and <= 20");
  return Done{};
}

Answered<gen::sqs::ReceiveMessageResult> receive_message(
    Call& call, const gen::sqs::ReceiveMessageRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  if (auto ok = check_bounds(request); !ok) return pass(ok);
  auto& queue = *found->queue;
  const auto or_queues = [&](const std::optional<std::int32_t>& asked, const std::string& name) {
    return asked ? seconds(*asked) : seconds(queue.number(name));
  };
  const auto messages =
      receive(call.cloud, *found->place, queue,
              static_cast<std::size_t>(request.max_number_of_messages.value_or(1)),
              or_queues(request.visibility_timeout, "VisibilityTimeout"));
  const auto wait = or_queues(request.wait_time_seconds, "ReceiveMessageWaitTimeSeconds");
  if (messages.empty() && wait > seconds(0)) {
    if (!call.waits_until) call.waits_until = call.cloud.now + wait;
    call.nothing_yet = call.cloud.now < *call.waits_until;
  }
  gen::sqs::ReceiveMessageResult result;
  for (const auto* message : messages) result.messages.push_back(to_gen(queue, *message, request));
  return result;
}

}  // namespace

void add_message_calls(Operations& operations) {
  operations.add<receive_message>("sqs", "ReceiveMessage", Fidelity::partial,
                                  "no attempt ids; every server of the queue is asked");
  operations.add<send_message>("sqs", "SendMessage", Fidelity::faithful);
  operations.add<send_message_batch>("sqs", "SendMessageBatch", Fidelity::faithful);
}

}  // namespace mirante::simcloud
