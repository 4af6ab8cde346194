// Publishing to a topic of the simulated SNS, for its own call and for services that notify by
// themselves (alarms, budgets, bounces). Each confirmed subscription whose filter lets the message
// through gets it: queues inside the World at once, HTTP endpoints through the outbox.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "simcloud/aws_error.h"
#include "simcloud/cloud.h"
#include "simcloud/iam/resource_policy.h"

namespace mirante::simcloud {

struct Notification {
  std::optional<std::string> subject;
  std::string message;
  std::map<std::string, std::string> by_protocol = {};  // MessageStructure "json": "http" → text.
  std::map<std::string, MessageAttribute> attributes = {};
  std::string group = {}, deduplication = {};  // FIFO topics.
};

struct Published {
  std::string message_id;
  std::string sequence;  // FIFO topics.
};

/// The topic must be there, and the message valid.
Published publish(Cloud& cloud, Place& place, Topic& topic, const Notification& notification);

/// A service of AWS publishes for something of an account, e.g. {"cloudwatch.amazonaws.com",
/// "123456789012", "arn:aws:cloudwatch:…:alarm:x"}. The region is the topic's. NotFound if there
/// is no such topic, AuthorizationError if the topic's policy does not let the service in (the
/// default policy does, for things of the topic's own account), InvalidParameter for a FIFO topic;
/// nothing is sent then.
Answered<Published> publish_from_service(Cloud& cloud, const ServiceCaller& service,
                                         std::string_view topic_arn,
                                         const Notification& notification);

/// Null if there is none.
struct TopicPlace {
  Place* place = nullptr;
  Topic* topic = nullptr;
};
TopicPlace find_topic(Cloud& cloud, std::string_view arn);

/// Sends the request to confirm to a new HTTP or queue subscription.
void ask_to_confirm(Cloud& cloud, Place& place, Subscription& subscription);

/// How an attempt over HTTP went; 0: no answer. Tries again later, or gives up as the delivery
/// policy says.
void told_of_delivery(Cloud& cloud, std::uint64_t id, int status);

}  // namespace mirante::simcloud
