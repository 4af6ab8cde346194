#include "features/switchers/switch_store.h"

#include <algorithm>
#include <array>

namespace mirante::switchers {
namespace {

constexpr std::array<std::string_view, 3> unreads{"not_read", "no_permission", "unreachable"};

Unread parse_unread(std::string_view text) {
  const auto found = std::ranges::find(unreads, text);
  if (found == unreads.end())
    throw Failure(ErrorKind::corrupt, "\"" + std::string(text) + "\" is no reason of a trail");
  return static_cast<Unread>(found - unreads.begin());
}

}  // namespace

std::string_view to_string(Unread why) { return unreads[static_cast<std::size_t>(why)]; }

std::map<Place, TrailRead> trail_reads(sql::Snapshot& snapshot, TenantId tenant,
                                       const sql::Within& within) {
  sql::Query query(
      "select account_id, region, known_from, read_at, asked_at, problem "
      "from trail_reads where tenant_id = ?",
      tenant);
  sql::add_within(query, "account_id", within);
  std::map<Place, TrailRead> reads;
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    TrailRead read{.known_from = row.maybe(2, &sql::Row::instant),
                   .read_at = row.maybe(3, &sql::Row::instant),
                   .asked_at = row.instant(4)};
    if (!row.text(5).empty()) read.problem = parse_unread(row.text(5));
    reads.emplace(Place{row.id<AccountId>(0), Region{row.text(1)}}, read);
    return true;
  });
  return reads;
}

bool take_turn(sql::Tx& tx, TenantId tenant, const Place& place, std::chrono::seconds length) {
  const auto& [account, region] = place;
  const auto until = tx.now() + length;
  const auto row = tx.one_for_update(
      "select busy_until from trail_reads where tenant_id = ? "
      "and account_id = ? and region = ?",
      tenant, account, region);
  if (row) {
    if (row->instant(0) > tx.now()) return false;
    tx.exec(
        "update trail_reads set busy_until = ? where tenant_id = ? and account_id = ? "
        "and region = ?",
        until, tenant, account, region);
    return true;
  }
  tx.exec(
      "insert into trail_reads (tenant_id, account_id, region, known_from, read_at, asked_at, "
      "problem, busy_until) values (?, ?, ?, ?, ?, ?, ?, ?)",
      tenant, account, region, nullptr, nullptr, 0, "", until);
  return true;
}

void put_read(sql::Tx& tx, TenantId tenant, const Place& place, const TrailFound& found) {
  const auto& [account, region] = place;
  for (const auto& event : found.events)
    for (const auto& thing : event.things)
      tx.put("foreign_switches", {"tenant_id", "account_id", "region", "thing", "event_id"},
             {"at", "action", "principal", "program", "is_person"}, tenant, account, region, thing,
             event.id, event.at, to_string(event.action), event.principal, event.program,
             event.is_person ? 1 : 0);
  tx.exec(
      "delete from foreign_switches where tenant_id = ? and account_id = ? and region = ? "
      "and at < ?",
      tenant, account, region, found.forget_before);
  tx.put("trail_reads", {"tenant_id", "account_id", "region"},
         {"known_from", "read_at", "asked_at", "problem", "busy_until"}, tenant, account, region,
         found.known_from, found.read_at, found.read_at, "", 0);
}

void put_unread(sql::Tx& tx, TenantId tenant, const Place& place, Unread why, Instant at) {
  const auto& [account, region] = place;
  if (tx.exec("update trail_reads set asked_at = ?, problem = ?, busy_until = 0 "
              "where tenant_id = ? and account_id = ? and region = ?",
              at, to_string(why), tenant, account, region) > 0)
    return;
  tx.put("trail_reads", {"tenant_id", "account_id", "region"},
         {"known_from", "read_at", "asked_at", "problem", "busy_until"}, tenant, account, region,
         nullptr, nullptr, at, to_string(why), 0);
}

std::vector<ForeignAct> foreign_acts(sql::Snapshot& snapshot, TenantId tenant,
                                     const sql::Within& within, Instant since) {
  sql::Query query(
      "select account_id, region, thing, at, action, principal, program, is_person "
      "from foreign_switches where tenant_id = ? and at >= ?",
      tenant, since);
  sql::add_within(query, "account_id", within);
  query.add(" order by account_id, region, at, thing, event_id");
  std::vector<ForeignAct> acts;
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    acts.push_back(
        {.ref = inventory::switchable(row.id<AccountId>(0), Region{row.text(1)}, row.text(2)),
         .at = row.instant(3),
         .action = or_throw(parse_action(row.text(4))),
         .principal = row.text(5),
         .program = row.text(6),
         .is_person = row.integer(7) != 0});
    return true;
  });
  return acts;
}

}  // namespace mirante::switchers
