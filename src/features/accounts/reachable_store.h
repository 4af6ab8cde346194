// Accounts and customers as whoever asks may see them: the functions of account_store.h, within the
// reach of a CallContext. What lies outside answers as what does not exist. Whoever answers people
// reads through these; brakes, sweeps and the spine, which act for the panel, read account_store.h.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "features/accounts/account_store.h"
#include "platform/sql/within.h"

namespace mirante::accounts {

/// The accounts that `ctx` reaches, removed ones too, whose history it may see; nullopt: all.
sql::Within within(sql::Snapshot& snapshot, const CallContext& ctx);
bool is_within(const sql::Within& within, AccountId id);
/// Also of removed accounts.
bool reaches(sql::Snapshot& snapshot, const CallContext& ctx, AccountId id);

std::vector<Account> list(sql::Snapshot& snapshot, const CallContext& ctx);
std::vector<AccountRegions> list_with_regions(sql::Snapshot& snapshot, const CallContext& ctx);
/// By our id, by AWS's 12 digits, or by name; Failure(not_found), code "account.unknown".
Account must_find(sql::Snapshot& snapshot, const CallContext& ctx, std::string_view reference);
Account must_find(sql::Snapshot& snapshot, const CallContext& ctx, AccountId id);

/// Those that `ctx` reaches, and those of accounts that it reaches.
std::vector<Customer> list_customers(sql::Snapshot& snapshot, const CallContext& ctx);
std::optional<Customer> find_customer(sql::Snapshot& snapshot, const CallContext& ctx,
                                      std::string_view reference);

/// Ids of the accounts that these references name (as `must_find`; empty: any) and that belong to
/// one of these customers (ids or names; empty: any); as `within` where neither limits anything.
/// Failure(not_found), codes "account.unknown" and "customer.unknown".
sql::Within ids_of(sql::Snapshot& snapshot, const CallContext& ctx,
                   std::span<const std::string> references, std::span<const std::string> customers);

/// Before somebody is limited to them. Failure(not_found), codes as above, for a customer or an
/// account that the tenant never had.
void must_be_known(sql::Snapshot& snapshot, TenantId tenant, const Reach& reach);

}  // namespace mirante::accounts
