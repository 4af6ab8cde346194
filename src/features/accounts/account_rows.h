// A table of AWS accounts to connect, as people make it with a spreadsheet or with one command of
// AWS's: what is in each row, before anything is looked up. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/accounts/account.h"
#include "features/accounts/role_arn.h"
#include "features/accounts/shared_role.h"

namespace mirante::accounts {

inline constexpr std::size_t account_rows_max = 100;

struct AccountRow {
  int line = 0;
  std::string aws_account;
  std::string name;
  std::string customer = {};     // Id or name; empty: none. A new name makes a customer.
  std::string role_arn = {};     // Empty: the shared role's in that account.
  std::string external_id = {};  // Empty, or the shared role's.

  friend bool operator==(const AccountRow&, const AccountRow&) = default;
};

/// Columns by their names, in English or Portuguese, in any order: account_id (conta), name (nome),
/// customer (cliente), role_arn, external_id; the first two are needed. Error(invalid) at field
/// "csv" where the table as a whole cannot be read.
Result<std::vector<AccountRow>> parse_account_rows(std::string_view csv);

/// The row's role; Error(invalid) names the column that is wrong and the mend.
Result<RoleArn> role_of_row(const AccountRow& row, const std::optional<SharedRole>& shared,
                            std::string_view partition);

}  // namespace mirante::accounts
