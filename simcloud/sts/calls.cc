// STS: who am I, and becoming somebody else.
#include "simcloud/sts/calls.h"

#include <algorithm>

#include "gen/sts/assume_role.h"
#include "gen/sts/decode_authorization_message.h"
#include "gen/sts/get_access_key_info.h"
#include "gen/sts/get_caller_identity.h"
#include "gen/sts/get_session_token.h"
#include "simcloud/credentials.h"
#include "simcloud/operations.h"
#include "simcloud/sts/shared.h"
#include "simcloud/sts/web_identity.h"

namespace mirante::simcloud {
namespace {

using std::chrono::seconds;

/// Whether the caller's own policies and the role's trust together let it happen.
Answered<Done> may_assume(Call& call, const gen::sts::AssumeRoleRequest& request,
                          const Account& account, const IamRole& role) {
  const auto& caller = call.caller;
  const auto denied = [&](Decision decision) {
    return std::unexpected(access_denied(caller, "sts:AssumeRole", *request.role_arn, decision));
  };
  auto context = base_context(call.cloud, caller);
  if (request.external_id) context.set("sts:ExternalId", *request.external_id);
  context.set("sts:RoleSessionName", *request.role_session_name);
  const auto decision = decide(call.cloud, caller, "sts:AssumeRole", *request.role_arn, context);
  if (decision.by != Decision::By::allowed && decision.by != Decision::By::nobody_allows)
    return denied(decision);

  const auto& own = call.account();
  PolicyPrincipal principal{.account = own.id, .arn = caller.arn};
  if (!caller.role.empty())
    principal.role_arn = role_arn(own, own.iam.roles.find(caller.role)->second);
  if (role.trust->policy.evaluate("sts:AssumeRole", principal, context) != Verdict::allow)
    return denied({Decision::By::boundary_of_account, {}});
  if (decision.allowed()) return Done{};
  // In one account, a trust policy that names the caller itself is permission enough.
  const bool same_account = account.id == own.id;
  const bool named = std::ranges::any_of(role.trust->policy.statements(), [&](const auto& s) {
    return s.allow && std::ranges::any_of(s.aws_principals, [&](const std::string& name) {
             return name == caller.arn ||
                    (!principal.role_arn.empty() && name == principal.role_arn);
           });
  });
  if (same_account && named) return Done{};
  return denied(decision);
}

/// A session that makes a session gets an hour at most.
Answered<seconds> read_duration_of_caller(const Call& call, const IamRole& role,
                                          std::optional<std::int32_t> wanted) {
  const auto duration = read_duration(role, wanted);
  const bool is_chained = !call.caller.role.empty();
  if (is_chained && wanted.value_or(3600) > 3600 && wanted.value_or(3600) <= 43'200)
    return sts_invalid(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles "
        "assumed by role chaining");
  return duration;
}

Answered<gen::sts::AssumeRoleResponse> assume_role(Call& call,
                                                   const gen::sts::AssumeRoleRequest& request) {
  const auto name = read_role_arn(call.cloud, request.role_arn);
  if (!name) return pass(name);
  if (auto ok = check_session_name(request.role_session_name); !ok) return pass(ok);
  if (call.caller.kind == Caller::Kind::root)
    return refuse("AccessDenied", "Roles may not be assumed by root accounts.", 403);
  if (name->role == nullptr)
    return std::unexpected(access_denied(call.caller, "sts:AssumeRole", *request.role_arn,
                                         {Decision::By::boundary_of_account, {}}));
  if (auto ok = may_assume(call, request, *name->account, *name->role); !ok) return pass(ok);
  const auto duration = read_duration_of_caller(call, *name->role, request.duration_seconds);
  if (!duration) return pass(duration);
  const auto taken = take_role(call, {.name = *name,
                                      .session_name = *request.role_session_name,
                                      .policy = request.policy,
                                      .duration = *duration});
  if (!taken) return pass(taken);
  return gen::sts::AssumeRoleResponse{.credentials = taken->credentials,
                                      .assumed_role_user = taken->user,
                                      .packed_policy_size = taken->packed_policy_size};
}

Answered<gen::sts::GetCallerIdentityResponse> get_caller_identity(
    Call& call, const gen::sts::GetCallerIdentityRequest&) {
  gen::sts::GetCallerIdentityResponse response;
  response.user_id = call.caller.user_id;
  response.account = call.account_id();
  response.arn = call.caller.arn;
  return response;
}

Answered<gen::sts::GetSessionTokenResponse> get_session_token(
    Call& call, const gen::sts::GetSessionTokenRequest& request) {
  if (call.caller.kind == Caller::Kind::session)
    return refuse("AccessDenied", "Cannot call GetSessionToken with session credentials", 403);
  const auto wanted = request.duration_seconds.value_or(43'200);
  if (wanted < 900 || wanted > 129'600)
    return sts_invalid(
        "1 validation error detected: Value '" + std::to_string(wanted) +
        "' at 'durationSeconds' failed to satisfy constraint: Member must have value "
        "between 900 and 129600");
  const auto& session = add_session(call.cloud, {.account = call.caller.account,
                                                 .user = call.caller.user,
                                                 .id = call.caller.user_id,
                                                 .issued = call.wire_now,
                                                 .expires = call.wire_now + seconds(wanted),
                                                 .global = call.global_endpoint,
                                                 .made_by = call.number});
  gen::sts::GetSessionTokenResponse response;
  response.credentials = credentials_of(session);
  return response;
}

Answered<gen::sts::GetAccessKeyInfoResponse> get_access_key_info(
    Call& call, const gen::sts::GetAccessKeyInfoRequest& request) {
  const auto id = request.access_key_id.value_or("");
  gen::sts::GetAccessKeyInfoResponse response;
  if (const auto owner = call.cloud.key_owners.find(id); owner != call.cloud.key_owners.end())
    response.account = call.cloud.accounts[owner->second.account].id;
  else if (const auto session = call.cloud.sessions.find(id); session != call.cloud.sessions.end())
    response.account = call.cloud.accounts[session->second.account].id;
  else
    return refuse("AccessDenied", "The access key " + id + " cannot be found.", 403);
  return response;
}

Answered<gen::sts::DecodeAuthorizationMessageResponse> decode_message(
    Call& call, const gen::sts::DecodeAuthorizationMessageRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  auto decoded = decode_authorization_message(call.cloud, request.encoded_message.value_or(""));
  if (!decoded)
    return refuse("InvalidAuthorizationMessageException",
                  "Message is not valid: it was not encoded by this service");
  gen::sts::DecodeAuthorizationMessageResponse response;
  response.decoded_message = *std::move(decoded);
  return response;
}

}  // namespace

void add_sts_calls(Operations& operations) {
  operations.add<assume_role>("sts", "AssumeRole", Fidelity::partial,
                              "no MFA, session tags, source identity, managed session policies");
  add_web_identity_calls(operations);
  operations.add<get_caller_identity>("sts", "GetCallerIdentity", Fidelity::faithful);
  operations.add<get_session_token>("sts", "GetSessionToken", Fidelity::partial, "no MFA");
  operations.add<get_access_key_info>("sts", "GetAccessKeyInfo", Fidelity::faithful);
  operations.add<decode_message>("sts", "DecodeAuthorizationMessage", Fidelity::partial,
                                 "matched statements are not listed");
}

}  // namespace mirante::simcloud
