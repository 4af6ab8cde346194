// What of servers' hours is paid for already. Reserved instances are taken by whatever runs and
// fits: while some servers are off, those that stay on use them first. Only what is then left in
// vain makes that being off saves nothing. What reserved instances leave uses up savings plans;
// what servers save by being off is what the bill of all that run is less without them, and that is
// nothing where the plans pay for them and nobody else uses what they leave. Commitments of an
// account may be used by all accounts of the company here, as if they shared their bill: where they
// do not, the panel promises too little.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "base/json.h"
#include "features/inventory/resource.h"
#include "features/prices/reservation_store.h"
#include "features/prices/savings_plan_store.h"
#include "features/savings/server_cost.h"

namespace mirante::savings {

/// The parts into which an hour is split.
inline constexpr std::int64_t whole_hour = 1'000'000;

struct Running {
  inventory::ResourceRef ref;
  prices::Coverable what;
  bool is_off = false;  // It uses nothing now.
  /// An hour at on-demand prices, and what it is called in the price list; none: not known.
  std::optional<prices::Product> product = {};
  std::optional<Money> hour = {};
};

/// What is known of savings plans.
struct Plans {
  std::vector<prices::SavingsPlan> plans;
  /// Accounts whose plans were never read, and why.
  std::map<AccountId, prices::Unknown> unread = {};
};

class Commitments {
 public:
  Commitments(std::vector<prices::Reservation> reservations, std::vector<Running> running,
              std::set<prices::Place> known, Plans plans = {})
      : reservations_(std::move(reservations)),
        running_(std::move(running)),
        known_(std::move(known)),
        plans_(std::move(plans)) {}

  /// For each of these servers, switched off together: what of an hour nothing has paid for.
  std::map<inventory::ResourceRef, std::int64_t> unpaid_of(
      const std::set<inventory::ResourceRef>& off) const;
  /// Whether the reserved instances of the server's place were read.
  bool knows(const inventory::ResourceRef& ref) const {
    return known_.contains({ref.account, ref.region});
  }
  /// Why it is not known what savings plans pay of the server's hour; nullopt: it is known.
  /// not_listed: a plan may pay for it, but has no rate for it, or its own price is not known.
  std::optional<prices::Unknown> plans_unknown(const inventory::ResourceRef& ref) const;

 private:
  std::vector<prices::Reservation> reservations_;
  std::vector<Running> running_;  // Also those that are off: what they save may be asked.
  std::set<prices::Place> known_;
  Plans plans_;
};

/// What the answers say of commitments: of all the servers in them.
struct CommitmentsKnown {
  bool reservations = true;
  std::optional<prices::Unknown> plans = {};  // Why something is not known.

  void add(const Commitments& commitments, const inventory::ResourceRef& ref);
};

/// Of the whole tenant, whatever whoever asks may see.
Commitments load_commitments(sql::Snapshot& snapshot, TenantId tenant, Instant now,
                             const prices::PriceBook& book);

Money unpaid_part(Money money, std::int64_t unpaid);
/// As `ServerCost::hourly`; of the server's own hour what nothing has paid for.
std::optional<Money> hourly_unpaid(const ServerCost& cost, std::int64_t unpaid);
/// Rounded up: 0 means that nothing is paid for.
std::int64_t paid_percent(std::int64_t unpaid);
/// {reserved_instances, savings_plans, savings_plans_unknown?, policy_line?}
Json commitments_json(const CommitmentsKnown& known);

}  // namespace mirante::savings
