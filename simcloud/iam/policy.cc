#include "simcloud/iam/policy.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "simcloud/iam/policy_conditions.h"
#include "simcloud/wildcards.h"

namespace mirante::simcloud {
namespace {

using OrderedJson = nlohmann::json;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::unexpected<Error> malformed(std::string message) {
  return fail(ErrorKind::invalid, std::move(message));
}

/// A string or a list of strings; numbers and booleans count as their text, as in IAM.
Result<std::vector<std::string>> strings(const OrderedJson& value, const char* what) {
  std::vector<std::string> result;
  const auto one = [&](const OrderedJson& item) {
    if (item.is_string())
      result.push_back(item.get<std::string>());
    else if (item.is_boolean() || item.is_number())
      result.push_back(item.dump());
    else
      return false;
    return true;
  };
  if (value.is_array()) {
    for (const auto& item : value)
      if (!one(item)) return malformed(std::string("Syntax error in policy: bad ") + what);
  } else if (!one(value)) {
    return malformed(std::string("Syntax error in policy: bad ") + what);
  }
  return result;
}

Result<Condition> parse_condition(std::string_view name, std::string_view key,
                                  const OrderedJson& values) {
  Condition condition;
  condition.operation = lower(name);
  if (condition.operation.starts_with("foranyvalue:")) {
    condition.set = Condition::Set::any;
    condition.operation.erase(0, 12);
  } else if (condition.operation.starts_with("forallvalues:")) {
    condition.set = Condition::Set::all;
    condition.operation.erase(0, 13);
  }
  if (condition.operation.ends_with("ifexists")) {
    condition.if_exists = true;
    condition.operation.resize(condition.operation.size() - 8);
  }
  if (!is_condition_operation(condition.operation))
    return malformed("Invalid Condition type : " + std::string(name));
  condition.key = lower(key);
  auto parsed = strings(values, "condition value");
  if (!parsed) return fail(parsed.error());
  condition.values = *std::move(parsed);
  return condition;
}

Result<void> parse_principal(const OrderedJson& value, Statement& statement) {
  statement.has_principal = true;
  if (value.is_string() && value.get<std::string>() == "*") {
    statement.aws_principals = {"*"};
    return {};
  }
  if (!value.is_object()) return malformed("Invalid principal in policy");
  for (const auto& [kind, names] : value.items()) {
    auto parsed = strings(names, "principal");
    if (!parsed) return fail(parsed.error());
    if (kind == "AWS")
      statement.aws_principals = *std::move(parsed);
    else if (kind == "Service" || kind == "Federated")  // Names outside of IAM, asked for alike.
      std::ranges::move(*parsed, std::back_inserter(statement.service_principals));
    else if (kind != "CanonicalUser")
      return malformed("Invalid principal in policy: \"" + kind + "\"");
  }
  for (const auto& name : statement.aws_principals) {
    const bool digits = name.size() == 12 && std::ranges::all_of(name, ::isdigit);
    if (name != "*" && !digits && !name.starts_with("arn:"))
      return malformed("Invalid principal in policy: \"AWS\":\"" + name + "\"");
  }
  return {};
}

Result<void> parse_actions(const OrderedJson& json, Statement& statement) {
  const bool has_action = json.contains("Action"), has_not = json.contains("NotAction");
  if (has_action == has_not) return malformed("Policy statement must contain actions.");
  statement.not_action = has_not;
  auto actions = strings(json[has_not ? "NotAction" : "Action"], "action");
  if (!actions) return fail(actions.error());
  statement.actions = *std::move(actions);
  for (const auto& action : statement.actions)
    if (action != "*" && action.find(':') == std::string::npos)
      return malformed(
          "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  return {};
}

Result<void> parse_resources(const OrderedJson& json, PolicyKind kind, Statement& statement) {
  const bool has_resource = json.contains("Resource"), has_not = json.contains("NotResource");
  if (kind == PolicyKind::trust) {
    if (has_resource || has_not) return malformed("Has prohibited field Resource");
    return {};
  }
  if (has_resource == has_not) return malformed("Policy statement must contain resources.");
  statement.not_resource = has_not;
  auto resources = strings(json[has_not ? "NotResource" : "Resource"], "resource");
  if (!resources) return fail(resources.error());
  statement.resources = *std::move(resources);
  for (const auto& resource : statement.resources)
    if (resource != "*" && !resource.starts_with("arn:"))
      return malformed("Resource " + resource + " must be in ARN format or \"*\".");
  return {};
}

Result<Statement> parse_statement(const OrderedJson& json, PolicyKind kind) {
  static constexpr std::array<std::string_view, 9> known{"Sid",       "Effect",       "Action",
                                                         "NotAction", "Resource",     "NotResource",
                                                         "Principal", "NotPrincipal", "Condition"};
  if (!json.is_object()) return malformed("Syntax errors in policy.");
  for (const auto& [name, value] : json.items())
    if (std::ranges::find(known, name) == known.end())
      return malformed("Syntax errors in policy: unknown field " + name + ".");
  for (const auto* name : {"Sid", "Effect"})
    if (json.contains(name) && !json[name].is_string())
      return malformed(std::string("Syntax errors in policy: ") + name + " must be a string.");
  Statement statement;
  statement.sid = json.value("Sid", "");
  const auto effect = json.value("Effect", "");
  if (effect != "Allow" && effect != "Deny")
    return malformed("Missing required field Effect cannot be empty!");
  statement.allow = effect == "Allow";
  if (auto done = parse_actions(json, statement); !done) return fail(done.error());
  if (auto done = parse_resources(json, kind, statement); !done) return fail(done.error());

  const bool principal = json.contains("Principal"), not_principal = json.contains("NotPrincipal");
  if (kind == PolicyKind::identity && (principal || not_principal))
    return malformed("Policy document should not specify a principal.");
  if (kind != PolicyKind::identity && principal == not_principal)
    return malformed("Missing required field Principal");
  if (principal || not_principal) {
    statement.not_principal = not_principal;
    auto done = parse_principal(json[principal ? "Principal" : "NotPrincipal"], statement);
    if (!done) return fail(done.error());
  }
  if (json.contains("Condition")) {
    if (!json["Condition"].is_object()) return malformed("Syntax errors in policy.");
    for (const auto& [operation, keys] : json["Condition"].items()) {
      if (!keys.is_object()) return malformed("Syntax errors in policy.");
      for (const auto& [key, values] : keys.items()) {
        auto condition = parse_condition(operation, key, values);
        if (!condition) return fail(condition.error());
        statement.conditions.push_back(*std::move(condition));
      }
    }
  }
  return statement;
}

bool action_counts(const Statement& statement, std::string_view action) {
  const bool named = std::ranges::any_of(statement.actions, [&](const std::string& pattern) {
    return matches_wildcards(pattern, action, LetterCase::ignored);
  });
  return named != statement.not_action;
}

bool resource_counts(const Statement& statement, std::string_view resource,
                     const RequestContext& context) {
  const bool named = std::ranges::any_of(statement.resources, [&](const std::string& pattern) {
    return matches_wildcards(with_variables(pattern, context), resource);
  });
  return named != statement.not_resource;
}

bool principal_counts(const Statement& statement, const PolicyPrincipal& principal) {
  if (!principal.service.empty()) {
    const bool named =
        std::ranges::find(statement.aws_principals, "*") != statement.aws_principals.end() ||
        std::ranges::find(statement.service_principals, principal.service) !=
            statement.service_principals.end();
    return named != statement.not_principal;
  }
  const auto root = "arn:aws:iam::" + principal.account + ":root";
  const bool named = std::ranges::any_of(statement.aws_principals, [&](const std::string& name) {
    return name == "*" || name == principal.account || name == root || name == principal.arn ||
           (!principal.role_arn.empty() && name == principal.role_arn);
  });
  return named != statement.not_principal;
}

bool conditions_hold(const Statement& statement, const RequestContext& context) {
  return std::ranges::all_of(statement.conditions,
                             [&](const Condition& condition) { return holds(condition, context); });
}

bool counts(const Statement& statement, std::string_view action, std::string_view resource,
            const RequestContext& context) {
  return action_counts(statement, action) && resource_counts(statement, resource, context) &&
         conditions_hold(statement, context);
}

Verdict merged(Verdict verdict, const Statement& statement) {
  if (!statement.allow) return Verdict::deny;
  return verdict == Verdict::deny ? verdict : Verdict::allow;
}

}  // namespace

void RequestContext::set(std::string_view key, std::string value) {
  auto name = lower(key);
  for (auto& [known, values] : entries_)
    if (known == name) {
      values = {std::move(value)};
      return;
    }
  entries_.emplace_back(std::move(name), std::vector<std::string>{std::move(value)});
}

void RequestContext::add(std::string_view key, std::string value) {
  auto name = lower(key);
  for (auto& [known, values] : entries_)
    if (known == name) {
      values.push_back(std::move(value));
      return;
    }
  entries_.emplace_back(std::move(name), std::vector<std::string>{std::move(value)});
}

const std::vector<std::string>* RequestContext::find(std::string_view key) const {
  for (const auto& [known, values] : entries_)
    if (known == key) return &values;
  return nullptr;
}

Result<Policy> Policy::parse(std::string_view json, PolicyKind kind) {
  if (nests_too_deep(json)) return malformed("This policy contains invalid Json");
  const auto document = OrderedJson::parse(json, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded() || !document.is_object())
    return malformed("This policy contains invalid Json");
  if (const auto version = document.find("Version"); version != document.end())
    if (*version != "2012-10-17" && *version != "2008-10-17")
      return malformed("Syntax errors in policy: bad version.");
  const auto statements = document.find("Statement");
  if (statements == document.end()) return malformed("Syntax errors in policy.");

  Policy policy;
  const auto add = [&](const OrderedJson& item) -> Result<void> {
    auto statement = parse_statement(item, kind);
    if (!statement) return fail(statement.error());
    policy.statements_.push_back(*std::move(statement));
    return {};
  };
  if (statements->is_array()) {
    for (const auto& item : *statements)
      if (auto done = add(item); !done) return fail(done.error());
  } else if (auto done = add(*statements); !done) {
    return fail(done.error());
  }
  return policy;
}

Verdict Policy::evaluate(std::string_view action, std::string_view resource,
                         const RequestContext& context) const {
  auto verdict = Verdict::no_statement;
  for (const auto& statement : statements_)
    if (counts(statement, action, resource, context)) verdict = merged(verdict, statement);
  return verdict;
}

Verdict Policy::evaluate(std::string_view action, const PolicyPrincipal& principal,
                         const RequestContext& context) const {
  auto verdict = Verdict::no_statement;
  for (const auto& statement : statements_)
    if (principal_counts(statement, principal) && action_counts(statement, action) &&
        conditions_hold(statement, context))
      verdict = merged(verdict, statement);
  return verdict;
}

ResourceVerdict Policy::evaluate(std::string_view action, std::string_view resource,
                                 const PolicyPrincipal& principal,
                                 const RequestContext& context) const {
  ResourceVerdict verdict;
  const auto root = "arn:aws:iam::" + principal.account + ":root";
  for (const auto& statement : statements_) {
    if (!principal_counts(statement, principal) || !counts(statement, action, resource, context))
      continue;
    if (!statement.allow) {
      verdict.denied = true;
      continue;
    }
    const bool by_name =
        statement.not_principal || !principal.service.empty() || principal.arn == root ||
        std::ranges::any_of(statement.aws_principals, [&](const std::string& name) {
          return name == "*" || name == principal.arn ||
                 (!principal.role_arn.empty() && name == principal.role_arn);
        });
    (by_name ? verdict.allows_caller : verdict.allows_account) = true;
  }
  return verdict;
}

std::string Policy::deciding_sid(std::string_view action, std::string_view resource,
                                 const RequestContext& context) const {
  const auto verdict = evaluate(action, resource, context);
  for (const auto& statement : statements_)
    if (statement.allow == (verdict == Verdict::allow) &&
        counts(statement, action, resource, context))
      return statement.sid;
  return {};
}

}  // namespace mirante::simcloud
