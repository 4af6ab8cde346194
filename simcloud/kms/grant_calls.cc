// CreateGrant, ListGrants, RevokeGrant, RetireGrant.
#include <algorithm>

#include "gen/kms/create_grant.h"
#include "gen/kms/list_grants.h"
#include "gen/kms/retire_grant.h"
#include "gen/kms/revoke_grant.h"
#include "simcloud/kms/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view operations_known[] = {"Decrypt",
                                                 "Encrypt",
                                                 "GenerateDataKey",
                                                 "GenerateDataKeyWithoutPlaintext",
                                                 "ReEncryptFrom",
                                                 "ReEncryptTo",
                                                 "CreateGrant",
                                                 "RetireGrant",
                                                 "DescribeKey",
                                                 "GenerateDataKeyPair",
                                                 "GenerateDataKeyPairWithoutPlaintext"};

Answered<Done> check_principal(const std::string& principal) {
  if (principal.starts_with("arn:aws:iam::") || principal.starts_with("arn:aws:sts::"))
    return Done{};
  return refuse("InvalidArnException", "ARN does not refer to a valid principal: " + principal);
}

bool is_same(const KmsGrant& a, const KmsGrant& b) {
  return a.name == b.name && a.grantee == b.grantee && a.retiring == b.retiring &&
         a.operations == b.operations && a.context_equals == b.context_equals &&
         a.context_subset == b.context_subset;
}

Answered<KmsGrant> read_grant(const Call& call, const gen::kms::CreateGrantRequest& request) {
  KmsGrant grant{
      .name = request.name.value_or(""),
      .grantee = request.grantee_principal.value_or(request.grantee_service_principal.value_or("")),
      .retiring =
          request.retiring_principal.value_or(request.retiring_service_principal.value_or("")),
      .issuer = "arn:aws:iam::" + call.account_id() + ":root",
      .operations = request.operations,
      .created = call.cloud.now};
  if (grant.grantee.empty()) return kms_invalid("A grantee principal must be given.");
  if (request.grantee_principal)
    if (auto ok = check_principal(grant.grantee); !ok) return pass(ok);
  if (request.retiring_principal)
    if (auto ok = check_principal(grant.retiring); !ok) return pass(ok);
  if (grant.operations.empty()) return kms_invalid("At least one operation must be given.");
  for (const auto& operation : grant.operations)
    if (std::ranges::find(operations_known, operation) == std::end(operations_known))
      return kms_invalid("A grant of a symmetric key cannot have the operation " + operation);
  std::ranges::sort(grant.operations);
  if (request.constraints) {
    grant.context_equals = request.constraints->encryption_context_equals;
    grant.context_subset = request.constraints->encryption_context_subset;
  }
  return grant;
}

Answered<gen::kms::CreateGrantResponse> create(Call& call,
                                               const gen::kms::CreateGrantRequest& request) {
  auto grant = read_grant(call, request);
  if (!grant) return pass(grant);
  Call::Keys keys{{"kms:GranteePrincipal", grant->grantee}, {"kms:GrantIsForAWSResource", "false"}};
  for (const auto& operation : grant->operations)
    keys.emplace_back("kms:GrantOperations", operation);
  const auto named = permitted_key(call, request.key_id, keys);
  if (!named) return pass(named);
  if (named->key->of_aws || named->key->grants_refused)
    return std::unexpected(access_denied(call.caller, call.permission(), named->arn,
                                         {Decision::By::resource_silence, {}}));
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  if (named->key->state == KmsKey::State::disabled)
    return refuse("DisabledException", named->arn + " is disabled.");
  if (request.dry_run.value_or(false)) return dry_run_would_succeed();
  // The same grant by the same name is the same grant.
  for (const auto& [id, other] : named->key->grants)
    if (!grant->name.empty() && is_same(other, *grant))
      return gen::kms::CreateGrantResponse{.grant_token = other.token, .grant_id = id};
  const auto made = call.cloud.make_id(Purpose::kms_id, call.place());
  grant->id = call.cloud.draws.text(64, "0123456789abcdef", Purpose::kms_id, {made});
  grant->token =
      call.cloud.draws.text(120, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                            Purpose::kms_id, {made, 1});
  gen::kms::CreateGrantResponse response{.grant_token = grant->token, .grant_id = grant->id};
  auto id = grant->id;
  named->key->grants.emplace(std::move(id), *std::move(grant));
  return response;
}

gen::kms::GrantListEntry to_gen(const std::string& arn, const KmsGrant& grant) {
  gen::kms::GrantListEntry shape;
  shape.key_id = arn;
  shape.grant_id = grant.id;
  if (!grant.name.empty()) shape.name = grant.name;
  shape.creation_date = std::chrono::floor<std::chrono::seconds>(grant.created);
  shape.grantee_principal = grant.grantee;
  if (!grant.retiring.empty()) shape.retiring_principal = grant.retiring;
  shape.issuing_account = grant.issuer;
  shape.operations = grant.operations;
  if (!grant.context_equals.empty() || !grant.context_subset.empty())
    shape.constraints =
        gen::kms::GrantConstraints{.encryption_context_subset = grant.context_subset,
                                   .encryption_context_equals = grant.context_equals};
  return shape;
}

Answered<gen::kms::ListGrantsResponse> list(Call& call,
                                            const gen::kms::ListGrantsRequest& request) {
  const auto named = permitted_key(call, request.key_id);
  if (!named) return pass(named);
  const auto page = start_key_page(call, request.limit, request.marker,
                                   named->arn + " " + request.grant_id.value_or("") + " " +
                                       request.grantee_principal.value_or(""),
                                   {.normally = 50, .most = 100});
  if (!page) return pass(page);
  Keyed<gen::kms::GrantListEntry> found;
  for (const auto& [id, grant] : named->key->grants)
    if ((!request.grant_id || *request.grant_id == id) &&
        (!request.grantee_principal || *request.grantee_principal == grant.grantee) &&
        (!request.grantee_service_principal || *request.grantee_service_principal == grant.grantee))
      found.emplace_back(id, to_gen(named->arn, grant));
  gen::kms::ListGrantsResponse response;
  response.next_marker =
      turn_page(call, std::move(found), page->after, page->limit, page->question, response.grants);
  response.truncated = response.next_marker.has_value();
  return response;
}

std::unexpected<AwsError> grant_missing(const std::string& id) {
  return kms_not_found("Grant ID " + id + " not found");
}

Answered<Done> revoke(Call& call, const gen::kms::RevokeGrantRequest& request) {
  const auto named = permitted_own_key(call, request.key_id);
  if (!named) return pass(named);
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  const auto id = request.grant_id.value_or("");
  if (!named->key->grants.contains(id)) return grant_missing(id);
  if (request.dry_run.value_or(false)) return dry_run_would_succeed();
  named->key->grants.erase(id);
  return Done{};
}

/// The key of this place that holds the grant with this token.
NamedKey holder_of(Place& place, const std::string& token, std::string& id) {
  for (auto& [arn, key] : place.kms.keys)
    for (const auto& [grant_id, grant] : key.grants)
      if (!token.empty() && grant.token == token) {
        id = grant_id;
        return {arn, &key};
      }
  return {};
}

Answered<Done> retire(Call& call, const gen::kms::RetireGrantRequest& request) {
  auto id = request.grant_id.value_or("");
  NamedKey named;
  if (request.grant_token) {
    named = holder_of(call.place(), *request.grant_token, id);
    if (named.key == nullptr)
      return refuse("InvalidGrantTokenException", "The grant token is not valid.");
  } else {
    if (!request.key_id || id.empty())
      return kms_invalid("A grant token, or a key ARN and a grant ID, must be given.");
    if (!request.key_id->starts_with("arn:"))
      return refuse("InvalidArnException", "KeyId must be the ARN of a key: " + *request.key_id);
    named = {*request.key_id, find_key(call, *request.key_id)};
    if (named.key == nullptr) return kms_not_found("Key '" + named.arn + "' does not exist");
  }
  const auto grant = named.key->grants.find(id);
  if (grant == named.key->grants.end()) return grant_missing(id);
  const auto context = base_context(call.cloud, call.caller);
  const auto* principal = context.find("aws:principalarn");
  const bool retires = grant->second.retiring == call.caller.arn ||
                       (principal != nullptr && grant->second.retiring == principal->front());
  const auto decision = decide_on_key(call, call.permission(), named.arn, *named.key, {});
  const bool forbidden = decision.by == Decision::By::identity_deny ||
                         decision.by == Decision::By::organization_deny ||
                         decision.by == Decision::By::resource_deny ||
                         decision.by == Decision::By::session_deny;
  if (!decision.allowed() && (forbidden || !retires))
    return std::unexpected(access_denied(call.caller, call.permission(), named.arn, decision));
  if (auto ok = not_pending_deletion(named); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_would_succeed();
  named.key->grants.erase(grant);
  return Done{};
}

}  // namespace

void add_key_grant_calls(Operations& operations) {
  operations.add<create>("kms", "CreateGrant", Fidelity::partial,
                         "works at once; principals are not looked up; source ARNs ignored");
  operations.add<list>("kms", "ListGrants", Fidelity::faithful);
  operations.add<revoke>("kms", "RevokeGrant", Fidelity::faithful);
  operations.add<retire>("kms", "RetireGrant", Fidelity::partial,
                         "tokens of keys of the caller's account only");
}

}  // namespace mirante::simcloud
