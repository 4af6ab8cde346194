#include "features/prices/reservation_store.h"

namespace mirante::prices {

void replace_reservations(sql::Tx& tx, TenantId tenant, const Place& place,
                          const std::vector<Reservation>& reservations, Instant read_at) {
  const auto& [account, region] = place;
  tx.exec("delete from reservations where tenant_id = ? and account_id = ? and region = ?", tenant,
          account, region);
  for (const auto& one : reservations)
    tx.put("reservations", {"tenant_id", "account_id", "region", "id"},
           {"zone", "type", "platform", "tenancy", "servers", "begins_at", "ends_at"}, tenant,
           account, region, one.id, one.zone, one.type, one.platform, one.tenancy, one.servers,
           one.begins_at, one.ends_at);
  tx.put("reservation_reads", {"tenant_id", "account_id", "region"},
         {"read_at", "asked_at", "problem"}, tenant, account, region, read_at, read_at, "");
}

void put_unread(sql::Tx& tx, TenantId tenant, const Place& place, Unknown why, Instant at) {
  const auto& [account, region] = place;
  if (tx.exec("update reservation_reads set asked_at = ?, problem = ? "
              "where tenant_id = ? and account_id = ? and region = ?",
              at, to_string(why), tenant, account, region) > 0)
    return;
  tx.put("reservation_reads", {"tenant_id", "account_id", "region"},
         {"read_at", "asked_at", "problem"}, tenant, account, region, nullptr, at, to_string(why));
}

std::vector<Reservation> reservations_at(sql::Snapshot& snapshot, TenantId tenant, Instant at) {
  std::vector<Reservation> found;
  for (const auto& row :
       snapshot.all("select account_id, region, id, zone, type, platform, tenancy, servers, "
                    "begins_at, ends_at from reservations "
                    "where tenant_id = ? and begins_at <= ? and ends_at > ? "
                    "order by account_id, region, id",
                    tenant, at, at))
    found.push_back({.account = row.id<AccountId>(0),
                     .region = {row.text(1)},
                     .id = row.text(2),
                     .zone = row.text(3),
                     .type = row.text(4),
                     .platform = row.text(5),
                     .tenancy = row.text(6),
                     .servers = row.integer(7),
                     .begins_at = row.instant(8),
                     .ends_at = row.instant(9)});
  return found;
}

std::map<Place, ReservationRead> reservation_reads(sql::Snapshot& snapshot, TenantId tenant) {
  std::map<Place, ReservationRead> reads;
  for (const auto& row :
       snapshot.all("select account_id, region, read_at, asked_at, problem from reservation_reads "
                    "where tenant_id = ?",
                    tenant))
    reads.emplace(Place{row.id<AccountId>(0), Region{row.text(1)}},
                  ReservationRead{.is_known = !row.is_null(2),
                                  .has_failed = !row.text(4).empty(),
                                  .asked_at = row.instant(3)});
  return reads;
}

}  // namespace mirante::prices
