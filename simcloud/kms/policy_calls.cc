// GetKeyPolicy, PutKeyPolicy, ListResourceTags, TagResource, UntagResource.
#include <algorithm>

#include "gen/kms/get_key_policy.h"
#include "gen/kms/list_resource_tags.h"
#include "gen/kms/put_key_policy.h"
#include "gen/kms/tag_resource.h"
#include "gen/kms/untag_resource.h"
#include "simcloud/kms/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t tags_most = 50;

Answered<Done> check_policy_name(const std::optional<std::string>& name) {
  if (name.value_or("default") == "default") return Done{};
  return kms_not_found("No such policy exists");
}

Answered<gen::kms::GetKeyPolicyResponse> get_policy(Call& call,
                                                    const gen::kms::GetKeyPolicyRequest& request) {
  const auto named = permitted_key(call, request.key_id);
  if (!named) return pass(named);
  if (auto ok = check_policy_name(request.policy_name); !ok) return pass(ok);
  const auto policy =
      named->key->policy ? named->key->policy : default_key_policy(call.account_id());
  return gen::kms::GetKeyPolicyResponse{.policy = policy->text, .policy_name = "default"};
}

Answered<Done> put_policy(Call& call, const gen::kms::PutKeyPolicyRequest& request) {
  const auto named = permitted_own_key(call, request.key_id);
  if (!named) return pass(named);
  if (auto ok = check_policy_name(request.policy_name); !ok) return pass(ok);
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  const auto lockout = request.bypass_policy_lockout_safety_check.value_or(false)
                           ? Lockout::accepted
                           : Lockout::checked;
  auto policy = read_key_policy(call, request.policy, named->arn, lockout);
  if (!policy) return pass(policy);
  named->key->policy = *std::move(policy);
  return Done{};
}

Answered<gen::kms::ListResourceTagsResponse> list_tags(
    Call& call, const gen::kms::ListResourceTagsRequest& request) {
  const auto named = permitted_key(call, request.key_id);
  if (!named) return pass(named);
  const auto page =
      start_key_page(call, request.limit, request.marker, named->arn, {.normally = 50, .most = 50});
  if (!page) return pass(page);
  Keyed<gen::kms::Tag> found;
  for (const auto& tag : named->key->tags)
    found.emplace_back(call.text(tag.key), gen::kms::Tag{.tag_key = call.text(tag.key),
                                                         .tag_value = call.text(tag.value)});
  gen::kms::ListResourceTagsResponse response;
  response.next_marker =
      turn_page(call, std::move(found), page->after, page->limit, page->question, response.tags);
  response.truncated = response.next_marker.has_value();
  return response;
}

Answered<Done> tag(Call& call, const gen::kms::TagResourceRequest& request) {
  const auto tags = read_key_tags(call, request.tags);
  if (!tags) return pass(tags);
  const auto named = permitted_own_key(call, request.key_id, request_key_tag_keys(call, *tags));
  if (!named) return pass(named);
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  auto together = named->key->tags;
  for (const auto& wanted : *tags) put_tag(together, wanted);
  if (together.size() > tags_most) return refuse("TagException", "Too many tags");
  named->key->tags = std::move(together);
  return Done{};
}

Answered<Done> untag(Call& call, const gen::kms::UntagResourceRequest& request) {
  Call::Keys keys;
  for (const auto& key : request.tag_keys) keys.emplace_back("aws:TagKeys", key);
  const auto named = permitted_own_key(call, request.key_id, keys);
  if (!named) return pass(named);
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  std::erase_if(named->key->tags, [&](const Tag& held) {
    return std::ranges::find(request.tag_keys, call.cloud.texts.view(held.key)) !=
           request.tag_keys.end();
  });
  return Done{};
}

}  // namespace

void add_key_policy_calls(Operations& operations) {
  operations.add<get_policy>("kms", "GetKeyPolicy", Fidelity::faithful);
  operations.add<put_policy>("kms", "PutKeyPolicy", Fidelity::partial,
                             "principals are not looked up; services are never principals");
  operations.add<list_tags>("kms", "ListResourceTags", Fidelity::faithful);
  operations.add<tag>("kms", "TagResource", Fidelity::faithful);
  operations.add<untag>("kms", "UntagResource", Fidelity::faithful);
}

}  // namespace mirante::simcloud
