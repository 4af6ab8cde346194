#include "simcloud/iam/resource_policy.h"

namespace mirante::simcloud {

Decision decide_on(Call& call, std::string_view action, const GuardedThing& thing) {
  const auto& caller = call.caller;
  if (caller.kind == Caller::Kind::control) return {};
  auto context = base_context(call.cloud, caller);
  const auto decision = decide(call.cloud, caller, action, thing.arn, context);
  ResourceVerdict verdict;
  const auto& own = call.account();
  if (thing.policy != nullptr) {
    PolicyPrincipal principal{.account = own.id, .arn = caller.arn};
    if (!caller.role.empty())
      principal.role_arn = role_arn(own, own.iam.roles.find(caller.role)->second);
    verdict = thing.policy->evaluate(action, thing.arn, principal, context);
  }
  if (verdict.denied) return {Decision::By::resource_deny, {}};
  if (thing.account != own.id) {
    if (!verdict.allows_caller && !verdict.allows_account)
      return {Decision::By::resource_silence, {}};
    return decision;
  }
  if (verdict.allows_caller && decision.by == Decision::By::nobody_allows) return {};
  return decision;
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
