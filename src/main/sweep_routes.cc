#include "main/sweep_routes.h"

#include <algorithm>
#include <map>

#include "features/accounts/reachable_store.h"
#include "features/operations/request.h"
#include "features/operations/show_operation.h"
#include "main/sweep_job.h"
#include "platform/http/json_body.h"

namespace mirante {
namespace {

struct SweepWish {
  std::vector<std::string> accounts;  // Ids, AWS's 12 digits, or names.
  std::vector<std::string> regions;
  std::string idempotency_key;
};

SweepWish wish_of(const http::Request& request) {
  const http::JsonBody body(request, {"accounts", "regions"});
  return {.accounts = body.texts("accounts"),
          .regions = body.texts("regions"),
          .idempotency_key = request.header("idempotency-key")};
}

/// Regions that AWS lists for one of the accounts, and whether one of them has switched it on.
std::map<Region, bool> known_regions(sql::Snapshot& snapshot, const CallContext& ctx,
                                     const std::vector<AccountId>& accounts) {
  std::map<Region, bool> known;
  for (const auto& [account, regions] : accounts::list_with_regions(snapshot, ctx))
    if (accounts.empty() || std::ranges::find(accounts, account.id) != accounts.end())
      for (const auto& one : regions)
        known[one.region] = known[one.region] || one.state != accounts::RegionState::not_enabled;
  return known;
}

inventory::SweepScope scope_of(sql::Snapshot& snapshot, const CallContext& ctx,
                               const SweepWish& wish) {
  inventory::SweepScope scope;
  for (const auto& reference : wish.accounts)
    scope.accounts.push_back(accounts::must_find(snapshot, ctx, reference).id);
  // Whoever sees a part of the company sweeps that part.
  if (wish.accounts.empty() && !ctx.reach.is_everything) {
    for (const auto& [account, regions] : accounts::list_with_regions(snapshot, ctx))
      scope.accounts.push_back(account.id);
    if (scope.accounts.empty())
      throw wrong_field("accounts", "none of your accounts is connected; there is nothing to read");
  }
  if (wish.regions.empty()) return scope;
  const auto known = known_regions(snapshot, ctx, scope.accounts);
  for (const auto& name : wish.regions) {
    const auto found = known.find(Region{name});
    if (found == known.end())
      throw wrong_field("regions", "no connected account has a region \"" + name +
                                       "\"; `mirante account list` shows theirs");
    if (!found->second)
      throw wrong_field("regions", name +
                                       " is not switched on in any of these accounts; switch it on "
                                       "under \"AWS Regions\" of the account");
    scope.regions.push_back(Region{name});
  }
  return scope;
}

Task<http::Response> ask(operations::OperationsServices& services, CallContext ctx,
                         const http::Request& request) {
  const auto wish = wish_of(request);
  const auto asked = co_await services.db.write([&](sql::Tx& tx) {
    return operations::request(tx, ctx, services.spine,
                               {.kind = std::string(sweep_job_name),
                                .params = inventory::to_json(scope_of(tx, ctx, wish)),
                                .idempotency_key = wish.idempotency_key});
  });
  co_return http::Response::json(
      202, co_await operations::show_operation(services, ctx, {.id = asked.id}));
}

}  // namespace

void add_sweep_routes(http::Router& router, operations::OperationsServices& services) {
  router.add(http::Verb::post, "/api/v1/sweeps", Permission::inventory_sweep,
             [&services](CallContext ctx, const http::Request& request) {
               return ask(services, std::move(ctx), request);
             });
}

}  // namespace mirante
