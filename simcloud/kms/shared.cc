#include "simcloud/kms/shared.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

constexpr std::size_t tags_most = 50;

}  // namespace

std::unexpected<AwsError> kms_not_found(std::string message) {
  return refuse("NotFoundException", std::move(message));
}
std::unexpected<AwsError> kms_invalid(std::string message) {
  return refuse("ValidationException", std::move(message));
}
std::unexpected<AwsError> dry_run_would_succeed() {
  return refuse("DryRunOperationException", "The request would have succeeded, but DryRun is set.");
}

std::string key_id_of(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

Answered<NamedKey> permitted_key(Call& call, const std::optional<std::string>& id,
                                 const Call::Keys& keys) {
  if (!id || id->empty())
    return kms_invalid(
        "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member "
        "must not be null");
  NamedKey named{.arn = key_arn(call.cloud, call.place(), *id)};
  named.key = find_key(call, named.arn);
  if (named.key == nullptr) {
    // Who may not ask about any key is not told that this one is missing.
    if (auto ok = call.permit(call.permission(), named.arn, keys); !ok) return pass(ok);
    if (named.arn.find(":alias/") != std::string::npos)
      return kms_not_found("Alias " + named.arn + " is not found.");
    return kms_not_found("Key '" + named.arn + "' does not exist");
  }
  const auto decision = decide_on_key(call, call.permission(), named.arn, *named.key, keys);
  if (decision.allowed()) return named;
  return std::unexpected(access_denied(call.caller, call.permission(), named.arn, decision));
}

Answered<NamedKey> permitted_own_key(Call& call, const std::optional<std::string>& id,
                                     const Call::Keys& keys) {
  auto named = permitted_key(call, id, keys);
  if (!named) return named;
  const bool own = named->arn.starts_with(call.arn("key/"));
  if (own && !named->key->of_aws) return named;
  return std::unexpected(access_denied(call.caller, call.permission(), named->arn,
                                       {Decision::By::resource_silence, {}}));
}

Answered<Done> not_pending_deletion(const NamedKey& named) {
  if (named.key->state != KmsKey::State::pending_deletion) return Done{};
  return refuse("KMSInvalidStateException", named.arn + " is pending deletion.");
}

Answered<Tags> read_key_tags(Call& call, const std::vector<gen::kms::Tag>& tags) {
  Tags result;
  for (const auto& tag : tags) {
    const auto& key = tag.tag_key.value_or("");
    if (key.empty() || key.size() > 128 || tag.tag_value.value_or("").size() > 256)
      return kms_invalid("Tag keys must have 1 to 128 characters and values at most 256.");
    if (key.starts_with("aws:"))
      return refuse("TagException", "Tags beginning with aws: are reserved");
    const auto text = call.cloud.text(key);
    if (find_tag(result, text) != nullptr)
      return refuse("TagException", "Duplicate tag keys: " + key);
    result.push_back({text, call.cloud.text(tag.tag_value.value_or(""))});
  }
  if (result.size() > tags_most) return refuse("TagException", "Too many tags");
  return result;
}

Call::Keys request_key_tag_keys(const Call& call, const Tags& tags) {
  Call::Keys keys;
  for (const auto& tag : tags) {
    keys.emplace_back("aws:RequestTag/" + call.text(tag.key), call.text(tag.value));
    keys.emplace_back("aws:TagKeys", call.text(tag.key));
  }
  return keys;
}

Answered<KeyPage> start_key_page(const Call& call, std::optional<std::int32_t> limit,
                                 const std::optional<std::string>& marker, std::string_view subject,
                                 KeyPageBounds bounds) {
  const auto wanted = limit.value_or(bounds.normally);
  if (wanted < 1 || wanted > bounds.most)
    return kms_invalid("1 validation error detected: Value '" + std::to_string(wanted) +
                       "' at 'limit' failed to satisfy constraint: Member must have value between "
                       "1 and " +
                       std::to_string(bounds.most));
  KeyPage page{.limit = static_cast<std::size_t>(wanted), .question = hash_of(subject)};
  if (!marker) return page;
  auto after = read_marker(call, *marker, page.question);
  if (!after) return refuse("InvalidMarkerException", "Could not deserialize marker");
  page.after = *std::move(after);
  return page;
}

Answered<PolicyRef> read_key_policy(Call& call, const std::optional<std::string>& text,
                                    const std::string& arn, Lockout lockout) {
  if (!text) return kms_invalid("A policy must be given.");
  auto policy = make_policy(*text, PolicyKind::resource);
  if (!policy) return refuse("MalformedPolicyDocumentException", policy.error().message);
  if (lockout == Lockout::accepted) return *std::move(policy);
  const KmsKey with_it{.policy = *policy};
  if (decide_on_key(call, "kms:PutKeyPolicy", arn, with_it, {}).allowed())
    return *std::move(policy);
  return refuse("MalformedPolicyDocumentException",
                "The new key policy will not allow you to update the key policy in the future.");
}

}  // namespace mirante::simcloud
