#include "features/accounts/customer_store.h"

namespace mirante::accounts {
namespace {

constexpr std::string_view columns =
    "select id, name, revision, archived_at from customers where tenant_id = ?";

KeptCustomer read_customer(const sql::Row& row) {
  return {.customer = {.id = row.id<CustomerId>(0), .name = row.text(1)},
          .revision = row.integer(2),
          .archived_at = row.maybe(3, &sql::Row::instant)};
}

template <class Work>
void with_clear_double(const Customer& customer, const Work& work) {
  try {
    work();
  } catch (const Failure& failure) {
    if (failure.error().code != "sql.duplicate") throw;
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "there is already a customer named \"" + customer.name +
                                   "\", maybe an archived one; choose another name",
                        .field = "name",
                        .code = "customer.name_taken"});
  }
}

}  // namespace

std::vector<KeptCustomer> list_kept_customers(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<KeptCustomer> customers;
  for (const auto& row : snapshot.all(std::string(columns) + " order by name, id", tenant))
    customers.push_back(read_customer(row));
  return customers;
}

std::optional<KeptCustomer> find_kept_for_update(sql::Tx& tx, TenantId tenant, CustomerId id) {
  const auto row = tx.one_for_update(std::string(columns) + " and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read_customer(*row);
}

void insert_customer(sql::Tx& tx, TenantId tenant, const Customer& customer) {
  with_clear_double(customer, [&] {
    tx.exec("insert into customers (tenant_id, id, name, revision) values (?, ?, ?, 1)", tenant,
            customer.id, customer.name);
  });
}

void update_customer(sql::Tx& tx, TenantId tenant, const KeptCustomer& kept) {
  with_clear_double(kept.customer, [&] {
    tx.exec(
        "update customers set name = ?, revision = ?, archived_at = ? where tenant_id = ? and "
        "id = ?",
        kept.customer.name, kept.revision, kept.archived_at, tenant, kept.customer.id);
  });
}

bool has_accounts(sql::Snapshot& snapshot, TenantId tenant, CustomerId id) {
  return snapshot
      .one(
          "select id from accounts where tenant_id = ? and customer_id = ? and state <> 'removed' "
          "limit 1",
          tenant, id)
      .has_value();
}

}  // namespace mirante::accounts
