#include "simcloud/sns/shared.h"

#include "simcloud/arn.h"

namespace mirante::simcloud {

std::unexpected<AwsError> sns_invalid(const std::string& what) {
  return refuse("InvalidParameter", "Invalid parameter: " + what);
}

std::unexpected<AwsError> sns_missing(const std::string& what) {
  return refuse("NotFound", what + " does not exist", 404);
}

Answered<Done> permit_sns(Call& call, const std::string& arn, const std::string& account,
                          const PolicyRef& policy) {
  const auto decision =
      decide_on(call, call.permission(), {arn, account, policy ? &policy->policy : nullptr});
  if (decision.allowed()) return Done{};
  auto error = access_denied(call.caller, "SNS:" + std::string(call.action), arn, decision);
  error.code = "AuthorizationError";
  return std::unexpected(std::move(error));
}

Answered<Topic*> permitted_topic(Call& call, const std::optional<std::string>& arn) {
  const auto parts = parse_arn(arn.value_or(""));
  if (!parts || parts->service != "sns" || parts->resource.empty() ||
      parts->resource.find(':') != std::string::npos)
    return sns_invalid("TopicArn");
  if (parts->region != call.region_name()) return sns_invalid("TopicArn");
  const auto found = find_topic(call.cloud, *arn);
  const auto policy = found.topic == nullptr ? PolicyRef{} : found.topic->policy;
  if (auto ok = permit_sns(call, *arn, parts->account, policy); !ok) return pass(ok);
  if (found.topic == nullptr) return sns_missing("Topic");
  return found.topic;
}

Answered<PermittedSubscription> permitted_subscription(Call& call,
                                                       const std::optional<std::string>& arn) {
  const auto parts = parse_arn(arn.value_or(""));
  const auto colon = parts ? parts->resource.find(':') : std::string::npos;
  if (!parts || parts->service != "sns" || colon == std::string::npos ||
      parts->region != call.region_name())
    return sns_invalid("SubscriptionArn");
  const auto topic_arn = arn->substr(0, arn->rfind(':'));
  const auto topic = find_topic(call.cloud, topic_arn);
  Subscription* subscription = nullptr;
  if (topic.place != nullptr) {
    const auto found = topic.place->sns.subscriptions.find(*arn);
    if (found != topic.place->sns.subscriptions.end()) subscription = &found->second;
  }
  // The account that subscribed may handle its subscription to another one's topic.
  const bool is_own = subscription != nullptr && subscription->owner == call.account_id();
  const auto policy = topic.topic == nullptr ? PolicyRef{} : topic.topic->policy;
  if (auto ok = permit_sns(call, topic_arn, is_own ? call.account_id() : parts->account, policy);
      !ok)
    return pass(ok);
  if (subscription == nullptr) return sns_missing("Subscription");
  return PermittedSubscription{topic.place, topic.topic, subscription};
}

Answered<PolicyRef> read_sns_policy(const std::string& text) {
  auto policy = make_policy(text, PolicyKind::resource);
  if (!policy) return sns_invalid("Policy Error: " + policy.error().message);
  return *std::move(policy);
}

}  // namespace mirante::simcloud
