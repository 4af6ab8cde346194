// Hours that are paid for by the hour whatever runs: savings plans. A plan is a sum of money for
// each hour, which what runs uses up at rates of the plan's own; what goes beyond it costs as if
// there were no plan. Plans of one EC2 family in a region come first, then those for all of EC2;
// each takes first its own account's use, then that which it makes cheaper the most. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/prices/price.h"

namespace mirante::prices {

enum class PlanKind : std::uint8_t { instance, compute };
std::string_view to_string(PlanKind kind);
Result<PlanKind> parse_plan_kind(std::string_view text);

struct SavingsPlan {
  AccountId account;  // That bought it.
  std::string id;
  PlanKind kind = PlanKind::compute;
  Region region = {};       // Of `instance`.
  std::string family = {};  // "m5"; of `instance`.
  Money commitment;         // For each hour.
  Instant begins_at{};
  Instant ends_at{};
  /// An hour of servers under the plan, by what their hour is called in the price list.
  std::map<Product, Money> rates = {};

  friend bool operator==(const SavingsPlan&, const SavingsPlan&) = default;
};

/// Whether the plan may pay for it, if it has a rate.
bool may_pay_for(const SavingsPlan& plan, const Product& server);

/// What DescribeSavingsPlanRates tells of one rate; `tenancy` "shared" or "dedicated". Nullopt for
/// what is no hour of a server.
struct ListedRate {
  std::string usage_type;  // "SAE1-BoxUsage:m5.large"
  std::string operation;   // "RunInstances:0002"
  std::string region;
  std::string type;
  std::string tenancy;
  std::string rate;  // A decimal.
  std::string unit;
  std::string currency;
};
std::optional<std::pair<Product, Money>> read_rate(const ListedRate& listed);

/// So much of a server's hour is not paid for yet.
struct PlanUse {
  AccountId account;
  Product server;
  Money on_demand;        // Its whole hour.
  std::int64_t left = 0;  // Of `whole`; the plans take from it.
};
/// What the plans take of what runs in an hour; `whole` are the parts of an hour. Gives what is
/// left to be paid at on-demand prices, in all.
Money pay_by_plans(const std::vector<SavingsPlan>& plans, std::vector<PlanUse>& uses,
                   std::int64_t whole);

}  // namespace mirante::prices
