// Policies of IAM: any document is read or refused, and one that was read answers a question, the
// same one each time.
//
// Links: mirante_simcloud
// Covers: simcloud/iam/policy.cc simcloud/iam/policy_conditions.cc simcloud/wildcards.cc
#include "simcloud/iam/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante::simcloud;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  RequestContext context;
  context.set("aws:SourceIp", "203.0.113.10");
  context.set("aws:CurrentTime", "2026-03-02T12:00:00Z");
  context.set("aws:username", "ana");
  context.set("ec2:ResourceTag/Ambiente", "producao");
  context.add("aws:TagKeys", "Ambiente");
  const PolicyPrincipal principal{.account = "210987654321",
                                  .arn = "arn:aws:iam::210987654321:user/ana"};
  constexpr std::string_view thing = "arn:aws:ec2:sa-east-1:210987654321:instance/i-1";
  for (const auto kind : {PolicyKind::identity, PolicyKind::trust, PolicyKind::resource}) {
    const auto policy = Policy::parse(text, kind);
    if (!policy) continue;
    const auto verdict = policy->evaluate("ec2:StopInstances", thing, context);
    MIRANTE_CHECK(policy->evaluate("ec2:StopInstances", thing, context) == verdict);
    (void)policy->evaluate("sts:AssumeRole", principal, context);
    (void)policy->evaluate("kms:Decrypt", thing, principal, context);
  }
  return 0;
}
