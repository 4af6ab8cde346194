// Customers as they are kept: with a revision, and archived rather than deleted, as history names
// them. Names and ids alone are in account_store.h.
#pragma once

#include <optional>
#include <vector>

#include "features/accounts/account.h"
#include "platform/sql/sql.h"

namespace mirante::accounts {

struct KeptCustomer {
  Customer customer;
  std::int64_t revision = 1;
  std::optional<Instant> archived_at = {};

  friend bool operator==(const KeptCustomer&, const KeptCustomer&) = default;
};

/// By name.
std::vector<KeptCustomer> list_kept_customers(sql::Snapshot& snapshot, TenantId tenant);
/// Nobody else changes it before the transaction ends.
std::optional<KeptCustomer> find_kept_for_update(sql::Tx& tx, TenantId tenant, CustomerId id);
/// Failure(conflict), code "customer.name_taken"; archived ones keep their names.
void insert_customer(sql::Tx& tx, TenantId tenant, const Customer& customer);
/// Writes everything but the id; errors as `insert_customer`.
void update_customer(sql::Tx& tx, TenantId tenant, const KeptCustomer& customer);
/// Whether an account that was not removed is the customer's.
bool has_accounts(sql::Snapshot& snapshot, TenantId tenant, CustomerId id);

}  // namespace mirante::accounts
