// CreateKey, DescribeKey, ListKeys, EnableKey, DisableKey, ScheduleKeyDeletion, CancelKeyDeletion.
#include <algorithm>

#include "gen/kms/cancel_key_deletion.h"
#include "gen/kms/create_key.h"
#include "gen/kms/describe_key.h"
#include "gen/kms/disable_key.h"
#include "gen/kms/enable_key.h"
#include "gen/kms/list_keys.h"
#include "gen/kms/schedule_key_deletion.h"
#include "simcloud/kms/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using std::chrono::days;

std::string_view to_string(KmsKey::State state) {
  switch (state) {
    case KmsKey::State::enabled: return "Enabled";
    case KmsKey::State::disabled: return "Disabled";
    case KmsKey::State::pending_deletion: return "PendingDeletion";
  }
  return "";
}

Instant whole_second(Instant at) { return std::chrono::floor<std::chrono::seconds>(at); }

gen::kms::KeyMetadata to_gen(const NamedKey& named) {
  const auto& key = *named.key;
  gen::kms::KeyMetadata shape;
  shape.aws_account_id = named.arn.substr(named.arn.rfind(":key/") - 12, 12);
  shape.key_id = key_id_of(named.arn);
  shape.arn = named.arn;
  shape.creation_date = whole_second(key.created);
  shape.enabled = key.state == KmsKey::State::enabled;
  shape.description = key.description;
  shape.key_usage = "ENCRYPT_DECRYPT";
  shape.key_state = std::string(to_string(key.state));
  if (key.deletion) shape.deletion_date = whole_second(*key.deletion);
  shape.origin = "AWS_KMS";
  shape.key_manager = key.of_aws ? "AWS" : "CUSTOMER";
  shape.customer_master_key_spec = "SYMMETRIC_DEFAULT";
  shape.key_spec = "SYMMETRIC_DEFAULT";
  shape.encryption_algorithms = {"SYMMETRIC_DEFAULT"};
  shape.multi_region = false;
  return shape;
}

Answered<gen::kms::CreateKeyResponse> create(Call& call,
                                             const gen::kms::CreateKeyRequest& request) {
  const auto spec =
      request.key_spec.value_or(request.customer_master_key_spec.value_or("SYMMETRIC_DEFAULT"));
  if (spec != "SYMMETRIC_DEFAULT" ||
      request.key_usage.value_or("ENCRYPT_DECRYPT") != "ENCRYPT_DECRYPT")
    return refuse("UnsupportedOperationException",
                  "The simulated KMS makes symmetric keys for encryption only.");
  if (request.origin.value_or("AWS_KMS") != "AWS_KMS" || request.multi_region.value_or(false) ||
      request.custom_key_store_id || request.xks_key_id)
    return refuse("UnsupportedOperationException",
                  "The simulated KMS makes keys of its own in one region only.");
  auto tags = read_key_tags(call, request.tags);
  if (!tags) return pass(tags);
  if (request.description.value_or("").size() > 8192)
    return kms_invalid("The description must have at most 8192 characters.");
  if (auto ok = call.permit(call.permission(), "*", request_key_tag_keys(call, *tags)); !ok)
    return pass(ok);
  if (!tags->empty())
    if (auto ok = call.permit("kms:TagResource", "*", request_key_tag_keys(call, *tags)); !ok)
      return pass(ok);
  auto& place = call.place();
  const auto made = call.cloud.make_id(Purpose::kms_id, place);
  NamedKey named{.arn = call.arn("key/" + format_uuid(made, mix(made)))};
  KmsKey key{.description = request.description.value_or(""),
             .created = call.cloud.now,
             .tags = *std::move(tags)};
  if (request.policy) {
    const auto lockout = request.bypass_policy_lockout_safety_check.value_or(false)
                             ? Lockout::accepted
                             : Lockout::checked;
    auto policy = read_key_policy(call, request.policy, named.arn, lockout);
    if (!policy) return pass(policy);
    key.policy = *std::move(policy);
  }
  named.key = &place.kms.keys.emplace(named.arn, std::move(key)).first->second;
  return gen::kms::CreateKeyResponse{.key_metadata = to_gen(named)};
}

Answered<gen::kms::DescribeKeyResponse> describe(Call& call,
                                                 const gen::kms::DescribeKeyRequest& request) {
  const auto named = permitted_key(call, request.key_id);
  if (!named) return pass(named);
  return gen::kms::DescribeKeyResponse{.key_metadata = to_gen(*named)};
}

Answered<gen::kms::ListKeysResponse> list(Call& call, const gen::kms::ListKeysRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto page = start_key_page(call, request.limit, request.marker, "", {});
  if (!page) return pass(page);
  forget_keys(call.cloud, call.place());
  Keyed<gen::kms::KeyListEntry> found;
  for (const auto& [arn, key] : call.place().kms.keys)
    found.emplace_back(arn, gen::kms::KeyListEntry{.key_id = key_id_of(arn), .key_arn = arn});
  gen::kms::ListKeysResponse response;
  response.next_marker =
      turn_page(call, std::move(found), page->after, page->limit, page->question, response.keys);
  response.truncated = response.next_marker.has_value();
  return response;
}

Answered<Done> enable(Call& call, const gen::kms::EnableKeyRequest& request) {
  const auto named = permitted_own_key(call, request.key_id);
  if (!named) return pass(named);
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  named->key->state = KmsKey::State::enabled;
  return Done{};
}

Answered<Done> disable(Call& call, const gen::kms::DisableKeyRequest& request) {
  const auto named = permitted_own_key(call, request.key_id);
  if (!named) return pass(named);
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  named->key->state = KmsKey::State::disabled;
  return Done{};
}

Answered<gen::kms::ScheduleKeyDeletionResponse> schedule(
    Call& call, const gen::kms::ScheduleKeyDeletionRequest& request) {
  const auto window = request.pending_window_in_days.value_or(30);
  if (window < 7 || window > 30)
    return kms_invalid("1 validation error detected: Value '" + std::to_string(window) +
                       "' at 'pendingWindowInDays' failed to satisfy constraint: Member must have "
                       "value between 7 and 30");
  const auto named = permitted_own_key(call, request.key_id);
  if (!named) return pass(named);
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  named->key->state = KmsKey::State::pending_deletion;
  named->key->deletion = call.cloud.now + days(window);
  return gen::kms::ScheduleKeyDeletionResponse{.key_id = named->arn,
                                               .deletion_date = whole_second(*named->key->deletion),
                                               .key_state = "PendingDeletion",
                                               .pending_window_in_days = window};
}

Answered<gen::kms::CancelKeyDeletionResponse> cancel(
    Call& call, const gen::kms::CancelKeyDeletionRequest& request) {
  const auto named = permitted_own_key(call, request.key_id);
  if (!named) return pass(named);
  if (named->key->state != KmsKey::State::pending_deletion)
    return refuse("KMSInvalidStateException", named->arn + " is not pending deletion.");
  named->key->state = KmsKey::State::disabled;  // As AWS leaves it.
  named->key->deletion.reset();
  return gen::kms::CancelKeyDeletionResponse{.key_id = named->arn};
}

}  // namespace

void add_key_life_calls(Operations& operations) {
  operations.add<create>("kms", "CreateKey", Fidelity::partial,
                         "symmetric keys of one region, usable at once");
  operations.add<describe>("kms", "DescribeKey", Fidelity::faithful);
  operations.add<list>("kms", "ListKeys", Fidelity::faithful);
  operations.add<enable>("kms", "EnableKey", Fidelity::faithful);
  operations.add<disable>("kms", "DisableKey", Fidelity::faithful);
  operations.add<schedule>("kms", "ScheduleKeyDeletion", Fidelity::faithful);
  operations.add<cancel>("kms", "CancelKeyDeletion", Fidelity::faithful);
}

}  // namespace mirante::simcloud
