// AddTags, RemoveTags, DescribeTags: on load balancers, target groups and listeners.
#include <algorithm>

#include "gen/elbv2/add_tags.h"
#include "gen/elbv2/describe_tags.h"
#include "gen/elbv2/remove_tags.h"
#include "simcloud/elbv2/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t things_most = 20;
constexpr std::size_t tags_most = 50;

/// The tags of each thing that is named; the caller may do what it asks with all of them.
Answered<std::vector<Tags*>> permitted_things(Call& call, const std::vector<std::string>& arns,
                                              const Call::Keys& request_keys) {
  if (arns.empty()) return elb_missing("resourceArns");
  if (arns.size() > things_most)
    return elb_validation_error("At most 20 resources can be named at once");
  std::vector<Tags*> things;
  for (const auto& arn : arns) {
    const auto tags_of = [](auto* thing) { return thing == nullptr ? nullptr : &thing->tags; };
    const bool group = arn.find(":targetgroup/") != std::string::npos;
    const bool listener = arn.find(":listener/") != std::string::npos;
    Tags* tags = group      ? tags_of(find_target_group(call, arn))
                 : listener ? tags_of(find_listener(call, arn))
                            : tags_of(find_balancer(call, arn));
    auto keys = tags == nullptr ? Call::Keys() : call.resource_keys(*tags);
    keys.insert(keys.end(), request_keys.begin(), request_keys.end());
    // Reading is not granted by the thing.
    const bool reads = call.action == "DescribeTags";
    if (auto ok = call.permit(call.permission(), reads ? "*" : arn, reads ? Call::Keys() : keys);
        !ok)
      return pass(ok);
    if (tags == nullptr) {
      if (group) return target_group_missing();
      if (listener) return listener_missing();
      return balancer_missing();
    }
    things.push_back(tags);
  }
  return things;
}

Answered<gen::elbv2::AddTagsOutput> add(Call& call, const gen::elbv2::AddTagsInput& request) {
  const auto wanted = read_balancer_tags(call, request.tags);
  if (!wanted) return pass(wanted);
  const auto things =
      permitted_things(call, request.resource_arns, request_balancer_tag_keys(call, *wanted));
  if (!things) return pass(things);
  for (const auto* tags : *things) {
    auto together = *tags;
    for (const auto& tag : *wanted) put_tag(together, tag);
    if (together.size() > tags_most)
      return refuse("TooManyTags", "The number of tags has reached its limit of 50");
  }
  for (auto* tags : *things)
    for (const auto& tag : *wanted) put_tag(*tags, tag);
  return gen::elbv2::AddTagsOutput{};
}

Answered<gen::elbv2::RemoveTagsOutput> remove(Call& call,
                                              const gen::elbv2::RemoveTagsInput& request) {
  Call::Keys keys;
  for (const auto& key : request.tag_keys) keys.emplace_back("aws:TagKeys", key);
  const auto things = permitted_things(call, request.resource_arns, keys);
  if (!things) return pass(things);
  for (auto* tags : *things)
    std::erase_if(*tags, [&](const Tag& tag) {
      return std::ranges::find(request.tag_keys, call.cloud.texts.view(tag.key)) !=
             request.tag_keys.end();
    });
  return gen::elbv2::RemoveTagsOutput{};
}

Answered<gen::elbv2::DescribeTagsOutput> describe(Call& call,
                                                  const gen::elbv2::DescribeTagsInput& request) {
  const auto things = permitted_things(call, request.resource_arns, {});
  if (!things) return pass(things);
  gen::elbv2::DescribeTagsOutput result;
  for (std::size_t i = 0; i < things->size(); ++i) {
    gen::elbv2::TagDescription shape{.resource_arn = request.resource_arns[i]};
    for (const auto& tag : *(*things)[i])
      shape.tags.push_back({.key = call.text(tag.key), .value = call.text(tag.value)});
    result.tag_descriptions.push_back(std::move(shape));
  }
  return result;
}

}  // namespace

void add_balancer_tag_calls(Operations& operations) {
  constexpr auto service = "elbv2";
  operations.add<add>(service, "AddTags", Fidelity::partial, "rules have no tags");
  operations.add<remove>(service, "RemoveTags", Fidelity::partial, "rules have no tags");
  operations.add<describe>(service, "DescribeTags", Fidelity::partial, "rules have no tags");
}

}  // namespace mirante::simcloud
