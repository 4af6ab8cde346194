#include "features/prices/savings_plan_store.h"

#include <algorithm>

namespace mirante::prices {

void replace_plans(sql::Tx& tx, TenantId tenant, AccountId account,
                   const std::vector<SavingsPlan>& plans, Instant read_at) {
  for (const auto* table : {"savings_plans", "savings_plan_rates"})
    tx.exec("delete from " + std::string(table) + " where tenant_id = ? and account_id = ?", tenant,
            account);
  for (const auto& one : plans) {
    tx.put("savings_plans", {"tenant_id", "account_id", "id"},
           {"kind", "region", "family", "commitment_nanos", "begins_at", "ends_at"}, tenant,
           account, one.id, to_string(one.kind), one.region, one.family, one.commitment.nanos,
           one.begins_at, one.ends_at);
    for (const auto& [product, rate] : one.rates)
      tx.put("savings_plan_rates", {"tenant_id", "account_id", "plan_id", "region", "product"},
             {"nanos"}, tenant, account, one.id, product.region, product.code, rate.nanos);
  }
  tx.put("savings_plan_reads", {"tenant_id", "account_id"}, {"read_at", "asked_at", "problem"},
         tenant, account, read_at, read_at, "");
}

void put_plans_unread(sql::Tx& tx, TenantId tenant, AccountId account, Unknown why, Instant at) {
  if (tx.exec("update savings_plan_reads set asked_at = ?, problem = ? "
              "where tenant_id = ? and account_id = ?",
              at, to_string(why), tenant, account) > 0)
    return;
  tx.put("savings_plan_reads", {"tenant_id", "account_id"}, {"read_at", "asked_at", "problem"},
         tenant, account, nullptr, at, to_string(why));
}

std::vector<SavingsPlan> plans_at(sql::Snapshot& snapshot, TenantId tenant, Instant at) {
  std::vector<SavingsPlan> plans;
  for (const auto& row :
       snapshot.all("select account_id, id, kind, region, family, commitment_nanos, begins_at, "
                    "ends_at from savings_plans where tenant_id = ? and begins_at <= ? "
                    "and ends_at > ? order by account_id, id",
                    tenant, at, at))
    plans.push_back({.account = row.id<AccountId>(0),
                     .id = row.text(1),
                     .kind = or_throw(parse_plan_kind(row.text(2))),
                     .region = {row.text(3)},
                     .family = row.text(4),
                     .commitment = {.nanos = row.integer(5)},
                     .begins_at = row.instant(6),
                     .ends_at = row.instant(7)});
  if (plans.empty()) return plans;
  for (const auto& row :
       snapshot.all("select account_id, plan_id, region, product, nanos from savings_plan_rates "
                    "where tenant_id = ?",
                    tenant)) {
    const auto found = std::ranges::find_if(plans, [&](const SavingsPlan& one) {
      return one.account == row.id<AccountId>(0) && one.id == row.text(1);
    });
    if (found != plans.end())
      found->rates.emplace(Product{.region = {row.text(2)}, .code = row.text(3)},
                           Money{.nanos = row.integer(4)});
  }
  return plans;
}

std::map<AccountId, PlansRead> plan_reads(sql::Snapshot& snapshot, TenantId tenant) {
  std::map<AccountId, PlansRead> reads;
  for (const auto& row :
       snapshot.all("select account_id, read_at, asked_at, problem from savings_plan_reads "
                    "where tenant_id = ?",
                    tenant)) {
    PlansRead read{.is_known = !row.is_null(1), .asked_at = row.instant(2)};
    if (!row.text(3).empty()) read.problem = or_throw(parse_unknown(row.text(3)));
    reads.emplace(row.id<AccountId>(0), read);
  }
  return reads;
}

}  // namespace mirante::prices
