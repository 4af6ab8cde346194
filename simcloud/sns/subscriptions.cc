// Subscriptions of SNS: who listens to a topic, and how it is confirmed.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "gen/sns/confirm_subscription.h"
#include "gen/sns/get_subscription_attributes.h"
#include "gen/sns/list_subscriptions.h"
#include "gen/sns/list_subscriptions_by_topic.h"
#include "gen/sns/set_subscription_attributes.h"
#include "gen/sns/subscribe.h"
#include "gen/sns/unsubscribe.h"
#include "simcloud/arn.h"
#include "simcloud/operations.h"
#include "simcloud/sns/anybody.h"
#include "simcloud/sns/filter.h"
#include "simcloud/sns/shared.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view pending = "PendingConfirmation";

gen::sns::Subscription to_gen(const Subscription& subscription) {
  return {.subscription_arn = subscription.confirmed ? subscription.arn : std::string(pending),
          .owner = subscription.owner,
          .protocol = subscription.protocol,
          .endpoint = subscription.endpoint,
          .topic_arn = subscription.topic};
}

Answered<Done> check_endpoint(const std::string& protocol, const std::string& endpoint) {
  if (endpoint.empty()) return sns_invalid("Endpoint");
  if (protocol == "http" || protocol == "https") {
    if (!endpoint.starts_with(protocol + "://"))
      return sns_invalid("Endpoint must match the specified protocol");
  } else if (protocol == "sqs") {
    const auto arn = parse_arn(endpoint);
    if (!arn || arn->service != "sqs") return sns_invalid("SQS endpoint ARN");
  } else if (protocol == "email" || protocol == "email-json") {
    if (endpoint.find('@') == std::string::npos) return sns_invalid("Email address");
  } else {
    return sns_invalid("Does not support this protocol string: " + protocol);
  }
  return Done{};
}

Answered<Done> check_attribute(const std::string& name, const std::string& value,
                               const std::string& protocol) {
  if (name == "RawMessageDelivery") {
    if (value != "true" && value != "false")
      return sns_invalid("Attributes Reason: RawMessageDelivery: Invalid value [" + value +
                         "]. Must be true or false.");
    if (value == "true" && protocol.starts_with("email"))
      return sns_invalid("Attributes Reason: Delivery protocol [" + protocol +
                         "] does not support raw message delivery.");
  } else if (name == "FilterPolicy") {
    if (value.empty()) return Done{};
    if (const auto ok = check_filter(value); !ok) return sns_invalid(ok.error().message);
  } else if (name == "FilterPolicyScope") {
    if (value != "MessageAttributes")
      return sns_invalid("FilterPolicyScope: only MessageAttributes is simulated");
  } else if (name == "DeliveryPolicy") {
    if (!value.empty() && !read_foreign_json(value).is_object())
      return sns_invalid("DeliveryPolicy: failed to parse JSON");
  } else if (name == "RedrivePolicy") {
    if (value.empty()) return Done{};
    const auto json = read_foreign_json(value);
    const auto target = json.is_object() ? json.value("deadLetterTargetArn", Json()) : Json();
    const auto arn = target.is_string() ? parse_arn(target.get<std::string>()) : std::nullopt;
    if (!arn || arn->service != "sqs")
      return sns_invalid("RedrivePolicy: deadLetterTargetArn is an invalid arn");
  } else {
    return sns_invalid("AttributeName");
  }
  return Done{};
}

void set_attribute(Subscription& subscription, const std::string& name, const std::string& value) {
  const bool removes = value.empty() || (name == "FilterPolicy" && value == "{}");
  if (removes)
    subscription.attributes.erase(name);
  else
    subscription.attributes[name] = value;
}

/// A queue of the same account is confirmed at once: its owner is the one who subscribes.
bool needs_no_token(const Call& call, const Subscription& subscription) {
  if (subscription.protocol != "sqs") return false;
  const auto arn = parse_arn(subscription.endpoint);
  return arn && arn->account == call.account_id();
}

Answered<gen::sns::SubscribeResponse> subscribe(Call& call,
                                                const gen::sns::SubscribeInput& request) {
  const auto protocol = request.protocol.value_or(""), endpoint = request.endpoint.value_or("");
  const auto topic = permitted_topic(call, request.topic_arn);
  if (!topic) return pass(topic);
  if (auto ok = check_endpoint(protocol, endpoint); !ok) return pass(ok);
  for (const auto& [name, value] : request.attributes)
    if (auto ok = check_attribute(name, value, protocol); !ok) return pass(ok);
  auto& place = *find_topic(call.cloud, (*topic)->arn).place;
  auto& all = place.sns.subscriptions;
  auto found = std::ranges::find_if(all, [&](const auto& entry) {
    const auto& s = entry.second;
    return s.topic == (*topic)->arn && s.protocol == protocol && s.endpoint == endpoint;
  });
  if (found == all.end()) {
    const auto id = (*topic)->arn + ":" + call.cloud.make_uuid(place);
    found = all.emplace(id, Subscription{.arn = id,
                                         .topic = (*topic)->arn,
                                         .protocol = protocol,
                                         .endpoint = endpoint,
                                         .owner = call.account_id()})
                .first;
    for (const auto& [name, value] : request.attributes) set_attribute(found->second, name, value);
  } else {
    for (const auto& [name, value] : request.attributes)
      if (const auto own = found->second.attributes.find(name);
          own == found->second.attributes.end() || own->second != value)
        return sns_invalid(
            "Attributes Reason: Subscription already exists with different attributes");
  }
  auto& subscription = found->second;
  if (!subscription.confirmed && needs_no_token(call, subscription))
    subscription.confirmed = subscription.was_authenticated = true;
  if (!subscription.confirmed) ask_to_confirm(call.cloud, place, subscription);
  const bool tells = subscription.confirmed || request.return_subscription_arn.value_or(false);
  return gen::sns::SubscribeResponse{.subscription_arn =
                                         tells ? subscription.arn : "pending confirmation"};
}

Answered<gen::sns::ConfirmSubscriptionResponse> confirm_subscription(
    Call& call, const gen::sns::ConfirmSubscriptionInput& request) {
  const auto topic = permitted_topic(call, request.topic_arn);
  if (!topic) return pass(topic);
  const auto token = request.token.value_or("");
  auto& all = find_topic(call.cloud, (*topic)->arn).place->sns.subscriptions;
  const auto found = std::ranges::find_if(all, [&](const auto& entry) {
    return entry.second.topic == (*topic)->arn && !token.empty() && entry.second.token == token;
  });
  if (found == all.end() || found->second.token_ends <= call.cloud.now) return sns_invalid("Token");
  auto& subscription = found->second;
  const bool is_signed = call.caller.arn != anybody;
  if (!subscription.confirmed) subscription.was_authenticated = is_signed;
  if (is_signed && request.authenticate_on_unsubscribe.value_or("") == "true")
    subscription.guards_unsubscribe = true;
  subscription.confirmed = true;
  return gen::sns::ConfirmSubscriptionResponse{.subscription_arn = subscription.arn};
}

/// Ending what is not there is no error.
Answered<Done> unsubscribe(Call& call, const gen::sns::UnsubscribeInput& request) {
  const auto found = permitted_subscription(call, request.subscription_arn);
  if (!found) return found.error().code == "NotFound" ? Answered<Done>(Done{}) : pass(found);
  if (found->subscription->guards_unsubscribe && call.caller.arn == anybody)
    return refuse("AuthorizationError", "Only signed requests may end this subscription", 403);
  if (found->topic != nullptr) ++found->topic->subscriptions_deleted;
  found->place->sns.subscriptions.erase(std::string(found->subscription->arn));
  return Done{};
}

Answered<gen::sns::ListSubscriptionsResponse> list_subscriptions(
    Call& call, const gen::sns::ListSubscriptionsInput& request) {
  const auto arn =
      "arn:aws:sns:" + std::string(call.region_name()) + ":" + call.account_id() + ":*";
  if (auto ok = permit_sns(call, arn, call.account_id(), {}); !ok) return pass(ok);
  std::vector<gen::sns::Subscription> list;
  for (const auto& account : call.cloud.accounts) {
    const auto* place = call.cloud.find_place(account.number, call.region);
    if (place == nullptr) continue;
    for (const auto& [id, subscription] : place->sns.subscriptions)
      if (subscription.owner == call.account_id()) list.push_back(to_gen(subscription));
  }
  auto next = sns_page(call, list, request.next_token);
  if (!next) return pass(next);
  return gen::sns::ListSubscriptionsResponse{.subscriptions = std::move(list),
                                             .next_token = *std::move(next)};
}

Answered<gen::sns::ListSubscriptionsByTopicResponse> list_subscriptions_by_topic(
    Call& call, const gen::sns::ListSubscriptionsByTopicInput& request) {
  const auto topic = permitted_topic(call, request.topic_arn);
  if (!topic) return pass(topic);
  std::vector<gen::sns::Subscription> list;
  for (const auto& [id, subscription] :
       find_topic(call.cloud, (*topic)->arn).place->sns.subscriptions)
    if (subscription.topic == (*topic)->arn) list.push_back(to_gen(subscription));
  auto next = sns_page(call, list, request.next_token, {(*topic)->arn});
  if (!next) return pass(next);
  return gen::sns::ListSubscriptionsByTopicResponse{.subscriptions = std::move(list),
                                                    .next_token = *std::move(next)};
}

Answered<gen::sns::GetSubscriptionAttributesResponse> get_subscription_attributes(
    Call& call, const gen::sns::GetSubscriptionAttributesInput& request) {
  const auto found = permitted_subscription(call, request.subscription_arn);
  if (!found) return pass(found);
  const auto& subscription = *found->subscription;
  gen::sns::GetSubscriptionAttributesResponse response{.attributes = subscription.attributes};
  auto& attributes = response.attributes;
  attributes["SubscriptionArn"] = subscription.arn;
  attributes["TopicArn"] = subscription.topic;
  attributes["Owner"] = subscription.owner;
  attributes["Protocol"] = subscription.protocol;
  attributes["Endpoint"] = subscription.endpoint;
  attributes["PendingConfirmation"] = subscription.confirmed ? "false" : "true";
  attributes["ConfirmationWasAuthenticated"] = subscription.was_authenticated ? "true" : "false";
  attributes["SubscriptionPrincipal"] = "arn:aws:iam::" + subscription.owner + ":root";
  attributes.try_emplace("RawMessageDelivery", "false");
  if (attributes.contains("FilterPolicy"))
    attributes.try_emplace("FilterPolicyScope", "MessageAttributes");
  return response;
}

Answered<Done> set_subscription_attributes(
    Call& call, const gen::sns::SetSubscriptionAttributesInput& request) {
  const auto found = permitted_subscription(call, request.subscription_arn);
  if (!found) return pass(found);
  const auto name = request.attribute_name.value_or(""),
             value = request.attribute_value.value_or("");
  if (auto ok = check_attribute(name, value, found->subscription->protocol); !ok) return pass(ok);
  set_attribute(*found->subscription, name, value);
  return Done{};
}

}  // namespace

void add_subscription_calls(Operations& operations) {
  const auto faithful = Fidelity::faithful, partial = Fidelity::partial;
  operations.add<confirm_subscription>("sns", "ConfirmSubscription", faithful);
  operations.add<get_subscription_attributes>("sns", "GetSubscriptionAttributes", faithful);
  operations.add<list_subscriptions>("sns", "ListSubscriptions", faithful);
  operations.add<list_subscriptions_by_topic>("sns", "ListSubscriptionsByTopic", faithful);
  operations.add<set_subscription_attributes>("sns", "SetSubscriptionAttributes", partial,
                                              "filters over attributes only, without $or");
  operations.add<subscribe>("sns", "Subscribe", partial,
                            "http, https, sqs; mail stays pending, as nobody reads it");
  operations.add<unsubscribe>("sns", "Unsubscribe", faithful);
}

}  // namespace mirante::simcloud
