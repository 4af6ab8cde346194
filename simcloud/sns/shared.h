// What the handlers of SNS share: finding what a call names, permission in SNS's words, pages.
#pragma once

#include <string>
#include <vector>

#include "gen/sns/shared_shapes.h"
#include "simcloud/call.h"
#include "simcloud/page_tokens.h"
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

/// Cuts `items` down to a page of 100 and gives the token of the next one, if any.
template <class Item>
Answered<std::optional<std::string>> sns_page(const Call& call, std::vector<Item>& items,
                                              const std::optional<std::string>& token,
                                              const std::vector<std::string>& question = {}) {
  constexpr std::size_t most = 100;
  return cut_page(call, items, token && token->empty() ? std::nullopt : token,
                  question_hash(call, question), most, sns_invalid("NextToken").error());
}

}  // namespace mirante::simcloud
