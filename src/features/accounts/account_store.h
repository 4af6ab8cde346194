// The tables of the accounts room: accounts, customers, regions, and the last check of each
// account. Plain functions, tenant first; only `all_connected` crosses tenants.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "features/accounts/account.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::accounts {

sql::Migrations migrations();

/// Failure(conflict) naming the field when the name or the AWS account is taken in this tenant:
/// codes "account.name_taken" and "account.duplicate".
void insert(sql::Tx& tx, TenantId tenant, const Account& account);
/// Writes everything but id and creation; errors as `insert`. Clears sealed keys unless the account
/// is connected by keys.
void update(sql::Tx& tx, TenantId tenant, const Account& account);

/// Nullopt also for removed accounts and for other tenants' ids.
std::optional<Account> find(sql::Snapshot& snapshot, TenantId tenant, AccountId id);
/// The same, and nobody else changes it before the transaction ends.
std::optional<Account> find_for_update(sql::Tx& tx, TenantId tenant, AccountId id);
/// Also removed ones: for names in history.
std::optional<Account> find_even_removed(sql::Snapshot& snapshot, TenantId tenant, AccountId id);
/// By our id, by AWS's 12 digits, or by name.
std::optional<Account> find_by_reference(sql::Snapshot& snapshot, TenantId tenant,
                                         std::string_view reference);
/// By name.
std::vector<Account> list(sql::Snapshot& snapshot, TenantId tenant);
std::vector<Account> list_even_removed(sql::Snapshot& snapshot, TenantId tenant);
/// As `find_by_reference`; Failure(not_found), code "account.unknown", naming what was asked for.
Account must_find(sql::Snapshot& snapshot, TenantId tenant, std::string_view reference);
Account must_find(sql::Snapshot& snapshot, TenantId tenant, AccountId id);

/// What asking for one that is not there is refused with: not_found, codes "account.unknown" and
/// "customer.unknown".
Failure unknown_account(std::string_view reference);
Failure unknown_customer(std::string_view reference);

struct TenantAccount {
  TenantId tenant;
  AccountId account;
  friend auto operator<=>(const TenantAccount&, const TenantAccount&) = default;
};
/// Crosses tenants on purpose: only what looks at AWS by itself calls it.
std::vector<TenantAccount> all_connected(sql::Snapshot& snapshot);
/// The same, by tenant.
std::map<TenantId, std::set<AccountId>> connected_by_tenant(sql::Snapshot& snapshot);

/// The account's customer, for brakes; also of removed accounts.
std::optional<CustomerId> customer_of(sql::Snapshot& snapshot, TenantId tenant, AccountId id);

/// The customer of this id or name; a new name makes a new customer (`made` is its id then).
Customer find_or_make_customer(sql::Tx& tx, TenantId tenant, std::string_view reference,
                               CustomerId made);
std::optional<Customer> find_customer(sql::Snapshot& snapshot, TenantId tenant,
                                      std::string_view reference);
std::vector<Customer> list_customers(sql::Snapshot& snapshot, TenantId tenant);

/// Replaces the account's regions.
void put_regions(sql::Tx& tx, TenantId tenant, AccountId id,
                 std::span<const AccountRegion> regions);
/// In order of their names.
std::vector<AccountRegion> regions_of(sql::Snapshot& snapshot, TenantId tenant, AccountId id);
/// Of all accounts of the tenant; none where none were read.
std::map<AccountId, std::vector<AccountRegion>> regions_by_account(sql::Snapshot& snapshot,
                                                                   TenantId tenant);
/// Of all connected accounts of the tenant.
struct AccountRegions {
  Account account;
  std::vector<AccountRegion> regions;
};
std::vector<AccountRegions> list_with_regions(sql::Snapshot& snapshot, TenantId tenant);

/// Keys, sealed by the vault for this account.
void put_sealed_keys(sql::Tx& tx, TenantId tenant, AccountId id,
                     std::span<const std::uint8_t> sealed);
std::optional<std::vector<std::uint8_t>> sealed_keys(sql::Snapshot& snapshot, TenantId tenant,
                                                     AccountId id);

/// The last check as JSON text, and when it was made.
void put_check(sql::Tx& tx, TenantId tenant, AccountId id, Instant at, std::string_view document);
std::optional<std::string> last_check(sql::Snapshot& snapshot, TenantId tenant, AccountId id);

}  // namespace mirante::accounts
