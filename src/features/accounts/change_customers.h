// Customers of a provider: made, renamed, archived and brought back; and whose an account is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/accounts/accounts_services.h"
#include "features/accounts/customer_store.h"

namespace mirante::accounts {

/// Those that `ctx` reaches, archived ones too.
Task<std::vector<KeptCustomer>> show_customers(AccountsServices& services, CallContext ctx);

/// Throws Failure(invalid) "name"; Failure(conflict) "customer.name_taken".
Task<KeptCustomer> make_customer(AccountsServices& services, CallContext ctx, std::string name);

struct CustomerWish {
  std::optional<std::string> name = {};
  std::optional<bool> is_archived = {};
  std::string if_match = {};  // The entity tag of what the asker has seen.
};
/// Throws as `make_customer`; Failure(not_found) "customer.unknown"; Failure(conflict)
/// "customer.not_seen" without an entity tag, "customer.changed" with an old one, "customer.in_use"
/// for archiving one with accounts.
Task<KeptCustomer> change_customer(AccountsServices& services, CallContext ctx, std::string id,
                                   CustomerWish wish);

/// Gives an account to a customer (id or name; empty: to none). Throws Failure(not_found)
/// "account.unknown", "customer.unknown"; Failure(conflict) "customer.archived".
Task<AccountId> move_account(AccountsServices& services, CallContext ctx, std::string account,
                             std::string customer);

/// For an account that is added in this transaction: the customer of this id or name (empty: none).
/// A new name makes one, whose id is `made`; one that was archived comes back. Both are recorded.
/// Throws Failure(not_found) "customer.unknown" for an id.
std::optional<CustomerId> customer_of_new_account(sql::Tx& tx, const CallContext& ctx,
                                                  const std::string& reference, CustomerId made,
                                                  Instant now);

/// An HTTP entity tag of its revision.
std::string entity_tag(const KeptCustomer& customer);

}  // namespace mirante::accounts
