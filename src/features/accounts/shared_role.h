// How many accounts of a tenant let the panel in together: each of them has a role of the same name
// with the same external id, made by a StackSet of their AWS organisation. The external id is the
// panel's own and the tenant's alone, as that of one account is: a role of another tenant's refuses
// it. Values and instructions; pure but for the store functions at the end.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "features/accounts/instructions.h"
#include "platform/sql/sql.h"

namespace mirante::accounts {

struct SharedRole {
  std::string name;
  std::string external_id;
  std::vector<Feature> features = choice_of({});  // Of the accounts that are connected by it.

  friend bool operator==(const SharedRole&, const SharedRole&) = default;
};

struct SharedRoleInstructions {
  SharedRole role;
  std::string principal;
  Json stack_template;  // CloudFormation's.
  /// Pasted into CloudShell of the organisation's management account, or of the account to which it
  /// has delegated StackSets; makes the role in all others, and in those that join later.
  std::string stack_set_command;
  /// There as well; prints the table that `import_accounts` reads.
  std::string list_command;
};

/// `home` is where the stack set is kept; roles belong to no region.
SharedRoleInstructions make_instructions(const SharedRole& role, const Principal& principal,
                                         const Region& home);

/// {role_name, external_id, principal, template, stack_set_command, list_command}
Json to_json(const SharedRoleInstructions& instructions);

std::optional<SharedRole> find_shared_role(sql::Snapshot& snapshot, TenantId tenant);
/// Failure(conflict), code "sql.duplicate", where the tenant has one.
void insert_shared_role(sql::Tx& tx, TenantId tenant, const SharedRole& role, Instant now);
void choose_features(sql::Tx& tx, TenantId tenant, std::span<const Feature> choice);

}  // namespace mirante::accounts
