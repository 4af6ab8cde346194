// What the handlers of KMS share: the key that a call is about, its state, tags and pages.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gen/kms/shared_shapes.h"
#include "simcloud/call.h"
#include "simcloud/kms/keys.h"
#include "simcloud/marker.h"

namespace mirante::simcloud {

struct NamedKey {
  std::string arn;
  KmsKey* key = nullptr;
};

std::unexpected<AwsError> kms_not_found(std::string message);
std::unexpected<AwsError> kms_invalid(std::string message);  // ValidationException
std::unexpected<AwsError> dry_run_would_succeed();

/// The last part of a key's ARN.
std::string key_id_of(std::string_view arn);
/// The key that is named, and that the caller may use for the call; `keys` for conditions.
Answered<NamedKey> permitted_key(Call& call, const std::optional<std::string>& id,
                                 const Call::Keys& keys = {});
/// The same, of the caller's own account and not AWS's own: for calls that change it.
Answered<NamedKey> permitted_own_key(Call& call, const std::optional<std::string>& id,
                                     const Call::Keys& keys = {});
/// KMSInvalidStateException for keys that are pending deletion.
Answered<Done> not_pending_deletion(const NamedKey& named);

Answered<Tags> read_key_tags(Call& call, const std::vector<gen::kms::Tag>& tags);
Call::Keys request_key_tag_keys(const Call& call, const Tags& tags);

/// Limit and Marker of a list; `most` is AWS's bound for this call.
struct KeyPage {
  std::string after;
  std::size_t limit = 0;
  std::uint64_t question = 0;
};
struct KeyPageBounds {
  std::int32_t normally = 100;
  std::int32_t most = 1000;
};
Answered<KeyPage> start_key_page(const Call& call, std::optional<std::int32_t> limit,
                                 const std::optional<std::string>& marker, std::string_view subject,
                                 KeyPageBounds bounds);

/// Error(MalformedPolicyDocumentException) unless it is a policy that leaves the caller able to
/// change it, or the caller does not want that checked.
enum class Lockout : std::uint8_t { checked, accepted };
Answered<PolicyRef> read_key_policy(Call& call, const std::optional<std::string>& text,
                                    const std::string& arn, Lockout lockout);

}  // namespace mirante::simcloud
