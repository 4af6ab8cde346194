#include "features/accounts/role_template.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/percent.h"

namespace mirante::accounts {
namespace {

Json reference_to(std::string_view name) { return {{"Ref", name}}; }

/// The parameter and the condition of a feature: "Switch".
std::string name_of(Feature feature) {
  auto name = std::string(to_string(feature));
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return name;
}

bool has(const std::vector<Feature>& choice, Feature feature) {
  return std::ranges::find(choice, feature) != choice.end();
}

std::string_view yes_or_no(bool is) { return is ? "yes" : "no"; }

Json parameters_of(const Account* account) {
  Json role_name{{"Type", "String"}, {"Description", "Name of the role"}, {"MaxLength", 64}};
  Json external_id{{"Type", "String"},
                   {"Description", "External id that the panel made for this account"},
                   {"MinLength", 16}};
  if (account) {
    role_name["Default"] = role_name_of(*account);
    external_id["Default"] = account->external_id;
  }
  Json parameters{{"RoleName", std::move(role_name)}, {"ExternalId", std::move(external_id)}};
  const auto chosen = account ? account->features : choice_of({});
  for (const auto feature : all_features())
    if (feature != Feature::see)
      parameters[name_of(feature)] = {{"Type", "String"},
                                      {"AllowedValues", {"yes", "no"}},
                                      {"Default", yes_or_no(has(chosen, feature))}};
  return parameters;
}

Json conditions() {
  auto found = Json::object();
  for (const auto feature : all_features())
    if (feature != Feature::see)
      found[name_of(feature)] = {
          {"Fn::Equals", Json::array({reference_to(name_of(feature)), Json("yes")})}};
  return found;
}

/// Every statement of every feature; those of a feature that is not chosen fall away.
Json policy_of(std::string_view partition) {
  auto statements = Json::array();
  for (const auto feature : all_features()) {
    const Feature one[] = {feature};
    const auto policy = permissions_policy(one, partition);
    for (const auto& statement : policy["Statement"])
      statements.push_back(feature == Feature::see
                               ? statement
                               : Json{{"Fn::If", Json::array({Json(name_of(feature)), statement,
                                                              reference_to("AWS::NoValue")})}});
  }
  return {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

std::string_view console_of(std::string_view partition) {
  if (partition == "aws-us-gov") return "https://console.amazonaws-us-gov.com";
  if (partition == "aws-cn") return "https://console.amazonaws.cn";
  return "https://console.aws.amazon.com";
}

}  // namespace

Json role_template(const Principal& principal, const Account* account) {
  auto trust = trust_policy(principal, "");
  trust["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"] = reference_to("ExternalId");
  const Json policy{{"PolicyName", "mirante"}, {"PolicyDocument", policy_of(principal.partition)}};
  const Json properties{{"RoleName", reference_to("RoleName")},
                        {"Description", "Lets the Mirante panel in"},
                        {"AssumeRolePolicyDocument", std::move(trust)},
                        {"Policies", Json::array({policy})}};
  return {{"AWSTemplateFormatVersion", "2010-09-09"},
          {"Description", "Lets the Mirante panel in"},
          {"Parameters", parameters_of(account)},
          {"Conditions", conditions()},
          {"Resources", {{"Role", {{"Type", "AWS::IAM::Role"}, {"Properties", properties}}}}},
          {"Outputs", {{"RoleArn", {{"Value", {{"Fn::GetAtt", {"Role", "Arn"}}}}}}}}};
}

std::string quick_create_link(std::string_view template_url, const Principal& principal,
                              const Account& account) {
  const auto name = role_name_of(account);
  auto link =
      std::string(console_of(principal.partition)) +
      "/cloudformation/home#/stacks/quickcreate?templateURL=" + percent_encode(template_url) +
      "&stackName=" + percent_encode(name) + "&param_RoleName=" + percent_encode(name) +
      "&param_ExternalId=" + percent_encode(account.external_id);
  for (const auto feature : all_features())
    if (feature != Feature::see)
      link += "&param_" + name_of(feature) + "=" +
              std::string(yes_or_no(has(account.features, feature)));
  return link;
}

Result<std::string> parse_template_url(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  const auto wrong = [] {
    return fail_field("template-url",
                      "must be the address of a file in S3, such as "
                      "https://BUCKET.s3.sa-east-1.amazonaws.com/mirante.template.json");
  };
  if (!text.starts_with(scheme)) return wrong();
  const auto rest = text.substr(scheme.size());
  const auto host = rest.substr(0, rest.find('/'));
  if (host.size() == rest.size() || host.size() + 1 == rest.size()) return wrong();
  if (!host.ends_with(".amazonaws.com") && !host.ends_with(".amazonaws.com.cn")) return wrong();
  if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c >= '\x7F' || c == '#'; }))
    return wrong();
  return std::string(text);
}

}  // namespace mirante::accounts
