// KMS: which keys there are and what they are like.
#include "simcloud/kms/calls.h"

#include "gen/kms/describe_key.h"
#include "gen/kms/list_keys.h"
#include "simcloud/kms/keys.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

std::string id_of(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

std::string_view to_string(KmsKey::State state) {
  switch (state) {
    case KmsKey::State::enabled: return "Enabled";
    case KmsKey::State::disabled: return "Disabled";
    case KmsKey::State::pending_deletion: return "PendingDeletion";
  }
  return "";
}

Answered<gen::kms::ListKeysResponse> list_keys(Call& call, const gen::kms::ListKeysRequest&) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  gen::kms::ListKeysResponse response{.truncated = false};
  for (const auto& [arn, key] : call.place().kms_keys)
    response.keys.push_back({.key_id = id_of(arn), .key_arn = arn});
  return response;
}

Answered<gen::kms::DescribeKeyResponse> describe_key(Call& call,
                                                     const gen::kms::DescribeKeyRequest& request) {
  const auto arn = key_arn(call.cloud, call.place(), request.key_id.value_or(""));
  if (auto ok = call.permit(call.permission(), arn, {}); !ok) return pass(ok);
  const auto key = call.place().kms_keys.find(arn);
  if (key == call.place().kms_keys.end())
    return refuse("NotFoundException", "Key '" + arn + "' does not exist");
  return gen::kms::DescribeKeyResponse{
      .key_metadata = gen::kms::KeyMetadata{.aws_account_id = call.account_id(),
                                            .key_id = id_of(arn),
                                            .arn = arn,
                                            .enabled = key->second.state == KmsKey::State::enabled,
                                            .key_usage = "ENCRYPT_DECRYPT",
                                            .key_state = std::string(to_string(key->second.state)),
                                            .origin = "AWS_KMS",
                                            .key_manager = "CUSTOMER",
                                            .key_spec = "SYMMETRIC_DEFAULT",
                                            .encryption_algorithms = {"SYMMETRIC_DEFAULT"},
                                            .multi_region = false}};
}

}  // namespace

void add_kms_calls(Operations& operations) {
  operations.add<describe_key>("kms", "DescribeKey", Fidelity::partial,
                               "customer keys of the estate only; no dates");
  operations.add<list_keys>("kms", "ListKeys", Fidelity::partial,
                            "customer keys of the estate only; one page");
}

}  // namespace mirante::simcloud
