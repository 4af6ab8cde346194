#include "simcloud/sns/calls.h"

#include <initializer_list>

namespace mirante::simcloud {

void add_topic_calls(Operations& operations);
void add_subscription_calls(Operations& operations);
void add_publishing_calls(Operations& operations);

void add_sns_calls(Operations& operations) {
  for (auto* add : {add_topic_calls, add_subscription_calls, add_publishing_calls}) add(operations);
}

}  // namespace mirante::simcloud
