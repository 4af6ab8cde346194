#include "simcloud/iam/resource_policy.h"

namespace mirante::simcloud {

PolicyPrincipal principal_of(const Call& call) {
  const auto& account = call.cloud.accounts[call.caller.account];
  PolicyPrincipal principal{.account = account.id, .arn = call.caller.arn};
  if (const auto role = account.iam.roles.find(call.caller.role); role != account.iam.roles.end())
    principal.role_arn = role_arn(account, role->second);
  return principal;
}

Decision decide_on(Call& call, std::string_view action, const GuardedThing& thing,
                   const Call::Keys& keys) {
  if (call.caller.kind == Caller::Kind::control) return {};
  auto context = base_context(call.cloud, call.caller);
  for (const auto& [name, value] : keys) context.add(name, value);
  const auto by_identity = decide(call.cloud, call.caller, action, thing.arn, context);
  // Whoever says no counts; a silence can be made up for.
  const bool silent = by_identity.by == Decision::By::nobody_allows;
  if (!by_identity.allowed() && !silent) return by_identity;
  ResourceVerdict verdict;
  if (thing.policy != nullptr)
    verdict = thing.policy->evaluate(action, thing.arn, principal_of(call), context);
  if (verdict.denied) return {Decision::By::resource_deny, {}};
  const bool own_account = thing.account == call.account_id();
  if (own_account && verdict.allows_caller) return {};
  const bool lets_in = verdict.allows_account || verdict.allows_caller;
  if (lets_in || (own_account && !thing.leads_iam)) return by_identity;
  return {Decision::By::resource_silence, {}};
}

bool service_may(const ServiceCaller& service, std::string_view action, const GuardedThing& thing) {
  if (thing.policy == nullptr) return false;
  RequestContext context;
  context.set("aws:PrincipalIsAWSService", "true");
  context.set("aws:SecureTransport", "true");
  context.set("aws:SourceAccount", service.source_account);
  context.set("aws:SourceOwner", service.source_account);
  if (!service.source_arn.empty()) context.set("aws:SourceArn", service.source_arn);
  const PolicyPrincipal principal{.account = {}, .arn = {}, .service = service.service};
  const auto verdict = thing.policy->evaluate(action, thing.arn, principal, context);
  return verdict.allows_caller && !verdict.denied;
}

}  // namespace mirante::simcloud
