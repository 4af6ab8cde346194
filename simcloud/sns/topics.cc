// Topics of SNS: making, ending, listing, their attributes and tags.
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "gen/sns/create_topic.h"
#include "gen/sns/delete_topic.h"
#include "gen/sns/get_topic_attributes.h"
#include "gen/sns/list_tags_for_resource.h"
#include "gen/sns/list_topics.h"
#include "gen/sns/set_topic_attributes.h"
#include "gen/sns/tag_resource.h"
#include "gen/sns/untag_resource.h"
#include "simcloud/operations.h"
#include "simcloud/sns/shared.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t tags_max = 50;

std::string topic_arn(const Call& call, std::string_view name) {
  return "arn:aws:sns:" + std::string(call.region_name()) + ":" + call.account_id() + ":" +
         std::string(name);
}

bool is_topic_name(std::string_view name) {
  const bool fifo = name.ends_with(".fifo");
  const auto stem = fifo ? name.substr(0, name.size() - 5) : name;
  return !stem.empty() && name.size() <= 256 && std::ranges::all_of(stem, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

/// What AWS gives a topic: everybody of its own account may use it, and services for it.
std::string default_policy(const Topic& topic, const std::string& account) {
  const Json json{{"Version", "2008-10-17"},
                  {"Id", "__default_policy_ID"},
                  {"Statement",
                   {{{"Sid", "__default_statement_ID"},
                     {"Effect", "Allow"},
                     {"Principal", {{"AWS", "*"}}},
                     {"Action",
                      {"SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission",
                       "SNS:RemovePermission", "SNS:DeleteTopic", "SNS:Subscribe",
                       "SNS:ListSubscriptionsByTopic", "SNS:Publish"}},
                     {"Resource", topic.arn},
                     {"Condition", {{"StringEquals", {{"AWS:SourceOwner", account}}}}}}}}};
  return json.dump();
}

Answered<Done> set_attribute(Topic& topic, const std::string& name, const std::string& value) {
  static constexpr std::string_view kept[] = {
      "DisplayName",      "KmsMasterKeyId", "TracingConfig", "ContentBasedDeduplication",
      "SignatureVersion", "DeliveryPolicy", "Policy"};
  if (std::ranges::find(kept, name) == std::end(kept)) return sns_invalid("AttributeName");
  if (name == "SignatureVersion" && value != "1" && value != "2")
    return sns_invalid("SignatureVersion");
  if (name == "ContentBasedDeduplication" && (!topic.fifo || (value != "true" && value != "false")))
    return sns_invalid("ContentBasedDeduplication");
  if (name == "DisplayName" && value.size() > 100) return sns_invalid("DisplayName");
  if (name == "DeliveryPolicy" && !value.empty() && !read_foreign_json(value).is_object())
    return sns_invalid("DeliveryPolicy: failed to parse JSON");
  if (name == "Policy") {
    auto policy = read_sns_policy(value);
    if (!policy) return pass(policy);
    topic.policy = *std::move(policy);
  }
  topic.attributes[name] = value;
  return Done{};
}

Answered<Done> add_tags(std::map<std::string, std::string>& tags,
                        const std::vector<gen::sns::Tag>& more) {
  auto changed = tags;
  for (const auto& tag : more) {
    const auto key = tag.key.value_or("");
    if (key.empty() || key.size() > 128 || key.starts_with("aws:"))
      return sns_invalid("Tag key: " + key);
    changed[key] = tag.value.value_or("");
  }
  if (changed.size() > tags_max)
    return refuse("TagLimitExceeded",
                  "Could not complete request: tag quota of per resource exceeded");
  tags = std::move(changed);
  return Done{};
}

Answered<gen::sns::CreateTopicResponse> create_topic(Call& call,
                                                     const gen::sns::CreateTopicInput& request) {
  const auto name = request.name.value_or("");
  if (!is_topic_name(name)) return sns_invalid("Topic Name");
  const auto arn = topic_arn(call, name);
  if (auto ok = permit_sns(call, arn, call.account_id(), {}); !ok) return pass(ok);
  auto attributes = request.attributes;
  const auto wants_fifo = attributes.extract("FifoTopic");
  const bool fifo = !wants_fifo.empty() && wants_fifo.mapped() == "true";
  if (fifo != name.ends_with(".fifo"))
    return sns_invalid(
        fifo ? "Topic Name. Fifo Topic names must end with .fifo and must be made up of only "
               "uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must "
               "be between 1 and 256 characters long."
             : "Topic Name");
  Topic topic{.name = name, .arn = arn, .fifo = fifo};
  topic.attributes["Policy"] = default_policy(topic, call.account_id());
  topic.policy = read_sns_policy(topic.attributes["Policy"]).value();
  for (const auto& [key, value] : attributes)
    if (auto ok = set_attribute(topic, key, value); !ok) return pass(ok);
  if (auto ok = add_tags(topic.tags, request.tags); !ok) return pass(ok);
  auto& topics = call.place().sns.topics;
  if (const auto known = topics.find(name); known != topics.end()) {
    for (const auto& [key, value] : attributes)
      if (const auto own = known->second.attributes.find(key);
          own == known->second.attributes.end() || own->second != value)
        return sns_invalid("Attributes Reason: Topic already exists with different attributes");
    if (!request.tags.empty() && known->second.tags != topic.tags)
      return sns_invalid("Tags Reason: Topic already exists with different tags");
  } else {
    topics.emplace(name, std::move(topic));
  }
  return gen::sns::CreateTopicResponse{.topic_arn = arn};
}

/// Deleting what is not there is no error.
Answered<Done> delete_topic(Call& call, const gen::sns::DeleteTopicInput& request) {
  const auto topic = permitted_topic(call, request.topic_arn);
  if (!topic) return topic.error().code == "NotFound" ? Answered<Done>(Done{}) : pass(topic);
  const auto found = find_topic(call.cloud, *request.topic_arn);
  std::erase_if(found.place->sns.subscriptions,
                [&](const auto& entry) { return entry.second.topic == found.topic->arn; });
  found.place->sns.topics.erase(std::string((*topic)->name));
  return Done{};
}

Answered<gen::sns::ListTopicsResponse> list_topics(Call& call,
                                                   const gen::sns::ListTopicsInput& request) {
  if (auto ok = permit_sns(call, topic_arn(call, "*"), call.account_id(), {}); !ok) return pass(ok);
  std::vector<gen::sns::Topic> topics;
  for (const auto& [name, topic] : call.place().sns.topics)
    topics.push_back({.topic_arn = topic.arn});
  auto next = sns_page(call, topics, request.next_token);
  if (!next) return pass(next);
  return gen::sns::ListTopicsResponse{.topics = std::move(topics), .next_token = *std::move(next)};
}

Answered<gen::sns::GetTopicAttributesResponse> get_topic_attributes(
    Call& call, const gen::sns::GetTopicAttributesInput& request) {
  const auto found = permitted_topic(call, request.topic_arn);
  if (!found) return pass(found);
  const auto& topic = **found;
  const auto home = find_topic(call.cloud, topic.arn);
  std::size_t confirmed = 0, pending = 0;
  for (const auto& [arn, subscription] : home.place->sns.subscriptions)
    if (subscription.topic == topic.arn) ++(subscription.confirmed ? confirmed : pending);
  gen::sns::GetTopicAttributesResponse response{.attributes = topic.attributes};
  auto& attributes = response.attributes;
  attributes["TopicArn"] = topic.arn;
  attributes["Owner"] = call.cloud.accounts[home.place->account].id;
  attributes.try_emplace("DisplayName");
  attributes["SubscriptionsConfirmed"] = std::to_string(confirmed);
  attributes["SubscriptionsPending"] = std::to_string(pending);
  attributes["SubscriptionsDeleted"] = std::to_string(topic.subscriptions_deleted);
  attributes["EffectiveDeliveryPolicy"] =
      R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,)"
      R"("numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,)"
      R"("backoffFunction":"linear"},"disableSubscriptionOverrides":false}})";
  if (const auto own = attributes.find("DeliveryPolicy"); own != attributes.end())
    attributes["EffectiveDeliveryPolicy"] = own->second;
  if (topic.fifo) {
    attributes["FifoTopic"] = "true";
    attributes.try_emplace("ContentBasedDeduplication", "false");
  }
  return response;
}

Answered<Done> set_topic_attributes(Call& call, const gen::sns::SetTopicAttributesInput& request) {
  const auto topic = permitted_topic(call, request.topic_arn);
  if (!topic) return pass(topic);
  return set_attribute(**topic, request.attribute_name.value_or(""),
                       request.attribute_value.value_or(""));
}

Answered<Topic*> tagged_topic(Call& call, const std::optional<std::string>& arn) {
  auto topic = permitted_topic(call, arn);
  if (!topic && topic.error().code == "NotFound")
    return refuse("ResourceNotFound", "Resource does not exist", 404);
  return topic;
}

Answered<gen::sns::TagResourceResponse> tag_resource(Call& call,
                                                     const gen::sns::TagResourceRequest& request) {
  const auto topic = tagged_topic(call, request.resource_arn);
  if (!topic) return pass(topic);
  if (auto ok = add_tags((*topic)->tags, request.tags); !ok) return pass(ok);
  return gen::sns::TagResourceResponse{};
}

Answered<gen::sns::UntagResourceResponse> untag_resource(
    Call& call, const gen::sns::UntagResourceRequest& request) {
  const auto topic = tagged_topic(call, request.resource_arn);
  if (!topic) return pass(topic);
  for (const auto& key : request.tag_keys) (*topic)->tags.erase(key);
  return gen::sns::UntagResourceResponse{};
}

Answered<gen::sns::ListTagsForResourceResponse> list_tags_for_resource(
    Call& call, const gen::sns::ListTagsForResourceRequest& request) {
  const auto topic = tagged_topic(call, request.resource_arn);
  if (!topic) return pass(topic);
  gen::sns::ListTagsForResourceResponse response;
  for (const auto& [key, value] : (*topic)->tags)
    response.tags.push_back({.key = key, .value = value});
  return response;
}

}  // namespace

void add_topic_calls(Operations& operations) {
  const auto faithful = Fidelity::faithful, partial = Fidelity::partial;
  operations.add<create_topic>("sns", "CreateTopic", partial, "no encryption, no data protection");
  operations.add<delete_topic>("sns", "DeleteTopic", faithful);
  operations.add<get_topic_attributes>("sns", "GetTopicAttributes", faithful);
  operations.add<list_tags_for_resource>("sns", "ListTagsForResource", faithful);
  operations.add<list_topics>("sns", "ListTopics", faithful);
  operations.add<set_topic_attributes>("sns", "SetTopicAttributes", partial,
                                       "no feedback roles and archives");
  operations.add<tag_resource>("sns", "TagResource", faithful);
  operations.add<untag_resource>("sns", "UntagResource", faithful);
}

}  // namespace mirante::simcloud
