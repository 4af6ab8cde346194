#include "simcloud/organizations/founding.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/cloudtrail/recording.h"
#include "simcloud/credentials.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";

std::string draw(Cloud& cloud, std::size_t size) {
  auto& organization = cloud.organization;
  return cloud.draws.text(size, letters, Purpose::organization, {++organization.made});
}

/// A number that no account has yet.
std::string draw_account_id(Cloud& cloud) {
  std::string id;
  do {
    id = cloud.draws.text(11, "0123456789", Purpose::account_id, {++cloud.organization.made});
    id.insert(id.begin(), '5');
  } while (cloud.accounts_by_id.contains(id));
  return id;
}

PolicyRef trust_in(const std::string& account) {
  const Json statement{{"Effect", "Allow"},
                       {"Principal", {{"AWS", "arn:aws:iam::" + account + ":root"}}},
                       {"Action", "sts:AssumeRole"}};
  const Json document{{"Version", "2012-10-17"}, {"Statement", Json::array({statement})}};
  return make_policy(document.dump(), PolicyKind::trust).value();
}

}  // namespace

void found_organization(Cloud& cloud, std::string management) {
  auto& organization = cloud.organization;
  organization.management = std::move(management);
  organization.policies.push_back(
      {.id = "p-FullAWSAccess",
       .name = "FullAWSAccess",
       .description = "Allows access to every operation",
       .document = make_policy(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                               R"("Action":"*","Resource":"*"}]})",
                               PolicyKind::identity)
                       .value(),
       .aws_managed = true,
       .targets = {organization.root}});
}

void join(Cloud& cloud, const Account& account, Joining joining) {
  auto& organization = cloud.organization;
  organization.members[account.id] = {
      .parent = organization.root, .joined = cloud.now, .invited = joining == Joining::invited};
  organization.policies.front().targets.push_back(account.id);
}

OrganizationalUnit& add_unit(Cloud& cloud, std::string name, std::string parent) {
  auto& organization = cloud.organization;
  const auto id = "ou-" + organization.root.substr(2) + "-" + draw(cloud, 8);
  organization.policies.front().targets.push_back(id);
  return organization.units.emplace_back(
      OrganizationalUnit{.id = id, .name = std::move(name), .parent = std::move(parent)});
}

Result<const ServiceControlPolicy*> attach_policy(Cloud& cloud, const std::string& target,
                                                  const std::string& name, std::string document) {
  auto parsed = make_policy(std::move(document), PolicyKind::identity);
  if (!parsed) return fail(parsed.error());
  detach_policy(cloud, target, name);
  auto& policies = cloud.organization.policies;
  auto policy = std::ranges::find_if(policies, [&](const ServiceControlPolicy& each) {
    return !each.aws_managed && each.name == name && each.document->text == (*parsed)->text;
  });
  if (policy == policies.end()) {
    policies.push_back({.id = "p-" + draw(cloud, 8), .name = name, .document = *std::move(parsed)});
    policy = policies.end() - 1;
  }
  policy->targets.push_back(target);
  return &*policy;
}

void detach_policy(Cloud& cloud, const std::string& target, const std::string& name) {
  std::erase_if(cloud.organization.policies, [&](ServiceControlPolicy& policy) {
    if (policy.aws_managed || policy.name != name) return false;
    std::erase(policy.targets, target);
    return policy.targets.empty();
  });
}

std::string account_email(const Account& account) {
  return account.email.empty() ? "aws+" + account.id + "@simulated.example" : account.email;
}

const AccountRequest& request_account(Cloud& cloud, AccountRequest request) {
  auto& organization = cloud.organization;
  request.id = "car-" + draw(cloud, 32);
  request.requested = cloud.now;
  const auto number = organization.requests.size();
  cloud.agenda.plan(
      {.at = cloud.now + cloud.draws.between(std::chrono::seconds(20), std::chrono::minutes(2),
                                             Purpose::organization, {0, number}),
       .id = number,
       .what = Due::What::account_made});
  return organization.requests.emplace_back(std::move(request));
}

void finish_account(Cloud& cloud, const Due& due) {
  auto& organization = cloud.organization;
  auto& request = organization.requests[due.id];
  request.completed = cloud.now;
  const auto tell = [&] {
    record_service_event(
        cloud, {.account = cloud.find_account(organization.management)->number,
                .source = "organizations.amazonaws.com",
                .name = "CreateAccountResult",
                .details = Json{{"createAccountStatus",
                                 {{"id", request.id},
                                  {"state", request.failure.empty() ? "SUCCEEDED" : "FAILED"},
                                  {"accountName", request.name},
                                  {"accountId", request.account},
                                  {"failureReason", request.failure}}}}
                               .dump()});
  };
  for (const auto& account : cloud.accounts)
    if (account_email(account) == request.email) {
      request.failure = "EMAIL_ALREADY_EXISTS";
      tell();
      return;
    }
  auto& account = cloud.add_account(draw_account_id(cloud), request.name);
  account.email = request.email;
  request.account = account.id;
  auto& role = add_role(cloud, account, request.role, trust_in(organization.management));
  role.grants.attached.emplace_back("arn:aws:iam::aws:policy/AdministratorAccess");
  join(cloud, account, Joining::created);
  organization.members[account.id].tags = request.tags;
  tell();
}

}  // namespace mirante::simcloud
