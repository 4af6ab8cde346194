// IAM policies of the simulated AWS: documents are parsed once, then asked "may this be done?".
// Pure: no state, no clock. What is understood: Allow and Deny, Action and NotAction, Resource and
// NotResource, Principal and NotPrincipal (trust policies), and conditions of the string, ARN,
// number, date, boolean, address and Null families with IfExists, ForAnyValue and ForAllValues.
// Policy variables are understood for ${aws:username}, ${aws:userid}, ${aws:PrincipalAccount} and
// the escapes ${*}, ${?}, ${$}.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace mirante::simcloud {

/// The keys that conditions look at, for one request: names are compared without regard to case.
class RequestContext {
 public:
  void set(std::string_view key, std::string value);
  void add(std::string_view key, std::string value);
  const std::vector<std::string>* find(std::string_view key) const;
  const std::vector<std::pair<std::string, std::vector<std::string>>>& all() const {
    return entries_;
  }

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> entries_;  // Names in lower case.
};

/// Who asks, as far as the principals of a trust policy can name them.
struct PolicyPrincipal {
  std::string account;        // 12 digits
  std::string arn;            // As IAM names it: the user, or the session of a role.
  std::string role_arn = {};  // For a session: the role it came from.
  std::string service =
      {};  // "sns.amazonaws.com", where a service of AWS asks; then all else is empty.
};

enum class Verdict : std::uint8_t { no_statement, allow, deny };

struct Condition {
  std::string operation;  // Lower case, without its set prefix and IfExists: "stringlike".
  bool if_exists = false;
  enum class Set : std::uint8_t { none, any, all } set = Set::none;
  std::string key;
  std::vector<std::string> values;
};

struct Statement {
  bool allow = false;
  std::string sid;
  bool not_action = false;
  std::vector<std::string> actions;
  bool not_resource = false;
  std::vector<std::string> resources;
  bool not_principal = false;
  std::vector<std::string> aws_principals;  // "*", 12 digits, or ARNs.
  std::vector<std::string> service_principals;
  bool has_principal = false;
  std::vector<Condition> conditions;
};

/// Of a user or role, the trust policy of a role, or the policy of another thing (a key, a queue, a
/// topic).
enum class PolicyKind : std::uint8_t { identity, trust, resource };

/// How the policy of a thing answers a caller: by naming it, or by naming its account, which leaves
/// the choice to the account's own policies.
struct ResourceVerdict {
  bool denied = false;
  bool allows_caller = false;
  bool allows_account = false;
};

class Policy {
 public:
  /// Error(invalid) says what IAM would say of a malformed document.
  static Result<Policy> parse(std::string_view json, PolicyKind kind);

  /// An explicit Deny wins over every Allow of the same document.
  Verdict evaluate(std::string_view action, std::string_view resource,
                   const RequestContext& context) const;
  /// For trust policies: only statements whose principals name the caller count.
  Verdict evaluate(std::string_view action, const PolicyPrincipal& principal,
                   const RequestContext& context) const;
  /// For policies of things: only statements whose principals name the caller or its account count.
  ResourceVerdict evaluate(std::string_view action, std::string_view resource,
                           const PolicyPrincipal& principal, const RequestContext& context) const;
  /// Which statement decided, for the decoded message of a refusal; empty if none has a Sid.
  std::string deciding_sid(std::string_view action, std::string_view resource,
                           const RequestContext& context) const;

  const std::vector<Statement>& statements() const { return statements_; }

 private:
  std::vector<Statement> statements_;
};

}  // namespace mirante::simcloud
