#include "simcloud/caller.h"

#include <nlohmann/json.hpp>

#include "platform/crypto/hash.h"

namespace mirante::simcloud {
namespace {

/// All policies that say what the caller itself may do.
std::vector<PolicyRef> identity_policies(const Account& account, const Caller& caller) {
  std::vector<PolicyRef> policies;
  const Grants* grants = nullptr;
  if (!caller.role.empty()) {
    if (const auto role = account.iam.roles.find(caller.role); role != account.iam.roles.end())
      grants = &role->second.grants;
  } else if (const auto user = account.iam.users.find(caller.user);
             user != account.iam.users.end()) {
    grants = &user->second.grants;
  }
  if (grants == nullptr) return policies;
  for (const auto& [name, document] : grants->own) policies.push_back(document);
  for (const auto& arn : grants->attached) {
    if (const auto own = account.iam.policies.find(arn); own != account.iam.policies.end())
      policies.push_back(own->second.document);
    else if (auto managed = aws_managed_policy(arn))
      policies.push_back(std::move(managed));
  }
  return policies;
}

// The encoded message is the JSON under a stream of bytes drawn from the seed: opaque to callers,
// and nothing has to be remembered for it.
std::string scramble(const Cloud& cloud, std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    text[i] =
        static_cast<char>(static_cast<unsigned char>(text[i]) ^
                          static_cast<unsigned char>(
                              cloud.draws.at(Purpose::paging, {0x61757468, i / 8}) >> (i % 8 * 8)));
  return text;
}

std::string encode_message(const Cloud& cloud, const Caller& caller, std::string_view action,
                           std::string_view resource, const Decision& decision) {
  const bool explicit_deny = decision.by == Decision::By::identity_deny ||
                             decision.by == Decision::By::organization_deny ||
                             decision.by == Decision::By::resource_deny ||
                             decision.by == Decision::By::session_deny;
  const Json json{
      {"allowed", false},
      {"explicitDeny", explicit_deny},
      {"matchedStatements", {{"items", Json::array()}}},
      {"failures", {{"items", Json::array()}}},
      {"context",
       {{"principal", {{"id", caller.user_id}, {"name", caller.user}, {"arn", caller.arn}}},
        {"action", action},
        {"resource", resource},
        {"conditions",
         {{"items",
           {{{"key", "ec2:Region"}, {"values", {{"items", {{{"value", caller.region}}}}}}}}}}}}}};
  return crypto::to_base64(crypto::as_bytes(scramble(cloud, "msg:" + json.dump())));
}

}  // namespace

RequestContext base_context(const Cloud& cloud, const Caller& caller) {
  RequestContext context;
  context.set("aws:RequestedRegion", caller.region);
  context.set("ec2:Region", caller.region);
  context.set("aws:PrincipalArn",
              caller.role.empty() || caller.kind != Caller::Kind::session
                  ? caller.arn
                  : role_arn(cloud.accounts[caller.account],
                             cloud.accounts[caller.account].iam.roles.find(caller.role)->second));
  context.set("aws:PrincipalAccount", cloud.accounts[caller.account].id);
  context.set("aws:PrincipalType", caller.role.empty() ? "User" : "AssumedRole");
  context.set("aws:PrincipalIsAWSService", "false");
  context.set("aws:ViaAWSService", "false");
  context.set("aws:userid", caller.user_id);
  if (!caller.user.empty()) context.set("aws:username", caller.user);
  context.set("aws:SourceIp", caller.source);
  context.set("aws:UserAgent", caller.user_agent);
  context.set("aws:CurrentTime", to_iso8601(cloud.now));
  context.set("aws:EpochTime", std::to_string(to_micros(cloud.now) / 1'000'000));
  context.set("aws:SecureTransport", "true");  // Callers believe that they speak TLS to AWS.
  if (caller.kind == Caller::Kind::session) {
    context.set("aws:MultiFactorAuthPresent", "false");
    if (caller.token_issued) context.set("aws:TokenIssueTime", to_iso8601(*caller.token_issued));
  }
  return context;
}

Decision decide(const Cloud& cloud, const Caller& caller, std::string_view action,
                std::string_view resource, const RequestContext& context) {
  if (caller.kind == Caller::Kind::control) return {};
  const auto& account = cloud.accounts[caller.account];
  const auto policies = identity_policies(account, caller);
  for (const auto* policy : cloud.organization.policies_above(account.id))
    if (policy->document->policy.evaluate(action, resource, context) == Verdict::deny)
      return {Decision::By::organization_deny, cloud.organization.policy_arn(*policy)};
  bool allowed = caller.kind == Caller::Kind::root;
  for (const auto& document : policies) {
    const auto verdict = document->policy.evaluate(action, resource, context);
    if (verdict == Verdict::deny) return {Decision::By::identity_deny, {}};
    if (verdict == Verdict::allow) allowed = true;
  }
  if (caller.narrowed) {
    const auto verdict = caller.narrowed->policy.evaluate(action, resource, context);
    if (verdict == Verdict::deny) return {Decision::By::session_deny, {}};
    if (verdict == Verdict::no_statement && allowed) return {Decision::By::session_silence, {}};
  }
  if (!allowed) return {Decision::By::nobody_allows, {}};
  return {};
}

std::string reason_of(const Decision& decision, std::string_view action) {
  const auto silence = [&](std::string_view kind) {
    return " because no " + std::string(kind) + " policy allows the " + std::string(action) +
           " action";
  };
  switch (decision.by) {
    case Decision::By::allowed:
    case Decision::By::boundary_of_account: return {};
    case Decision::By::nobody_allows: return silence("identity-based");
    case Decision::By::session_silence: return silence("session");
    case Decision::By::identity_deny: return " with an explicit deny in an identity-based policy";
    case Decision::By::resource_silence: return silence("resource-based");
    case Decision::By::resource_deny: return " with an explicit deny in a resource-based policy";
    case Decision::By::session_deny: return " with an explicit deny in a session policy";
    case Decision::By::organization_deny:
      return " with an explicit deny in a service control policy: " + decision.policy;
  }
  return {};
}

AwsError unauthorized_operation(const Cloud& cloud, const Caller& caller, std::string_view action,
                                std::string_view resource, const Decision& decision) {
  const bool reads = action.starts_with("ec2:Describe") || action.starts_with("ec2:Get");
  auto message = "You are not authorized to perform this operation. User: " + caller.arn +
                 " is not authorized to perform: " + std::string(action);
  if (resource != "*") message += " on resource: " + std::string(resource);
  message += reason_of(decision, action);
  if (!reads)
    message += ". Encoded authorization failure message: " +
               encode_message(cloud, caller, action, resource, decision);
  return {"UnauthorizedOperation", std::move(message), 403};
}

AwsError access_denied(const Caller& caller, std::string_view action, std::string_view resource,
                       const Decision& decision) {
  return {"AccessDenied",
          "User: " + caller.arn + " is not authorized to perform: " + std::string(action) +
              " on resource: " + std::string(resource) + reason_of(decision, action),
          403};
}

std::optional<std::string> decode_authorization_message(const Cloud& cloud,
                                                        std::string_view encoded) {
  const auto bytes = crypto::from_base64(encoded);
  if (!bytes) return std::nullopt;
  auto text = scramble(cloud, std::string(bytes->begin(), bytes->end()));
  if (!text.starts_with("msg:")) return std::nullopt;
  return text.substr(4);
}

std::string user_arn(const Account& account, const IamUser& user) {
  return "arn:aws:iam::" + account.id + ":user" + user.path + user.name;
}

std::string role_arn(const Account& account, const IamRole& role) {
  return "arn:aws:iam::" + account.id + ":role" + role.path + role.name;
}

}  // namespace mirante::simcloud
