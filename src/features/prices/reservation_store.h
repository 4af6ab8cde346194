// The tables of reserved instances, and whether they are known. Tenant first.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "features/prices/price.h"
#include "features/prices/reservation.h"
#include "platform/sql/sql.h"

namespace mirante::prices {

using Place = std::pair<AccountId, Region>;

/// What was read there, in place of what was known.
void replace_reservations(sql::Tx& tx, TenantId tenant, const Place& place,
                          const std::vector<Reservation>& reservations, Instant read_at);
/// They could not be read; what was known stays.
void put_unread(sql::Tx& tx, TenantId tenant, const Place& place, Unknown why, Instant at);

/// Of all accounts of the tenant, those in force at `at`, in an order of their own.
std::vector<Reservation> reservations_at(sql::Snapshot& snapshot, TenantId tenant, Instant at);

struct ReservationRead {
  bool is_known = false;  // They were read once.
  bool has_failed = false;
  Instant asked_at{};
};
std::map<Place, ReservationRead> reservation_reads(sql::Snapshot& snapshot, TenantId tenant);

}  // namespace mirante::prices
