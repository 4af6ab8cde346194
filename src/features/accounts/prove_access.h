// Finding out that a connection works, before anything is stored: AWS itself says which account the
// credentials belong to, a role is shown to refuse callers without its external id, and the regions
// are read under the account's own credentials.
#pragma once

#include <string>
#include <vector>

#include "features/accounts/accounts_services.h"
#include "features/accounts/aws_calls.h"
#include "features/accounts/role_arn.h"
#include "features/accounts/targets.h"

namespace mirante::accounts {

struct Proof {
  AwsAccountId aws_account;
  std::vector<AccountRegion> regions;
  /// Only of roles: it may be assumed without the external id, for this reason.
  std::string without_external_id = {};
};

struct RoleToProve {
  Label label;
  RoleArn arn;
  std::string external_id;
  std::string allow_without_external_id = {};  // Reason; empty: it may not.
};

/// Throws Failure: forbidden "account.role_refused"; refused "account.external_id_not_required";
/// conflict "account.other_account"; identity.* of panel.h; access.* of access_error.h.
Task<Proof> prove_role(AccountsServices& services, CallContext ctx, RoleToProve role);

struct KeysToProve {
  Label label;
  std::string access_key_id;
  const crypto::Secret& secret_access_key;  // The caller keeps it.
};

/// Throws Failure: refused "identity.root"; access.* of access_error.h.
Task<Proof> prove_keys(AccountsServices& services, CallContext ctx, KeysToProve keys);

}  // namespace mirante::accounts
