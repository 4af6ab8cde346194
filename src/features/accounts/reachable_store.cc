#include "features/accounts/reachable_store.h"

#include <algorithm>
#include <set>

namespace mirante::accounts {
namespace {

bool holds(const CallContext& ctx, const Account& account) {
  return ctx.reach.holds(account.id, account.customer);
}

}  // namespace

sql::Within within(sql::Snapshot& snapshot, const CallContext& ctx) {
  if (ctx.reach.is_everything) return std::nullopt;
  std::vector<AccountId> ids;
  for (const auto& account : list_even_removed(snapshot, ctx.tenant))
    if (holds(ctx, account)) ids.push_back(account.id);
  return ids;
}

bool is_within(const sql::Within& within, AccountId id) {
  return !within || std::ranges::find(*within, id) != within->end();
}

bool reaches(sql::Snapshot& snapshot, const CallContext& ctx, AccountId id) {
  const auto account = find_even_removed(snapshot, ctx.tenant, id);
  return account && holds(ctx, *account);
}

std::vector<Account> list(sql::Snapshot& snapshot, const CallContext& ctx) {
  auto accounts = list(snapshot, ctx.tenant);
  std::erase_if(accounts, [&](const Account& account) { return !holds(ctx, account); });
  return accounts;
}

std::vector<AccountRegions> list_with_regions(sql::Snapshot& snapshot, const CallContext& ctx) {
  auto all = list_with_regions(snapshot, ctx.tenant);
  std::erase_if(all, [&](const AccountRegions& one) { return !holds(ctx, one.account); });
  return all;
}

Account must_find(sql::Snapshot& snapshot, const CallContext& ctx, std::string_view reference) {
  auto account = find_by_reference(snapshot, ctx.tenant, reference);
  if (!account || !holds(ctx, *account)) throw unknown_account(reference);
  return *std::move(account);
}

Account must_find(sql::Snapshot& snapshot, const CallContext& ctx, AccountId id) {
  return must_find(snapshot, ctx, id.text());
}

std::vector<Customer> list_customers(sql::Snapshot& snapshot, const CallContext& ctx) {
  auto customers = list_customers(snapshot, ctx.tenant);
  if (ctx.reach.is_everything) return customers;
  auto seen = ctx.reach.customers;
  for (const auto& account : list(snapshot, ctx))
    if (account.customer) seen.insert(*account.customer);
  std::erase_if(customers, [&](const Customer& one) { return !seen.contains(one.id); });
  return customers;
}

std::optional<Customer> find_customer(sql::Snapshot& snapshot, const CallContext& ctx,
                                      std::string_view reference) {
  auto customer = find_customer(snapshot, ctx.tenant, reference);
  if (!customer || ctx.reach.is_everything) return customer;
  const auto seen = list_customers(snapshot, ctx);
  if (std::ranges::find(seen, *customer) == seen.end()) return std::nullopt;
  return customer;
}

sql::Within ids_of(sql::Snapshot& snapshot, const CallContext& ctx,
                   std::span<const std::string> references,
                   std::span<const std::string> customers) {
  if (references.empty() && customers.empty()) return within(snapshot, ctx);
  std::set<AccountId> named;
  for (const auto& reference : references) named.insert(must_find(snapshot, ctx, reference).id);
  std::set<CustomerId> owners;
  for (const auto& reference : customers) {
    const auto customer = find_customer(snapshot, ctx, reference);
    if (!customer) throw unknown_customer(reference);
    owners.insert(customer->id);
  }
  std::vector<AccountId> ids;
  for (const auto& account : list(snapshot, ctx)) {
    const bool is_named = references.empty() || named.contains(account.id);
    const bool is_theirs =
        customers.empty() || (account.customer && owners.contains(*account.customer));
    if (is_named && is_theirs) ids.push_back(account.id);
  }
  return ids;
}

void must_be_known(sql::Snapshot& snapshot, TenantId tenant, const Reach& reach) {
  auto customers = reach.customers;
  for (const auto& customer : list_customers(snapshot, tenant)) customers.erase(customer.id);
  if (!customers.empty()) throw unknown_customer(customers.begin()->text());
  auto accounts = reach.accounts;
  for (const auto& account : list_even_removed(snapshot, tenant)) accounts.erase(account.id);
  if (!accounts.empty()) throw unknown_account(accounts.begin()->text());
}

}  // namespace mirante::accounts
