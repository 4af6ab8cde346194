#include "features/accounts/show_accounts.h"

#include "features/accounts/reachable_store.h"

namespace mirante::accounts {

Task<ShownAccounts> list_accounts(AccountsServices& services, CallContext ctx) {
  require(ctx, Permission::account_read);
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    ShownAccounts shown{.accounts = {}, .customers = list_customers(snapshot, ctx)};
    auto regions = regions_by_account(snapshot, ctx.tenant);
    for (auto& account : list(snapshot, ctx)) {
      auto of_account = std::move(regions[account.id]);
      shown.accounts.push_back({.account = std::move(account), .regions = std::move(of_account)});
    }
    return shown;
  });
}

Task<ShownAccount> show_account(AccountsServices& services, CallContext ctx,
                                std::string reference) {
  require(ctx, Permission::account_read);
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    auto account = must_find(snapshot, ctx, reference);
    auto regions = regions_of(snapshot, ctx.tenant, account.id);
    auto check = last_check(snapshot, ctx.tenant, account.id);
    return ShownAccount{.account = std::move(account),
                        .regions = std::move(regions),
                        .last_check = std::move(check)};
  });
}

Task<AccountId> resolve_account(AccountsServices& services, CallContext ctx,
                                std::string reference) {
  require(ctx, Permission::account_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return must_find(snapshot, ctx, reference).id; });
}

Task<std::vector<Customer>> list_customers(AccountsServices& services, CallContext ctx) {
  require(ctx, Permission::account_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return list_customers(snapshot, ctx); });
}

}  // namespace mirante::accounts
