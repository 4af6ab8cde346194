// Getting into AWS accounts: adding one by role or by keys, proving a role, changing keys, removing
// an account. Whatever AWS or a rule refuses leaves everything as it was, and stands in the audit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/accounts/account_store.h"
#include "features/accounts/accounts_services.h"
#include "features/accounts/instructions.h"
#include "features/accounts/role_arn.h"
#include "platform/crypto/secret.h"

namespace mirante::accounts {

struct RoleDraft {
  std::string name;
  std::string customer = {};           // Id or name; empty: none. A new name makes a customer.
  std::vector<Feature> features = {};  // Empty: see and switch.
};

struct KeysDraft {
  std::string name;
  std::string customer = {};
  std::vector<Feature> features = {};
  std::string access_key_id;
  crypto::Secret secret_access_key;
};

struct RoleConnection {
  std::string role_arn;
  /// Why a role may be used that does not ask for its external id; empty: it may not.
  std::string allow_without_external_id = {};
};

struct Keys {
  std::string access_key_id;
  crypto::Secret secret_access_key;
  std::string if_match = {};  // What the asker has seen of the account (as_seen.h); empty: nothing.
};

/// An HTTP entity tag of what people change of an account: its name, customer, connection and what
/// it may do. Looking at AWS changes none of it.
std::string entity_tag(const Account& account);

struct PendingAccount {
  Account account;
  Instructions instructions;
  std::string quick_create_link = {};  // Empty: the operator keeps no template in S3.
};

/// A pending account with an external id, and what to do in AWS. Throws Failure: invalid naming the
/// field; conflict "account.name_taken"; what `usable_identity` throws.
Task<PendingAccount> add_by_role(AccountsServices& services, CallContext ctx, RoleDraft draft);

/// The instructions of an account by role, for what is chosen for it now.
Task<PendingAccount> show_instructions(AccountsServices& services, CallContext ctx, AccountId id);

/// The role as a template for CloudFormation (role_template.h), with the values of this account by
/// role, or without any.
Task<Json> show_role_template(AccountsServices& services, CallContext ctx,
                              std::optional<AccountId> id);

/// Another choice of what the panel may do. Nothing changes in AWS by itself: for a role the
/// instructions say how, for keys it is their owner's policy. Throws Failure: not_found; conflict
/// "account.changed" for an old `if_match`.
Task<Account> choose_features(AccountsServices& services, CallContext ctx, AccountId id,
                              std::vector<Feature> features, std::string if_match = {});

/// Proves the keys, seals them, reads the regions. Throws Failure: invalid naming the field;
/// refused "identity.root"; conflict "account.name_taken", "account.duplicate"; what AWS says of
/// the keys (access_error.h).
Task<Account> add_by_keys(AccountsServices& services, CallContext ctx, KeysDraft draft);

/// Proves the role: it can be assumed with the external id, it refuses without, it is in the
/// account that its ARN names; then reads the regions. Throws Failure: not_found; invalid
/// "role_arn"; refused "account.external_id_not_required"; forbidden "account.role_refused";
/// conflict "account.duplicate", "account.connected_by_keys", "account.other_account". May be asked
/// again every few seconds until the role answers: equal refusals are recorded once in ten minutes.
Task<Account> connect_role(AccountsServices& services, CallContext ctx, AccountId id,
                           RoleConnection connection);

struct ProvedRoleDraft {
  std::string name;
  std::string customer = {};
  RoleArn role;
  std::string external_id;
  std::vector<Feature> features = {};
};

/// An account whose role is there already, proved as by `connect_role` and stored in one step.
/// Throws Failure as that and `add_by_role`; nothing is left of one that is refused.
Task<Account> add_by_proved_role(AccountsServices& services, CallContext ctx,
                                 ProvedRoleDraft draft);

/// Puts other keys of the same AWS account in place of the old ones, which are destroyed. Throws
/// Failure as `add_by_keys`; conflict "account.changed" also where somebody else was faster.
Task<Account> change_keys(AccountsServices& services, CallContext ctx, AccountId id, Keys keys);

/// Destroys sealed keys and takes the account out of every list; its history stays. Throws
/// Failure(conflict), code "account.busy", while operations run in it.
Task<void> remove_account(AccountsServices& services, CallContext ctx, AccountId id);

}  // namespace mirante::accounts
