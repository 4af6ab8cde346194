#include "features/accounts/shared_role.h"

namespace mirante::accounts {
namespace {

Json template_of(const SharedRole& role, Json trust, Json policy) {
  const Json inline_policy{{"PolicyName", "mirante"}, {"PolicyDocument", std::move(policy)}};
  const Json properties{{"RoleName", role.name},
                        {"Description", "Lets the Mirante panel in"},
                        {"AssumeRolePolicyDocument", std::move(trust)},
                        {"Policies", Json::array({inline_policy})}};
  return {{"AWSTemplateFormatVersion", "2010-09-09"},
          {"Description", "Lets the Mirante panel in"},
          {"Resources", {{"Role", {{"Type", "AWS::IAM::Role"}, {"Properties", properties}}}}},
          {"Outputs", {{"RoleArn", {{"Value", {{"Fn::GetAtt", {"Role", "Arn"}}}}}}}}};
}

std::string stack_set_command(const SharedRole& role, const Json& stack_template,
                              const Region& home) {
  const std::string at = " --region " + home.value;
  return "aws cloudformation activate-organizations-access" + at +
         " && aws cloudformation create-stack-set --stack-set-name " + role.name +
         " --permission-model SERVICE_MANAGED"
         " --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false"
         " --capabilities CAPABILITY_NAMED_IAM --template-body " +
         shell_quoted(stack_template.dump()) + at +
         " && aws cloudformation create-stack-instances --stack-set-name " + role.name +
         " --deployment-targets OrganizationalUnitIds=$(aws organizations list-roots"
         " --query 'Roots[0].Id' --output text) --regions " +
         home.value +
         " --operation-preferences FailureTolerancePercentage=100,MaxConcurrentPercentage=100" + at;
}

/// Without the management account, which StackSets do not reach.
std::string list_command() {
  return "printf 'account_id\\tname\\n' && aws organizations list-accounts --query"
         " \"Accounts[?Status=='ACTIVE' && Id!='$(aws organizations describe-organization"
         " --query Organization.MasterAccountId --output text)'].[Id,Name]\" --output text";
}

}  // namespace

SharedRoleInstructions make_instructions(const SharedRole& role, const Principal& principal,
                                         const Region& home) {
  auto stack_template = template_of(role, trust_policy(principal, role.external_id),
                                    permissions_policy(role.features, principal.partition));
  auto command = stack_set_command(role, stack_template, home);
  return {.role = role,
          .principal = shown(principal),
          .stack_template = std::move(stack_template),
          .stack_set_command = std::move(command),
          .list_command = list_command()};
}

Json to_json(const SharedRoleInstructions& instructions) {
  auto features = Json::array();
  for (const auto feature : instructions.role.features) features.push_back(to_string(feature));
  return {{"role_name", instructions.role.name},
          {"external_id", instructions.role.external_id},
          {"features", std::move(features)},
          {"principal", instructions.principal},
          {"template", instructions.stack_template},
          {"stack_set_command", instructions.stack_set_command},
          {"list_command", instructions.list_command}};
}

std::optional<SharedRole> find_shared_role(sql::Snapshot& snapshot, TenantId tenant) {
  const auto row = snapshot.one(
      "select name, external_id, features from shared_roles where tenant_id = ?", tenant);
  if (!row) return std::nullopt;
  return SharedRole{.name = row->text(0),
                    .external_id = row->text(1),
                    .features = or_throw(parse_choice(row->text(2)))};
}

void insert_shared_role(sql::Tx& tx, TenantId tenant, const SharedRole& role, Instant now) {
  tx.exec(
      "insert into shared_roles (tenant_id, name, external_id, features, created_at) "
      "values (?, ?, ?, ?, ?)",
      tenant, role.name, role.external_id, to_text(role.features), now);
}

void choose_features(sql::Tx& tx, TenantId tenant, std::span<const Feature> choice) {
  tx.exec("update shared_roles set features = ? where tenant_id = ?", to_text(choice), tenant);
}

}  // namespace mirante::accounts
