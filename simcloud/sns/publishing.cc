// The calls of SNS that publish.
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "base/foreign_json.h"
#include "gen/sns/publish.h"
#include "gen/sns/publish_batch.h"
#include "platform/crypto/hash.h"
#include "simcloud/operations.h"
#include "simcloud/sns/shared.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t message_max = 262'144;
constexpr std::size_t subject_max = 100;
constexpr std::size_t batch_max = 10;

Answered<std::map<std::string, MessageAttribute>> read_attributes(
    const std::map<std::string, gen::sns::MessageAttributeValue>& given) {
  std::map<std::string, MessageAttribute> attributes;
  for (const auto& [name, value] : given) {
    const auto type = value.data_type.value_or("");
    const auto kind = type.substr(0, type.find('.'));
    if (kind != "String" && kind != "Number" && kind != "Binary")
      return refuse("ParameterValueInvalid",
                    "The message attribute '" + name +
                        "' has an invalid message attribute type, the set of supported type "
                        "prefixes is Binary, Number, and String.");
    const auto& text = kind == "Binary" ? value.binary_value : value.string_value;
    if (!text || text->empty())
      return refuse("ParameterValueInvalid", "The message attribute '" + name +
                                                 "' must contain non-empty message attribute value "
                                                 "for message attribute type '" +
                                                 kind + "'.");
    if (kind == "Number" && !read_foreign_json(*text).is_number())
      return refuse("ParameterValueInvalid",
                    "Could not cast message attribute '" + name + "' value to number.");
    attributes[name] = {type, *text};
  }
  return attributes;
}

Answered<Done> check_subject(const std::optional<std::string>& subject) {
  if (!subject) return Done{};
  const bool plain =
      std::ranges::all_of(*subject, [](unsigned char c) { return c >= 32 && c < 127; });
  if (subject->empty() || subject->size() > subject_max || !plain) return sns_invalid("Subject");
  return Done{};
}

/// Of Publish and of an entry of PublishBatch.
template <class Request>
Answered<Notification> read_notification(const Topic& topic, const Request& request) {
  Notification notification{.subject = request.subject, .message = request.message.value_or("")};
  if (notification.message.empty()) return sns_invalid("Empty message");
  if (notification.message.size() > message_max) return sns_invalid("Message too long");
  if (auto ok = check_subject(request.subject); !ok) return pass(ok);
  auto attributes = read_attributes(request.message_attributes);
  if (!attributes) return pass(attributes);
  notification.attributes = *std::move(attributes);
  if (request.message_structure && *request.message_structure != "json")
    return sns_invalid("MessageStructure");
  if (request.message_structure) {
    const auto json = read_foreign_json(notification.message);
    if (!json.is_object())
      return sns_invalid("Message Structure - JSON message body failed to parse");
    for (const auto& [protocol, text] : json.items())
      if (text.is_string()) notification.by_protocol[protocol] = text.template get<std::string>();
    if (!notification.by_protocol.contains("default"))
      return sns_invalid("Message Structure - No default entry in JSON message body");
    notification.message = notification.by_protocol["default"];
  }
  notification.group = request.message_group_id.value_or("");
  notification.deduplication = request.message_deduplication_id.value_or("");
  if (!topic.fifo) {
    if (!notification.deduplication.empty())
      return sns_invalid(
          "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter "
          "that is not valid for this topic type");
    return notification;
  }
  if (notification.group.empty())
    return sns_invalid("The MessageGroupId parameter is required for FIFO topics");
  const auto by_content = topic.attributes.find("ContentBasedDeduplication");
  if (notification.deduplication.empty()) {
    if (by_content == topic.attributes.end() || by_content->second != "true")
      return sns_invalid(
          "The topic should either have ContentBasedDeduplication enabled or "
          "MessageDeduplicationId provided explicitly");
    notification.deduplication = crypto::to_hex(crypto::sha256(notification.message));
  }
  return notification;
}

std::optional<std::string> sequence_of(const Published& published) {
  if (published.sequence.empty()) return std::nullopt;
  return published.sequence;
}

Answered<gen::sns::PublishResponse> publish_one(Call& call, const gen::sns::PublishInput& request) {
  if (request.phone_number)
    return sns_invalid("PhoneNumber Reason: text messages are not simulated");
  if (request.topic_arn && request.target_arn)
    return sns_invalid("TopicArn or TargetArn Reason: no value for required parameter");
  const auto topic =
      permitted_topic(call, request.topic_arn ? request.topic_arn : request.target_arn);
  if (!topic) return pass(topic);
  const auto notification = read_notification(**topic, request);
  if (!notification) return pass(notification);
  auto& place = *find_topic(call.cloud, (*topic)->arn).place;
  const auto published = publish(call.cloud, place, **topic, *notification);
  return gen::sns::PublishResponse{.message_id = published.message_id,
                                   .sequence_number = sequence_of(published)};
}

Answered<Done> check_batch(const std::vector<gen::sns::PublishBatchRequestEntry>& entries) {
  if (entries.empty())
    return refuse("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.size() > batch_max)
    return refuse("TooManyEntriesInBatchRequest",
                  "The batch request contains more entries than permissible.");
  std::set<std::string> ids;
  std::size_t bytes = 0;
  for (const auto& entry : entries) {
    const auto id = entry.id.value_or("");
    const bool ok = !id.empty() && id.size() <= 80 && std::ranges::all_of(id, [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
    if (!ok)
      return refuse(
          "InvalidBatchEntryId",
          "The Id of a batch entry in a batch request doesn't abide by the specification.");
    if (!ids.insert(id).second)
      return refuse("BatchEntryIdsNotDistinct",
                    "Two or more batch entries in the request have the same Id.");
    bytes += entry.message.value_or("").size();
  }
  if (bytes > message_max)
    return refuse("BatchRequestTooLong",
                  "The length of all the batch messages put together is more than the limit.");
  return Done{};
}

Answered<gen::sns::PublishBatchResponse> publish_batch(Call& call,
                                                       const gen::sns::PublishBatchInput& request) {
  // Permission for a batch is that for a single message.
  Call single = call;
  single.action = "Publish";
  const auto topic = permitted_topic(single, request.topic_arn);
  if (!topic) return pass(topic);
  const auto& entries = request.publish_batch_request_entries;
  if (auto ok = check_batch(entries); !ok) return pass(ok);
  auto& place = *find_topic(call.cloud, (*topic)->arn).place;
  gen::sns::PublishBatchResponse response;
  for (const auto& entry : entries) {
    const auto notification = read_notification(**topic, entry);
    if (!notification) {
      response.failed.push_back({.id = entry.id,
                                 .code = notification.error().code,
                                 .message = notification.error().message,
                                 .sender_fault = true});
      continue;
    }
    const auto published = publish(call.cloud, place, **topic, *notification);
    response.successful.push_back({.id = entry.id,
                                   .message_id = published.message_id,
                                   .sequence_number = sequence_of(published)});
  }
  return response;
}

}  // namespace

void add_publishing_calls(Operations& operations) {
  operations.add<publish_one>("sns", "Publish", Fidelity::partial,
                              "to topics only, no telephones and applications");
  operations.add<publish_batch>("sns", "PublishBatch", Fidelity::faithful);
}

}  // namespace mirante::simcloud
