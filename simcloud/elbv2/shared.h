// What the handlers of Elastic Load Balancing share: ARNs, permissions, names, tags and pages of
// its things.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gen/elbv2/shared_shapes.h"
#include "simcloud/call.h"
#include "simcloud/marker.h"

namespace mirante::simcloud {

std::unexpected<AwsError> elb_validation_error(std::string message);
std::unexpected<AwsError> elb_missing(std::string_view member);
std::unexpected<AwsError> balancer_missing();
std::unexpected<AwsError> target_group_missing();
std::unexpected<AwsError> listener_missing();

std::string arn_of(const Call& call, const LoadBalancer& balancer);
std::string arn_of(const Call& call, const TargetGroup& group);
std::string arn_of(const Call& call, const Listener& listener);

/// By ARN; null: it is not there.
LoadBalancer* find_balancer(Call& call, std::string_view arn);
TargetGroup* find_target_group(Call& call, std::string_view arn);
Listener* find_listener(Call& call, std::string_view arn);
/// The load balancers whose listeners forward to the group.
std::vector<const LoadBalancer*> users_of(const Place& place, const TargetGroup& group);

/// Permission on the thing that the ARN names, with its tags, before it is told whether it exists.
Answered<Done> permit_on_arn(Call& call, std::string_view arn, const Tags* tags);

/// 1 to 32 letters, digits and hyphens, none at either end.
Answered<Done> check_balancer_name(std::string_view kind, const std::optional<std::string>& name);
/// The tags of a request, checked.
Answered<Tags> read_balancer_tags(Call& call, const std::vector<gen::elbv2::Tag>& tags);
/// aws:RequestTag/… and aws:TagKeys.
Call::Keys request_balancer_tag_keys(const Call& call, const Tags& tags);
/// elasticloadbalancing:AddTags on a thing that this call creates, if it has tags.
Answered<Done> permit_new_balancer_tags(Call& call, std::string_view arn, const Tags& tags);

struct BalancerPage {
  std::string after;
  std::size_t limit = 400;
  std::uint64_t question = 0;
};
Answered<BalancerPage> start_balancer_page(const Call& call, std::optional<std::int32_t> page_size,
                                           const std::optional<std::string>& marker,
                                           std::string_view subject);

}  // namespace mirante::simcloud
