// What the handlers of SNS share: finding what a call names, permission in SNS's words, pages.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "gen/sns/shared_shapes.h"
#include "simcloud/call.h"
#include "simcloud/sns/publish.h"

namespace mirante::simcloud {

/// "Invalid parameter: …"
std::unexpected<AwsError> sns_invalid(const std::string& what);
std::unexpected<AwsError> sns_missing(const std::string& what);

/// By identity or by the topic's policy; AuthorizationError says why not.
Answered<Done> permit_sns(Call& call, const std::string& arn, const std::string& account,
                          const PolicyRef& policy);
/// For actions on a topic that the ARN names: well-formed, permitted, there. Topics live in one
/// region: another one's ARN is invalid here.
Answered<Topic*> permitted_topic(Call& call, const std::optional<std::string>& arn);
/// Likewise; permission is asked for its topic.
struct PermittedSubscription {
  Place* place = nullptr;
  Topic* topic = nullptr;
  Subscription* subscription = nullptr;
};
Answered<PermittedSubscription> permitted_subscription(Call& call,
                                                       const std::optional<std::string>& arn);

Answered<PolicyRef> read_sns_policy(const std::string& text);

/// A page of 100: tokens are the number of the first item. Sets `next_token` if there is more.
template <class Item>
Answered<std::vector<Item>> sns_page(const std::vector<Item>& items,
                                     const std::optional<std::string>& token,
                                     std::optional<std::string>& next_token) {
  constexpr std::size_t most = 100;
  std::size_t first = 0;
  if (token && !token->empty()) {
    if (token->size() > 9 || token->find_first_not_of("0123456789") != std::string::npos)
      return sns_invalid("NextToken");
    first = std::min(items.size(), static_cast<std::size_t>(std::stoul(*token)));
  }
  const auto last = std::min(items.size(), first + most);
  if (last < items.size()) next_token = std::to_string(last);
  return std::vector<Item>(items.begin() + static_cast<std::ptrdiff_t>(first),
                           items.begin() + static_cast<std::ptrdiff_t>(last));
}

}  // namespace mirante::simcloud
