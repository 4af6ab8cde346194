// Connecting many accounts at once: a role that all of them have, and a table that says which. Each
// row is proved and stored for itself, as one account is; a row that is refused leaves nothing
// behind and holds no other up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/accounts/account_rows.h"
#include "features/accounts/accounts_services.h"

namespace mirante::accounts {

/// The tenant's shared role and what to do in AWS, made at the first call. `features` empty: those
/// that were chosen before, see and switch at first. Accounts that are connected already keep
/// theirs. Throws Failure: what `usable_identity` throws.
Task<SharedRoleInstructions> share_role(AccountsServices& services, CallContext ctx,
                                        std::vector<Feature> features);

struct ImportedRow {
  AccountRow row;
  std::optional<Account> account = {};  // Once it is connected.
  std::optional<Error> refused = {};    // Neither: it would be connected.
};

enum class ImportWish : std::uint8_t {
  plan,  // No account is entered, and nothing changes.
  carry_out,
};

/// In the table's order. Throws Failure: invalid "csv" for the table as a whole; what
/// `usable_identity` throws. What is wrong with a row is in the row: what connect_account.h says of
/// roles, and conflict "account.name_taken", "account.duplicate" also for what stands above it.
Task<std::vector<ImportedRow>> import_accounts(AccountsServices& services, CallContext ctx,
                                               std::string csv, ImportWish wish);

/// {rows: [{line, account_id, name, customer?, verdict, account?, problem?}], connected, refused}
Json to_json(const std::vector<ImportedRow>& rows);

}  // namespace mirante::accounts
