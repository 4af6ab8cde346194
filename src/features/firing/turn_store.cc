#include "features/firing/turn_store.h"

#include <nlohmann/json.hpp>

#include "platform/sql/many_rows.h"
#include "platform/sql/query.h"

namespace mirante::firing {
namespace {

Turns read_turns(const sql::Row& row, schedules::ScheduleId schedule) {
  auto turns =
      turns_from(Json::parse(row.text(3)),
                 {.schedule = schedule, .version = row.integer(1), .due_at = row.instant(0)});
  turns.is_open = row.integer(2) != 0;
  return turns;
}

}  // namespace

void insert(sql::Tx& tx, TenantId tenant, const Turns& turns) {
  const auto& fire = turns.fire;
  tx.exec(
      "insert into fire_orders (tenant_id, schedule_id, due_at, version, is_open, document) "
      "values (?, ?, ?, ?, ?, ?)",
      tenant, fire.schedule, fire.due_at, fire.version, std::int64_t{turns.is_open},
      to_json(turns).dump());
}

void update(sql::Tx& tx, TenantId tenant, const Turns& turns) {
  const auto& fire = turns.fire;
  tx.exec(
      "update fire_orders set is_open = ?, document = ? where tenant_id = ? and schedule_id = ? "
      "and due_at = ? and version = ?",
      std::int64_t{turns.is_open}, to_json(turns).dump(), tenant, fire.schedule, fire.due_at,
      fire.version);
}

std::optional<Turns> find_turns_for_update(sql::Tx& tx, TenantId tenant, const TurnKey& key) {
  const auto row = tx.one_for_update(
      "select due_at, version, is_open, document from fire_orders where tenant_id = ? and "
      "schedule_id = ? and due_at = ?",
      tenant, key.schedule, key.due_at);
  if (!row) return std::nullopt;
  return read_turns(*row, key.schedule);
}

std::optional<Turns> find_turns(sql::Snapshot& snapshot, TenantId tenant, const TurnKey& key) {
  const auto row = snapshot.one(
      "select due_at, version, is_open, document from fire_orders where tenant_id = ? and "
      "schedule_id = ? and due_at = ?",
      tenant, key.schedule, key.due_at);
  if (!row) return std::nullopt;
  return read_turns(*row, key.schedule);
}

std::vector<Turns> open_turns(sql::Snapshot& snapshot, TenantId tenant,
                              schedules::ScheduleId schedule) {
  std::vector<Turns> open;
  for (const auto& row : snapshot.all(
           "select due_at, version, is_open, document from fire_orders where tenant_id = ? and "
           "schedule_id = ? and is_open = 1",
           tenant, schedule))
    open.push_back(read_turns(row, schedule));
  return open;
}

std::set<schedules::ScheduleId> with_open_turns(sql::Snapshot& snapshot, TenantId tenant,
                                                const std::vector<schedules::ScheduleId>& asked) {
  std::set<schedules::ScheduleId> found;
  sql::each_part(asked, [&](auto some) {
    sql::Query query("select schedule_id from fire_orders where tenant_id = ? and is_open = 1",
                     tenant);
    query.one_of("schedule_id", some);
    snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
      found.insert(row.id<schedules::ScheduleId>(0));
      return true;
    });
  });
  return found;
}

}  // namespace mirante::firing
