#include "simcloud/sns/publish.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "platform/crypto/hash.h"
#include "simcloud/arn.h"
#include "simcloud/signature.h"
#include "simcloud/sns/filter.h"
#include "simcloud/sqs/queues.h"

namespace mirante::simcloud {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// AWS writes milliseconds, always.
std::string stamp(Instant at) {
  auto text = to_iso8601(std::chrono::floor<seconds>(at));
  auto fraction = std::to_string(to_micros(at) % 1'000'000 / 1000 + 1000).substr(1);
  return text.substr(0, text.size() - 1) + "." + fraction + "Z";
}

std::string attribute_of(const std::map<std::string, std::string>& attributes,
                         const std::string& name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? "" : found->second;
}

bool is_raw(const Subscription& subscription) {
  return attribute_of(subscription.attributes, "RawMessageDelivery") == "true";
}

SnsSigner::Version version_of(const Place& place, const Subscription& subscription) {
  const auto name = subscription.topic.substr(subscription.topic.rfind(':') + 1);
  const auto topic = place.sns.topics.find(name);
  return topic != place.sns.topics.end() &&
                 attribute_of(topic->second.attributes, "SignatureVersion") == "2"
             ? SnsSigner::Version::two
             : SnsSigner::Version::one;
}

/// Members in AWS's order; `signed_names` are in the canonical text, as far as they are there.
class Envelope {
 public:
  void add(const std::string& name, const std::string& value) { json_[name] = value; }

  void finish(Cloud& cloud, const Place& place, SnsSigner::Version version,
              std::initializer_list<const char*> signed_names) {
    std::string canonical;
    for (const auto* name : signed_names)
      if (json_.contains(name))
        canonical += std::string(name) + "\n" + json_[name].get<std::string>() + "\n";
    add("SignatureVersion", version == SnsSigner::Version::one ? "1" : "2");
    add("Signature", cloud.sns_signer.sign(version, canonical));
    add("SigningCertURL", cloud.url_of("sns", place.region) + cloud.sns_signer.certificate_path());
  }
  nlohmann::ordered_json& json() { return json_; }
  std::string text() const { return json_.dump(2); }

 private:
  nlohmann::ordered_json json_;
};

std::string notification_text(Cloud& cloud, const Place& place, const Subscription& subscription,
                              const Notification& notification, const std::string& message,
                              const Published& published) {
  Envelope envelope;
  envelope.add("Type", "Notification");
  envelope.add("MessageId", published.message_id);
  if (!published.sequence.empty()) envelope.add("SequenceNumber", published.sequence);
  envelope.add("TopicArn", subscription.topic);
  if (notification.subject) envelope.add("Subject", *notification.subject);
  envelope.add("Message", message);
  envelope.add("Timestamp", stamp(cloud.now));
  envelope.finish(cloud, place, version_of(place, subscription),
                  {"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"});
  envelope.add("UnsubscribeURL",
               cloud.url_of("sns", place.region) +
                   "/?Action=Unsubscribe&SubscriptionArn=" + percent_encode(subscription.arn));
  for (const auto& [name, attribute] : notification.attributes) {
    const bool binary = attribute.type.starts_with("Binary");
    envelope.json()["MessageAttributes"][name] = {
        {"Type", attribute.type},
        {"Value", binary ? crypto::to_base64(crypto::as_bytes(attribute.value)) : attribute.value}};
  }
  return envelope.text();
}

void put_out(Cloud& cloud, const Place& place, const Subscription& subscription,
             std::string_view type, const std::string& message_id, std::string body) {
  Outgoing outgoing{.message = {.url = subscription.endpoint, .body = std::move(body)},
                    .account = place.account,
                    .region = place.region,
                    .subscription = subscription.arn};
  auto& headers = outgoing.message.headers;
  headers = {{"x-amz-sns-message-type", std::string(type)},
             {"x-amz-sns-message-id", message_id},
             {"x-amz-sns-topic-arn", subscription.topic},
             {"Content-Type", "text/plain; charset=UTF-8"},
             {"User-Agent", "Amazon Simple Notification Service Agent"}};
  const bool notifies = type == "Notification";
  if (notifies) headers.emplace_back("x-amz-sns-subscription-arn", subscription.arn);
  if (notifies && is_raw(subscription)) headers.emplace_back("x-amz-sns-rawdelivery", "true");
  const Draws::Key key{hash_of(message_id), hash_of(subscription.arn)};
  auto due = cloud.now;
  if (notifies && cloud.draws.chance(cloud.messaging.sns_late, Purpose::message_travel, key))
    due += cloud.draws.between(seconds(1), seconds(30), Purpose::message_travel,
                               {hash_of(message_id), 2});
  if (notifies && cloud.draws.chance(cloud.messaging.sns_twice, Purpose::message_travel,
                                     {hash_of(message_id), 3}))
    cloud.outbox.put(due, outgoing);
  cloud.outbox.put(due, std::move(outgoing));
}

/// Into a queue, if its policy lets the topic in; false if not.
bool into_queue(Cloud& cloud, const std::string& queue_arn, const Subscription& subscription,
                NewMessage message) {
  const auto target = find_queue(cloud, queue_arn);
  if (target.queue == nullptr) return false;
  const auto topic = parse_arn(subscription.topic);
  const ServiceCaller sns{"sns.amazonaws.com", topic->account, subscription.topic};
  const auto& policy = target.queue->policy;
  if (!service_may(sns, "sqs:SendMessage",
                   {target.queue->arn, cloud.accounts[target.place->account].id,
                    policy ? &policy->policy : nullptr}))
    return false;
  if (target.queue->is_fifo() && message.deduplication.empty())
    message.deduplication = cloud.make_uuid(*target.place);
  if (target.queue->is_fifo() && message.group.empty()) return false;
  enqueue(cloud, *target.place, *target.queue, std::move(message));
  return true;
}

/// What could not be delivered goes to the subscription's dead letter queue, if it has one.
void give_up(Cloud& cloud, const Subscription& subscription, const std::string& body) {
  const auto document = attribute_of(subscription.attributes, "RedrivePolicy");
  const auto json = read_foreign_json(document);
  if (!json.is_object()) return;
  into_queue(cloud, json.value("deadLetterTargetArn", ""), subscription,
             {.body = body, .sender = "AIDASIMULATEDSNS00000"});
}

void deliver(Cloud& cloud, Place& place, const Subscription& subscription,
             const Notification& notification, const Published& published) {
  const auto own = notification.by_protocol.find(subscription.protocol);
  const auto& message = own == notification.by_protocol.end() ? notification.message : own->second;
  const bool raw = is_raw(subscription);
  if (subscription.protocol == "email" || subscription.protocol == "email-json") return;
  auto body = raw ? message
                  : notification_text(cloud, place, subscription, notification, message, published);
  if (subscription.protocol != "sqs") {
    put_out(cloud, place, subscription, "Notification", published.message_id, std::move(body));
    return;
  }
  NewMessage sent{.body = body,
                  .sender = "AIDASIMULATEDSNS00000",
                  .group = notification.group,
                  .deduplication = notification.deduplication};
  if (raw) sent.attributes = notification.attributes;
  if (!into_queue(cloud, subscription.endpoint, subscription, std::move(sent)))
    give_up(cloud, subscription, body);
}

struct Retries {
  int count = 3;
  double least_s = 20, most_s = 20;
};

Retries retries_of(const Place& place, const Subscription& subscription) {
  Retries retries;
  const auto name = subscription.topic.substr(subscription.topic.rfind(':') + 1);
  const auto topic = place.sns.topics.find(name);
  Json policy;
  if (topic != place.sns.topics.end()) {
    const auto whole = read_foreign_json(attribute_of(topic->second.attributes, "DeliveryPolicy"));
    const auto http = whole.is_object() ? whole.value("http", Json()) : Json();
    if (http.is_object()) policy = http.value("defaultHealthyRetryPolicy", Json());
  }
  const auto own = read_foreign_json(attribute_of(subscription.attributes, "DeliveryPolicy"));
  if (own.is_object() && own.contains("healthyRetryPolicy")) policy = own["healthyRetryPolicy"];
  if (!policy.is_object()) return retries;
  const auto number = [&](const char* name, double otherwise) {
    const auto found = policy.find(name);
    return found != policy.end() && found->is_number() ? found->get<double>() : otherwise;
  };
  retries.count = static_cast<int>(std::clamp(number("numRetries", retries.count), 0.0, 100.0));
  retries.least_s = std::clamp(number("minDelayTarget", retries.least_s), 1.0, 3600.0);
  retries.most_s = std::clamp(number("maxDelayTarget", 20), retries.least_s, 3600.0);
  return retries;
}

/// The back-off grows evenly from the least to the most delay ("linear").
seconds delay_after(const Retries& retries, int attempt) {
  const auto steps = std::max(1, retries.count - 1);
  const auto share = static_cast<double>(std::min(attempt - 1, steps)) / steps;
  return seconds(
      static_cast<std::int64_t>(retries.least_s + (retries.most_s - retries.least_s) * share));
}

}  // namespace

Published publish(Cloud& cloud, Place& place, Topic& topic, const Notification& notification) {
  Published published{.message_id = cloud.make_uuid(place)};
  if (topic.fifo) {
    std::erase_if(topic.deduplicated,
                  [&](const auto& entry) { return entry.second.at + minutes(5) <= cloud.now; });
    const auto twin = topic.deduplicated.find(notification.deduplication);
    if (twin != topic.deduplicated.end()) return {twin->second.message_id, twin->second.sequence};
    const auto digits = std::to_string(++topic.sequence);
    published.sequence = "10000000" + std::string(12 - digits.size(), '0') + digits;
    topic.deduplicated[notification.deduplication] = {published.message_id, published.sequence,
                                                      cloud.now};
  }
  for (const auto& [arn, subscription] : place.sns.subscriptions) {
    if (subscription.topic != topic.arn || !subscription.confirmed) continue;
    const auto filter = subscription.attributes.find("FilterPolicy");
    if (filter != subscription.attributes.end() &&
        !passes_filter(filter->second, notification.attributes))
      continue;
    deliver(cloud, place, subscription, notification, published);
  }
  return published;
}

TopicPlace find_topic(Cloud& cloud, std::string_view arn) {
  const auto parts = parse_arn(arn);
  if (!parts || parts->service != "sns") return {};
  auto* place = place_of(cloud, *parts);
  if (place == nullptr) return {};
  const auto found = place->sns.topics.find(parts->resource);
  if (found == place->sns.topics.end()) return {};
  return {place, &found->second};
}

Answered<Published> publish_from_service(Cloud& cloud, const ServiceCaller& service,
                                         std::string_view topic_arn,
                                         const Notification& notification) {
  const auto found = find_topic(cloud, topic_arn);
  if (found.topic == nullptr) return refuse("NotFound", "Topic does not exist", 404);
  const auto& policy = found.topic->policy;
  if (!service_may(service, "sns:Publish",
                   {found.topic->arn, cloud.accounts[found.place->account].id,
                    policy ? &policy->policy : nullptr}))
    return refuse("AuthorizationError",
                  service.service +
                      " is not authorized to perform: SNS:Publish on resource: " + found.topic->arn,
                  403);
  // Services name no group for their messages.
  if (found.topic->fifo)
    return refuse("InvalidParameter",
                  "Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
  return publish(cloud, *found.place, *found.topic, notification);
}

void ask_to_confirm(Cloud& cloud, Place& place, Subscription& subscription) {
  const auto token = cloud.make_id(Purpose::message, place);
  subscription.token = cloud.draws.text(64, "0123456789abcdef", Purpose::message, {token});
  subscription.token_ends = cloud.now + std::chrono::days(2);
  if (subscription.protocol != "http" && subscription.protocol != "https" &&
      subscription.protocol != "sqs")
    return;
  const auto message_id = cloud.make_uuid(place);
  Envelope envelope;
  envelope.add("Type", "SubscriptionConfirmation");
  envelope.add("MessageId", message_id);
  envelope.add("Token", subscription.token);
  envelope.add("TopicArn", subscription.topic);
  envelope.add("Message", "You have chosen to subscribe to the topic " + subscription.topic +
                              ".\nTo confirm the subscription, visit the SubscribeURL included in "
                              "this message.");
  envelope.add("SubscribeURL",
               cloud.url_of("sns", place.region) + "/?Action=ConfirmSubscription&TopicArn=" +
                   percent_encode(subscription.topic) + "&Token=" + subscription.token);
  envelope.add("Timestamp", stamp(cloud.now));
  envelope.finish(
      cloud, place, version_of(place, subscription),
      {"Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"});
  if (subscription.protocol == "sqs")
    into_queue(cloud, subscription.endpoint, subscription,
               {.body = envelope.text(), .sender = "AIDASIMULATEDSNS00000"});
  else
    put_out(cloud, place, subscription, "SubscriptionConfirmation", message_id, envelope.text());
}

void told_of_delivery(Cloud& cloud, std::uint64_t id, int status) {
  auto outgoing = cloud.outbox.told(id);
  if (!outgoing || (status >= 200 && status < 300)) return;
  auto& place = cloud.place(outgoing->account, outgoing->region);
  const auto subscription = place.sns.subscriptions.find(outgoing->subscription);
  if (subscription == place.sns.subscriptions.end()) return;
  // What the receiver refuses for good is not sent again.
  const bool refused = status >= 400 && status < 500 && status != 429;
  const auto retries = retries_of(place, subscription->second);
  if (refused || outgoing->attempt > retries.count) {
    give_up(cloud, subscription->second, outgoing->message.body);
    return;
  }
  const auto due = cloud.now + delay_after(retries, outgoing->attempt);
  ++outgoing->attempt;
  cloud.outbox.put(due, *std::move(outgoing));
}

}  // namespace mirante::simcloud
