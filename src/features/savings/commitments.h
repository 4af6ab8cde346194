// What of servers' hours is paid for already. Reserved instances are taken by whatever runs and
// fits: while some servers are off, those that stay on use them first. Only what is then left in
// vain makes that being off saves nothing. Reserved instances of an account may be used by all
// accounts of the company here, as if they shared their bill: where they do not, the panel promises
// too little.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "base/json.h"
#include "features/inventory/resource.h"
#include "features/prices/reservation_store.h"
#include "features/savings/server_cost.h"

namespace mirante::savings {

/// The parts into which an hour is split.
inline constexpr std::int64_t whole_hour = 1'000'000;

struct Running {
  inventory::ResourceRef ref;
  prices::Coverable what;
  bool is_off = false;  // It uses nothing now.
};

class Commitments {
 public:
  Commitments(std::vector<prices::Reservation> reservations, std::vector<Running> running,
              std::set<prices::Place> known)
      : reservations_(std::move(reservations)),
        running_(std::move(running)),
        known_(std::move(known)) {}

  /// For each of these servers, switched off together: what of an hour nothing has paid for.
  std::map<inventory::ResourceRef, std::int64_t> unpaid_of(
      const std::set<inventory::ResourceRef>& off) const;
  /// Whether the reserved instances of the server's place were read.
  bool knows(const inventory::ResourceRef& ref) const {
    return known_.contains({ref.account, ref.region});
  }

 private:
  std::vector<prices::Reservation> reservations_;
  std::vector<Running> running_;  // Also those that are off: what they save may be asked.
  std::set<prices::Place> known_;
};

/// Of the whole tenant, whatever whoever asks may see.
Commitments load_commitments(sql::Snapshot& snapshot, TenantId tenant, Instant now);

Money unpaid_part(Money money, std::int64_t unpaid);
/// As `ServerCost::hourly`; of the server's own hour what nothing has paid for.
std::optional<Money> hourly_unpaid(const ServerCost& cost, std::int64_t unpaid);
/// Rounded up: 0 means that nothing is paid for.
std::int64_t paid_percent(std::int64_t unpaid);
/// {reserved_instances, savings_plans}
Json commitments_json(bool knows_reservations);

}  // namespace mirante::savings
