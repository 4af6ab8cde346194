// Queues of SQS: making, finding, ending, their attributes and tags.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "gen/sqs/create_queue.h"
#include "gen/sqs/delete_queue.h"
#include "gen/sqs/get_queue_attributes.h"
#include "gen/sqs/get_queue_url.h"
#include "gen/sqs/list_dead_letter_source_queues.h"
#include "gen/sqs/list_queue_tags.h"
#include "gen/sqs/list_queues.h"
#include "gen/sqs/purge_queue.h"
#include "gen/sqs/set_queue_attributes.h"
#include "gen/sqs/tag_queue.h"
#include "gen/sqs/untag_queue.h"
#include "simcloud/arn.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"
#include "simcloud/sqs/shared.h"

namespace mirante::simcloud {
namespace {

using std::chrono::seconds;

constexpr auto name_rests = seconds(60);  // After a queue of this name was deleted.
constexpr auto purge_rests = seconds(60);
constexpr std::size_t page_max = 1000;
constexpr std::size_t tags_max = 50;

struct Range {
  std::string_view name;
  std::int64_t least, most;
  std::string_view otherwise;
};
constexpr Range numbers[] = {{"DelaySeconds", 0, 900, "0"},
                             {"MaximumMessageSize", 1024, 1'048'576, "1048576"},
                             {"MessageRetentionPeriod", 60, 1'209'600, "345600"},
                             {"ReceiveMessageWaitTimeSeconds", 0, 20, "0"},
                             {"VisibilityTimeout", 0, 43'200, "30"},
                             {"KmsDataKeyReusePeriodSeconds", 60, 86'400, ""}};

std::unexpected<AwsError> wrong_attribute(const std::string& name) {
  return sqs_refuse("InvalidAttributeValue", "InvalidAttributeValue",
                    "Invalid value for the parameter " + name + ".");
}

std::unexpected<AwsError> unknown_attribute(const std::string& name) {
  return sqs_refuse("InvalidAttributeName", "InvalidAttributeName",
                    "Unknown Attribute " + name + ".");
}

Answered<Done> check_number(const Range& range, const std::string& value) {
  std::int64_t number = -1;
  const auto* end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, number);
  if (read.ptr != end || value.empty() || number < range.least || number > range.most)
    return wrong_attribute(std::string(range.name));
  return Done{};
}

Answered<Done> check_redrive(Call& call, const Queue& queue, const std::string& value) {
  const auto policy = parse_redrive_policy(value);
  const auto wrong = [&](const std::string& reason) {
    return sqs_wrong_value("Value " + value +
                           " for parameter RedrivePolicy is invalid. Reason: " + reason + ".");
  };
  if (!policy) return wrong(policy.error().message);
  const auto arn = parse_arn(policy->target);
  if (!arn || arn->service != "sqs") return wrong("Invalid value for deadLetterTargetArn");
  if (arn->region != call.region_name() || arn->account != call.account_id() ||
      find_queue(call.cloud, policy->target).queue == nullptr)
    return sqs_refuse("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
                      "Value " + value +
                          " for parameter RedrivePolicy is invalid. Reason: Dead letter target "
                          "does not exist.");
  if (arn->resource.ends_with(".fifo") != queue.is_fifo())
    return wrong("Dead-letter queue must be same type of queue as the source");
  return Done{};
}

Answered<Done> set_attribute(Call& call, Queue& queue, const std::string& name,
                             const std::string& value) {
  const auto range = std::ranges::find(numbers, name, &Range::name);
  static constexpr std::string_view flags[] = {"ContentBasedDeduplication", "SqsManagedSseEnabled"};
  if (range != std::end(numbers)) {
    if (auto ok = check_number(*range, value); !ok) return pass(ok);
  } else if (std::ranges::find(flags, name) != std::end(flags)) {
    if (value != "true" && value != "false") return wrong_attribute(name);
    if (name == "ContentBasedDeduplication" && !queue.is_fifo()) return unknown_attribute(name);
  } else if (name == "DeduplicationScope" || name == "FifoThroughputLimit") {
    const auto narrow = name == "DeduplicationScope" ? "messageGroup" : "perMessageGroupId";
    const auto wide = name == "DeduplicationScope" ? "queue" : "perQueue";
    if (!queue.is_fifo()) return unknown_attribute(name);
    if (value != narrow && value != wide) return wrong_attribute(name);
  } else if (name == "Policy") {
    queue.policy.reset();
    if (value.empty()) {
      queue.attributes.erase(name);
      return Done{};
    }
    auto policy = make_policy(value, PolicyKind::resource);
    if (!policy) return wrong_attribute(name);
    queue.policy = *std::move(policy);
  } else if (name == "RedrivePolicy") {
    if (value.empty()) {
      queue.attributes.erase(name);
      return Done{};
    }
    if (auto ok = check_redrive(call, queue, value); !ok) return pass(ok);
  } else if (name == "RedriveAllowPolicy") {
    if (!read_foreign_json(value).is_object()) return wrong_attribute(name);
  } else if (name != "KmsMasterKeyId") {
    return unknown_attribute(name);
  }
  queue.attributes[name] = value;
  return Done{};
}

bool is_queue_name(const std::string& name) {
  const auto stem = name.ends_with(".fifo") ? name.substr(0, name.size() - 5) : name;
  return !stem.empty() && name.size() <= 80 && std::ranges::all_of(stem, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

Answered<Queue> new_queue(Call& call, const std::string& name,
                          std::map<std::string, std::string> attributes) {
  Queue queue{.name = name,
              .arn = queue_arn(call.region_name(), call.account_id(), name),
              .url = call.cloud.url_of("sqs", call.region) + "/" + call.account_id() + "/" + name,
              .created = call.cloud.now,
              .modified = call.cloud.now};
  const auto fifo = attributes.extract("FifoQueue");
  if (!fifo.empty() && fifo.mapped() != "true") return unknown_attribute("FifoQueue");
  if (fifo.empty() == queue.is_fifo())
    return sqs_wrong_value(
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or "
        "underscores, must end with .fifo suffix and be 1 to 80 in length.");
  for (const auto& range : numbers)
    if (!range.otherwise.empty()) queue.attributes[std::string(range.name)] = range.otherwise;
  queue.attributes["SqsManagedSseEnabled"] = "true";
  if (queue.is_fifo()) {
    queue.attributes["FifoQueue"] = "true";
    queue.attributes["ContentBasedDeduplication"] = "false";
    queue.attributes["DeduplicationScope"] = "queue";
    queue.attributes["FifoThroughputLimit"] = "perQueue";
  }
  for (const auto& [key, value] : attributes)
    if (auto ok = set_attribute(call, queue, key, value); !ok) return pass(ok);
  return queue;
}

Answered<gen::sqs::CreateQueueResult> create_queue(Call& call,
                                                   const gen::sqs::CreateQueueRequest& request) {
  const auto name = request.queue_name.value_or("");
  if (!is_queue_name(name))
    return sqs_wrong_value(
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  const auto arn = queue_arn(call.region_name(), call.account_id(), name);
  if (auto ok = permit_sqs(call, arn, {}); !ok) return pass(ok);
  auto& sqs = call.place().sqs;
  if (const auto known = sqs.queues.find(name); known != sqs.queues.end()) {
    for (const auto& [key, value] : request.attributes) {
      const auto own = known->second.attributes.find(key);
      if (own == known->second.attributes.end() || own->second != value)
        return sqs_refuse("QueueNameExists", "QueueAlreadyExists",
                          "A queue already exists with the same name and a different value for "
                          "attribute " +
                              key);
    }
    return gen::sqs::CreateQueueResult{.queue_url = known->second.url};
  }
  if (const auto gone = sqs.deleted.find(name);
      gone != sqs.deleted.end() && gone->second + name_rests > call.cloud.now)
    return sqs_refuse("QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently",
                      "You must wait 60 seconds after deleting a queue before you can create "
                      "another with the same name.");
  auto queue = new_queue(call, name, request.attributes);
  if (!queue) return pass(queue);
  queue->tags = request.tags;
  sqs.deleted.erase(name);
  gen::sqs::CreateQueueResult result{.queue_url = queue->url};
  sqs.queues.emplace(name, *std::move(queue));
  return result;
}

Answered<gen::sqs::GetQueueUrlResult> get_queue_url(Call& call,
                                                    const gen::sqs::GetQueueUrlRequest& request) {
  const auto arn =
      queue_arn(call.region_name(), request.queue_owner_aws_account_id.value_or(call.account_id()),
                request.queue_name.value_or(""));
  const auto found = find_queue(call.cloud, arn);
  const auto policy = found.queue == nullptr ? PolicyRef{} : found.queue->policy;
  if (auto ok = permit_sqs(call, arn, policy); !ok) return pass(ok);
  if (found.queue == nullptr) return no_such_queue();
  return gen::sqs::GetQueueUrlResult{.queue_url = found.queue->url};
}

/// Tokens are only given out where a size was asked for.
template <class Request, class Result>
Answered<Done> put_page(const Call& call, const Request& request, std::vector<std::string> urls,
                        const std::string& question, Result& result) {
  if (request.max_results && (*request.max_results < 1 || *request.max_results > 1000))
    return sqs_wrong_value("Value " + std::to_string(*request.max_results) +
                           " for parameter MaxResults is invalid. Reason: Must be between 1 and "
                           "1000.");
  const auto most = static_cast<std::size_t>(request.max_results.value_or(page_max));
  auto next = cut_page(call, urls, request.next_token, question_hash(call, {question}), most,
                       sqs_wrong_value("Invalid or expired next token.").error());
  if (!next) return pass(next);
  result.queue_urls = std::move(urls);
  if (request.max_results) result.next_token = *std::move(next);
  return Done{};
}

Answered<gen::sqs::ListQueuesResult> list_queues(Call& call,
                                                 const gen::sqs::ListQueuesRequest& request) {
  const auto arn = queue_arn(call.region_name(), call.account_id(), "*");
  if (auto ok = permit_sqs(call, arn, {}); !ok) return pass(ok);
  const auto prefix = request.queue_name_prefix.value_or("");
  std::vector<std::string> urls;
  for (const auto& [name, queue] : call.place().sqs.queues)
    if (name.starts_with(prefix)) urls.push_back(queue.url);
  gen::sqs::ListQueuesResult result;
  if (auto ok = put_page(call, request, std::move(urls), prefix, result); !ok) return pass(ok);
  return result;
}

Answered<Done> delete_queue(Call& call, const gen::sqs::DeleteQueueRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  auto& deleted = found->place->sqs.deleted;
  std::erase_if(deleted,
                [&](const auto& entry) { return entry.second + name_rests <= call.cloud.now; });
  deleted[found->queue->name] = call.cloud.now;
  found->place->sqs.queues.erase(std::string(found->queue->name));
  return Done{};
}

std::map<std::string, std::string> all_attributes(const Call& call, Queue& queue) {
  forget_old(call.cloud, queue);
  auto attributes = queue.attributes;
  std::size_t visible = 0, hidden = 0, delayed = 0;
  for (const auto& [order, message] : queue.messages) {
    if (message.visible_from <= call.cloud.now)
      ++visible;
    else
      ++(message.receive_count == 0 ? delayed : hidden);
  }
  attributes["ApproximateNumberOfMessages"] = std::to_string(visible);
  attributes["ApproximateNumberOfMessagesNotVisible"] = std::to_string(hidden);
  attributes["ApproximateNumberOfMessagesDelayed"] = std::to_string(delayed);
  attributes["CreatedTimestamp"] = std::to_string(to_micros(queue.created) / 1'000'000);
  attributes["LastModifiedTimestamp"] = std::to_string(to_micros(queue.modified) / 1'000'000);
  attributes["QueueArn"] = queue.arn;
  return attributes;
}

bool is_attribute_name(const std::string& name) {
  static constexpr std::string_view others[] = {"All",
                                                "ApproximateNumberOfMessages",
                                                "ApproximateNumberOfMessagesDelayed",
                                                "ApproximateNumberOfMessagesNotVisible",
                                                "ContentBasedDeduplication",
                                                "CreatedTimestamp",
                                                "DeduplicationScope",
                                                "FifoQueue",
                                                "FifoThroughputLimit",
                                                "KmsMasterKeyId",
                                                "LastModifiedTimestamp",
                                                "Policy",
                                                "QueueArn",
                                                "RedriveAllowPolicy",
                                                "RedrivePolicy",
                                                "SqsManagedSseEnabled"};
  return std::ranges::find(others, name) != std::end(others) ||
         std::ranges::find(numbers, name, &Range::name) != std::end(numbers);
}

Answered<gen::sqs::GetQueueAttributesResult> get_queue_attributes(
    Call& call, const gen::sqs::GetQueueAttributesRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  const auto all = all_attributes(call, *found->queue);
  gen::sqs::GetQueueAttributesResult result;
  for (const auto& name : request.attribute_names) {
    if (!is_attribute_name(name)) return unknown_attribute(name);
    if (name == "All") {
      result.attributes = all;
    } else if (const auto value = all.find(name); value != all.end()) {
      result.attributes.insert(*value);
    }
  }
  return result;
}

/// All or none.
Answered<Done> set_queue_attributes(Call& call,
                                    const gen::sqs::SetQueueAttributesRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  Queue changed{.name = found->queue->name,
                .attributes = found->queue->attributes,
                .policy = found->queue->policy};
  for (const auto& [name, value] : request.attributes)
    if (auto ok = set_attribute(call, changed, name, value); !ok) return pass(ok);
  found->queue->attributes = std::move(changed.attributes);
  found->queue->policy = std::move(changed.policy);
  found->queue->modified = call.cloud.now;
  return Done{};
}

Answered<Done> purge_queue(Call& call, const gen::sqs::PurgeQueueRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  auto& queue = *found->queue;
  if (queue.purged && *queue.purged + purge_rests > call.cloud.now)
    return sqs_refuse(
        "PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress",
        "Only one PurgeQueue operation on " + queue.name + " is allowed every 60 seconds.");
  queue.purged = call.cloud.now;
  queue.messages.clear();
  return Done{};
}

Answered<gen::sqs::ListDeadLetterSourceQueuesResult> list_dead_letter_source_queues(
    Call& call, const gen::sqs::ListDeadLetterSourceQueuesRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  std::vector<std::string> urls;
  for (const auto& [name, queue] : found->place->sqs.queues) {
    const auto policy = queue.attributes.find("RedrivePolicy");
    if (policy == queue.attributes.end()) continue;
    const auto redrive = parse_redrive_policy(policy->second);
    if (redrive && redrive->target == found->queue->arn) urls.push_back(queue.url);
  }
  gen::sqs::ListDeadLetterSourceQueuesResult result;
  if (auto ok = put_page(call, request, std::move(urls), found->queue->arn, result); !ok)
    return pass(ok);
  return result;
}

Answered<Done> tag_queue(Call& call, const gen::sqs::TagQueueRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  auto tags = found->queue->tags;
  for (const auto& [key, value] : request.tags) {
    if (key.empty() || key.size() > 128 || key.starts_with("aws:"))
      return sqs_wrong_value("Tag key " + key + " is not valid.");
    tags[key] = value;
  }
  if (tags.size() > tags_max)
    return sqs_wrong_value("Too many tags added for queue " + found->queue->name + ".");
  found->queue->tags = std::move(tags);
  return Done{};
}

Answered<Done> untag_queue(Call& call, const gen::sqs::UntagQueueRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  for (const auto& key : request.tag_keys) found->queue->tags.erase(key);
  return Done{};
}

Answered<gen::sqs::ListQueueTagsResult> list_queue_tags(
    Call& call, const gen::sqs::ListQueueTagsRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  return gen::sqs::ListQueueTagsResult{.tags = found->queue->tags};
}

}  // namespace

void add_queue_calls(Operations& operations) {
  const auto faithful = Fidelity::faithful, partial = Fidelity::partial;
  operations.add<create_queue>("sqs", "CreateQueue", partial, "no encryption; works at once");
  operations.add<delete_queue>("sqs", "DeleteQueue", partial, "works at once");
  operations.add<get_queue_attributes>("sqs", "GetQueueAttributes", partial,
                                       "numbers of messages are exact");
  operations.add<get_queue_url>("sqs", "GetQueueUrl", faithful);
  operations.add<list_dead_letter_source_queues>("sqs", "ListDeadLetterSourceQueues", faithful);
  operations.add<list_queue_tags>("sqs", "ListQueueTags", faithful);
  operations.add<list_queues>("sqs", "ListQueues", faithful);
  operations.add<purge_queue>("sqs", "PurgeQueue", partial, "works at once");
  operations.add<set_queue_attributes>("sqs", "SetQueueAttributes", partial,
                                       "RedriveAllowPolicy is kept and not evaluated");
  operations.add<tag_queue>("sqs", "TagQueue", faithful);
  operations.add<untag_queue>("sqs", "UntagQueue", faithful);
}

}  // namespace mirante::simcloud
