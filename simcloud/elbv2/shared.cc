#include "simcloud/elbv2/shared.h"

#include <algorithm>

#include "simcloud/aws_ids.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t tags_most = 50;

/// Sixteen hexadecimal digits, as the last parts of ARNs are.
std::string hex(std::uint64_t id) { return format_id("", id).substr(1); }

/// "app/loja/0123456789abcdef": of the load balancer's ARN, and its listeners'.
std::string path_of(const LoadBalancer& balancer) {
  return std::string(balancer.type == "network" ? "net" : "app") + "/" + balancer.name + "/" +
         hex(balancer.id);
}

template <class Map>
auto* find_by_arn(Call& call, Map& things, std::string_view arn) {
  const auto parsed = parse_id("", "0" + std::string(arn.substr(arn.rfind('/') + 1)));
  const auto found = parsed.form == ParsedId::Form::ours ? things.find(parsed.value) : things.end();
  return found == things.end() || arn_of(call, found->second) != arn ? nullptr : &found->second;
}

}  // namespace

std::unexpected<AwsError> elb_validation_error(std::string message) {
  return refuse("ValidationError", std::move(message));
}
std::unexpected<AwsError> elb_missing(std::string_view member) {
  return elb_validation_error("1 validation error detected: Value null at '" + std::string(member) +
                              "' failed to satisfy constraint: Member must not be null");
}
std::unexpected<AwsError> balancer_missing() {
  return refuse("LoadBalancerNotFound", "One or more load balancers not found");
}
std::unexpected<AwsError> target_group_missing() {
  return refuse("TargetGroupNotFound", "One or more target groups not found");
}
std::unexpected<AwsError> listener_missing() {
  return refuse("ListenerNotFound", "One or more listeners not found");
}

std::string arn_of(const Call& call, const LoadBalancer& balancer) {
  return call.arn("loadbalancer/" + path_of(balancer));
}
std::string arn_of(const Call& call, const TargetGroup& group) {
  return call.arn("targetgroup/" + group.name + "/" + hex(group.id));
}
std::string arn_of(const Call& call, const Listener& listener) {
  const auto& balancers = call.cloud.place(call.caller.account, call.region).balancers.balancers;
  return call.arn("listener/" + path_of(balancers.at(listener.balancer)) + "/" + hex(listener.id));
}

LoadBalancer* find_balancer(Call& call, std::string_view arn) {
  return find_by_arn(call, call.place().balancers.balancers, arn);
}
TargetGroup* find_target_group(Call& call, std::string_view arn) {
  return find_by_arn(call, call.place().balancers.groups, arn);
}
Listener* find_listener(Call& call, std::string_view arn) {
  return find_by_arn(call, call.place().balancers.listeners, arn);
}

std::vector<const LoadBalancer*> users_of(const Place& place, const TargetGroup& group) {
  std::vector<const LoadBalancer*> users;
  for (const auto& [id, listener] : place.balancers.listeners)
    for (const auto& action : listener.actions) {
      if (std::ranges::find(action.target_groups, group.id) == action.target_groups.end()) continue;
      const auto* balancer = &place.balancers.balancers.at(listener.balancer);
      if (std::ranges::find(users, balancer) == users.end()) users.push_back(balancer);
    }
  return users;
}

Answered<Done> permit_on_arn(Call& call, std::string_view arn, const Tags* tags) {
  return call.permit(call.permission(), arn,
                     tags == nullptr ? Call::Keys() : call.resource_keys(*tags));
}

Answered<Done> check_balancer_name(std::string_view kind, const std::optional<std::string>& name) {
  if (!name) return elb_missing("name");
  static constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  const auto quoted = std::string(kind) + " name '" + *name + "' ";
  if (name->empty() || name->size() > 32)
    return elb_validation_error(quoted + "must have 1 to 32 characters");
  if (name->find_first_not_of(allowed) != std::string::npos)
    return elb_validation_error(
        quoted + "can only contain characters that are alphanumeric characters and hyphens(-)");
  if (name->front() == '-' || name->back() == '-')
    return elb_validation_error(quoted + "cannot begin or end with '-'");
  return Done{};
}

Answered<Tags> read_balancer_tags(Call& call, const std::vector<gen::elbv2::Tag>& tags) {
  Tags result;
  for (const auto& tag : tags) {
    const auto& key = tag.key.value_or("");
    if (key.empty() || key.size() > 128 || tag.value.value_or("").size() > 256)
      return elb_validation_error("Tag keys must have 1 to 128 characters and values at most 256.");
    if (key.starts_with("aws:"))
      return elb_validation_error("The tag key '" + key + "' begins with the reserved 'aws:'");
    const auto text = call.cloud.text(key);
    if (find_tag(result, text) != nullptr)
      return refuse("DuplicateTagKeys", "A tag key was specified more than once: " + key);
    result.push_back({text, call.cloud.text(tag.value.value_or(""))});
  }
  if (result.size() > tags_most)
    return refuse("TooManyTags", "The number of tags has reached its limit of 50");
  return result;
}

Call::Keys request_balancer_tag_keys(const Call& call, const Tags& tags) {
  Call::Keys keys;
  for (const auto& tag : tags) {
    keys.emplace_back("aws:RequestTag/" + call.text(tag.key), call.text(tag.value));
    keys.emplace_back("aws:TagKeys", call.text(tag.key));
  }
  return keys;
}

Answered<Done> permit_new_balancer_tags(Call& call, std::string_view arn, const Tags& tags) {
  if (tags.empty()) return Done{};
  auto keys = request_balancer_tag_keys(call, tags);
  keys.emplace_back("elasticloadbalancing:CreateAction", call.action);
  return call.permit("elasticloadbalancing:AddTags", arn, keys);
}

Answered<BalancerPage> start_balancer_page(const Call& call, std::optional<std::int32_t> page_size,
                                           const std::optional<std::string>& marker,
                                           std::string_view subject) {
  BalancerPage page{.question = hash_of(subject)};
  if (page_size) {
    if (*page_size < 1 || *page_size > 400)
      return elb_validation_error("1 validation error detected: Value '" +
                                  std::to_string(*page_size) +
                                  "' at 'pageSize' failed to satisfy constraint: Member must have "
                                  "value between 1 and 400");
    page.limit = static_cast<std::size_t>(*page_size);
  }
  if (!marker || marker->empty()) return page;
  auto after = read_marker(call, *marker, page.question);
  if (!after) return elb_validation_error("Marker '" + *marker + "' is not valid");
  page.after = *std::move(after);
  return page;
}

}  // namespace mirante::simcloud
