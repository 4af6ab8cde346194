#include "features/accounts/account_store.h"

namespace mirante::accounts {
namespace {

constexpr std::string_view account_columns =
    "select id, name, customer_id, state, connection, aws_account, role_arn, external_id, "
    "key_fingerprint, without_external_id, features, created_at, connected_at, regions_read_at, "
    "checked_at, revision from accounts where tenant_id = ?";

Account read_account(const sql::Row& row) {
  Account account{.id = row.id<AccountId>(0),
                  .name = row.text(1),
                  .state = or_throw(parse_account_state(row.text(3))),
                  .connection = or_throw(parse_connection(row.text(4))),
                  .aws_account = {row.text(5)},
                  .role_arn = row.text(6),
                  .external_id = row.text(7),
                  .key_fingerprint = row.text(8),
                  .without_external_id = row.text(9),
                  .features = or_throw(parse_choice(row.text(10))),
                  .created_at = row.instant(11),
                  .connected_at = row.maybe(12, &sql::Row::instant),
                  .regions_read_at = row.maybe(13, &sql::Row::instant),
                  .checked_at = row.maybe(14, &sql::Row::instant),
                  .revision = row.integer(15)};
  if (!row.is_null(2)) account.customer = row.id<CustomerId>(2);
  return account;
}

std::string where(std::string_view condition) {
  return std::string(account_columns) + " and " + std::string(condition);
}

const std::string by_id = where("id = ? and state <> 'removed'");

bool is_live(const Account& account) { return account.state != AccountState::removed; }

std::optional<std::string_view> live_name(const Account& account) {
  if (!is_live(account)) return std::nullopt;
  return account.name;
}

std::optional<std::string_view> live_aws_account(const Account& account) {
  if (!is_live(account) || account.aws_account.value.empty()) return std::nullopt;
  return account.aws_account.value;
}

[[noreturn]] void name_taken(const Account& account) {
  throw Failure(Error{
      .kind = ErrorKind::conflict,
      .message = "there is already an account named \"" + account.name + "\"; choose another name",
      .field = "name",
      .code = "account.name_taken"});
}

[[noreturn]] void aws_account_taken(const Account& account, const std::string& by) {
  throw Failure(Error{.kind = ErrorKind::conflict,
                      .message = "AWS account " + account.aws_account.value +
                                 " is already connected as \"" + by +
                                 "\"; change that connection, or remove it first",
                      .code = "account.duplicate"});
}

/// Says which of the two unique things is taken, by whom.
void refuse_doubles(sql::Tx& tx, TenantId tenant, const Account& account) {
  if (const auto name = live_name(account))
    if (tx.one_for_update("select id from accounts where tenant_id = ? and live_name = ? "
                          "and id <> ?",
                          tenant, *name, account.id))
      name_taken(account);
  if (const auto number = live_aws_account(account))
    if (const auto row = tx.one_for_update(
            "select name from accounts where tenant_id = ? and live_aws_account = ? and id <> ?",
            tenant, *number, account.id))
      aws_account_taken(account, row->text(0));
}

/// Another process may have taken the name or the account a moment after `refuse_doubles` looked.
template <class Work>
void with_clear_doubles(const Account& account, const Work& work) {
  try {
    work();
  } catch (const Failure& failure) {
    if (failure.error().code != "sql.duplicate") throw;
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "the name \"" + account.name + "\" or AWS account " +
                                   account.aws_account.value +
                                   " was taken a moment ago; look at the list of accounts",
                        .code = "account.duplicate"});
  }
}

AccountRegion read_region(const sql::Row& row, std::size_t first) {
  return {.region = {row.text(first)},
          .state = or_throw(parse_region_state(row.text(first + 1))),
          .reason = row.text(first + 2),
          .checked_at = row.instant(first + 3)};
}

}  // namespace

Failure unknown_account(std::string_view reference) {
  return Failure(Error{.kind = ErrorKind::not_found,
                       .message = "there is no account \"" + std::string(reference) +
                                  "\"; accounts are named by their id, their 12 digits or their "
                                  "name, as `mirante account list` shows them",
                       .field = "account",
                       .code = "account.unknown"});
}

Failure unknown_customer(std::string_view reference) {
  return Failure(Error{.kind = ErrorKind::not_found,
                       .message = "there is no customer \"" + std::string(reference) + "\"",
                       .field = "customer",
                       .code = "customer.unknown"});
}

void insert(sql::Tx& tx, TenantId tenant, const Account& account) {
  refuse_doubles(tx, tenant, account);
  with_clear_doubles(account, [&] {
    tx.exec(
        "insert into accounts (tenant_id, id, name, live_name, customer_id, state, connection, "
        "aws_account, live_aws_account, role_arn, external_id, key_fingerprint, "
        "without_external_id, features, created_at, connected_at, regions_read_at, checked_at, "
        "revision) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        tenant, account.id, account.name, live_name(account), account.customer,
        to_string(account.state), to_string(account.connection), account.aws_account,
        live_aws_account(account), account.role_arn, account.external_id, account.key_fingerprint,
        account.without_external_id, to_text(account.features), account.created_at,
        account.connected_at, account.regions_read_at, account.checked_at, account.revision);
  });
}

void update(sql::Tx& tx, TenantId tenant, const Account& account) {
  refuse_doubles(tx, tenant, account);
  with_clear_doubles(account, [&] {
    tx.exec(
        "update accounts set name = ?, live_name = ?, customer_id = ?, state = ?, connection = ?, "
        "aws_account = ?, live_aws_account = ?, role_arn = ?, external_id = ?, "
        "key_fingerprint = ?, without_external_id = ?, features = ?, connected_at = ?, "
        "regions_read_at = ?, checked_at = ?, revision = ? where tenant_id = ? and id = ?",
        account.name, live_name(account), account.customer, to_string(account.state),
        to_string(account.connection), account.aws_account, live_aws_account(account),
        account.role_arn, account.external_id, account.key_fingerprint, account.without_external_id,
        to_text(account.features), account.connected_at, account.regions_read_at,
        account.checked_at, account.revision, tenant, account.id);
  });
  if (account.state != AccountState::connected || account.connection != Connection::keys)
    tx.exec("update accounts set sealed_keys = null where tenant_id = ? and id = ?", tenant,
            account.id);
}

std::optional<Account> find(sql::Snapshot& snapshot, TenantId tenant, AccountId id) {
  const auto row = snapshot.one(by_id, tenant, id);
  if (!row) return std::nullopt;
  return read_account(*row);
}

std::optional<Account> find_for_update(sql::Tx& tx, TenantId tenant, AccountId id) {
  const auto row = tx.one_for_update(by_id, tenant, id);
  if (!row) return std::nullopt;
  return read_account(*row);
}

std::optional<Account> find_even_removed(sql::Snapshot& snapshot, TenantId tenant, AccountId id) {
  const auto row = snapshot.one(where("id = ?"), tenant, id);
  if (!row) return std::nullopt;
  return read_account(*row);
}

std::optional<Account> find_by_reference(sql::Snapshot& snapshot, TenantId tenant,
                                         std::string_view reference) {
  if (const auto id = AccountId::parse(reference)) return find(snapshot, tenant, *id);
  const auto row =
      snapshot.one(where(is_aws_account(reference) ? "live_aws_account = ?" : "live_name = ?"),
                   tenant, reference);
  if (!row) return std::nullopt;
  return read_account(*row);
}

std::vector<Account> list(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<Account> accounts;
  for (const auto& row : snapshot.all(where("state <> 'removed' order by name, id"), tenant))
    accounts.push_back(read_account(row));
  return accounts;
}

std::vector<Account> list_even_removed(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<Account> accounts;
  for (const auto& row : snapshot.all(std::string(account_columns) + " order by name, id", tenant))
    accounts.push_back(read_account(row));
  return accounts;
}

Account must_find(sql::Snapshot& snapshot, TenantId tenant, std::string_view reference) {
  if (auto account = find_by_reference(snapshot, tenant, reference)) return *std::move(account);
  throw unknown_account(reference);
}

Account must_find(sql::Snapshot& snapshot, TenantId tenant, AccountId id) {
  if (auto account = find(snapshot, tenant, id)) return *std::move(account);
  throw unknown_account(id.text());
}

std::vector<TenantAccount> all_connected(sql::Snapshot& snapshot) {
  std::vector<TenantAccount> accounts;
  for (const auto& row :
       snapshot.all("select tenant_id, id from accounts where state = 'connected' "
                    "order by tenant_id, id"))
    accounts.push_back({.tenant = row.id<TenantId>(0), .account = row.id<AccountId>(1)});
  return accounts;
}

std::map<TenantId, std::set<AccountId>> connected_by_tenant(sql::Snapshot& snapshot) {
  std::map<TenantId, std::set<AccountId>> connected;
  for (const auto& [tenant, account] : all_connected(snapshot)) connected[tenant].insert(account);
  return connected;
}

std::optional<CustomerId> customer_of(sql::Snapshot& snapshot, TenantId tenant, AccountId id) {
  const auto account = find_even_removed(snapshot, tenant, id);
  if (!account) return std::nullopt;
  return account->customer;
}

std::optional<Customer> find_customer(sql::Snapshot& snapshot, TenantId tenant,
                                      std::string_view reference) {
  const auto id = CustomerId::parse(reference);
  const auto row =
      id ? snapshot.one("select id, name from customers where tenant_id = ? and id = ?", tenant,
                        *id)
         : snapshot.one("select id, name from customers where tenant_id = ? and name = ?", tenant,
                        reference);
  if (!row) return std::nullopt;
  return Customer{.id = row->id<CustomerId>(0), .name = row->text(1)};
}

Customer find_or_make_customer(sql::Tx& tx, TenantId tenant, std::string_view reference,
                               CustomerId made) {
  if (auto customer = find_customer(tx, tenant, reference)) return *std::move(customer);
  if (CustomerId::parse(reference)) throw unknown_customer(reference);
  tx.exec("insert into customers (tenant_id, id, name) values (?, ?, ?)", tenant, made, reference);
  return {.id = made, .name = std::string(reference)};
}

std::vector<Customer> list_customers(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<Customer> customers;
  for (const auto& row :
       snapshot.all("select id, name from customers where tenant_id = ? order by name, id", tenant))
    customers.push_back({.id = row.id<CustomerId>(0), .name = row.text(1)});
  return customers;
}

void put_regions(sql::Tx& tx, TenantId tenant, AccountId id,
                 std::span<const AccountRegion> regions) {
  tx.exec("delete from account_regions where tenant_id = ? and account_id = ?", tenant, id);
  for (const auto& region : regions)
    tx.exec(
        "insert into account_regions (tenant_id, account_id, region, state, reason, checked_at) "
        "values (?, ?, ?, ?, ?, ?)",
        tenant, id, region.region, to_string(region.state), region.reason, region.checked_at);
}

std::vector<AccountRegion> regions_of(sql::Snapshot& snapshot, TenantId tenant, AccountId id) {
  std::vector<AccountRegion> regions;
  for (const auto& row :
       snapshot.all("select region, state, reason, checked_at from account_regions "
                    "where tenant_id = ? and account_id = ? order by region",
                    tenant, id))
    regions.push_back(read_region(row, 0));
  return regions;
}

std::map<AccountId, std::vector<AccountRegion>> regions_by_account(sql::Snapshot& snapshot,
                                                                   TenantId tenant) {
  std::map<AccountId, std::vector<AccountRegion>> regions;
  for (const auto& row :
       snapshot.all("select account_id, region, state, reason, checked_at from account_regions "
                    "where tenant_id = ? order by account_id, region",
                    tenant))
    regions[row.id<AccountId>(0)].push_back(read_region(row, 1));
  return regions;
}

std::vector<AccountRegions> list_with_regions(sql::Snapshot& snapshot, TenantId tenant) {
  auto regions = regions_by_account(snapshot, tenant);
  std::vector<AccountRegions> all;
  for (auto& account : list(snapshot, tenant)) {
    if (account.state != AccountState::connected) continue;
    auto of_account = std::move(regions[account.id]);
    all.push_back({.account = std::move(account), .regions = std::move(of_account)});
  }
  return all;
}

void put_sealed_keys(sql::Tx& tx, TenantId tenant, AccountId id,
                     std::span<const std::uint8_t> sealed) {
  tx.exec("update accounts set sealed_keys = ? where tenant_id = ? and id = ?", sql::Bytes{sealed},
          tenant, id);
}

std::optional<std::vector<std::uint8_t>> sealed_keys(sql::Snapshot& snapshot, TenantId tenant,
                                                     AccountId id) {
  const auto row =
      snapshot.one("select sealed_keys from accounts where tenant_id = ? and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return row->maybe(0, &sql::Row::bytes);
}

void put_check(sql::Tx& tx, TenantId tenant, AccountId id, Instant at, std::string_view document) {
  tx.exec("update accounts set checked_at = ?, last_check = ? where tenant_id = ? and id = ?", at,
          document, tenant, id);
}

std::optional<std::string> last_check(sql::Snapshot& snapshot, TenantId tenant, AccountId id) {
  const auto row =
      snapshot.one("select last_check from accounts where tenant_id = ? and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return row->maybe(0, &sql::Row::text);
}

}  // namespace mirante::accounts
