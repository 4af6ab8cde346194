#include "features/notices/preflight_store.h"

#include <nlohmann/json.hpp>

namespace mirante::notices {
namespace {

constexpr std::string_view columns =
    "select tenant_id, schedule_id, due_at, version, checked_at, problems from preflights";

Preflight read(const sql::Row& row) {
  const auto problems = Json::parse(row.text(5), nullptr, false);
  if (problems.is_discarded())
    throw Failure(ErrorKind::corrupt, "the table preflights holds what is no JSON");
  return {.tenant = row.id<TenantId>(0),
          .schedule = row.id<schedules::ScheduleId>(1),
          .due_at = row.instant(2),
          .version = row.integer(3),
          .checked_at = row.maybe(4, &sql::Row::instant),
          .problems = troubles_from(problems)};
}

}  // namespace

void want_preflight(sql::Tx& tx, TenantId tenant, schedules::ScheduleId schedule, Instant due_at,
                    std::int64_t version) {
  const auto row = tx.one_for_update(
      "select version from preflights where tenant_id = ? and schedule_id = ? and due_at = ?",
      tenant, schedule, due_at);
  if (row && row->integer(0) == version) return;
  tx.put("preflights", {"tenant_id", "schedule_id", "due_at"},
         {"version", "state", "checked_at", "problems"}, tenant, schedule, due_at, version,
         "waiting", nullptr, "[]");
}

std::vector<Preflight> waiting(sql::Snapshot& snapshot, Instant now, int limit) {
  std::vector<Preflight> found;
  for (const auto& row : snapshot.all(
           std::string(columns) + " where state = 'waiting' and due_at > ? order by due_at limit ?",
           now, limit))
    found.push_back(read(row));
  return found;
}

bool put_done(sql::Tx& tx, const Preflight& preflight) {
  return tx.exec(
             "update preflights set state = 'done', checked_at = ?, problems = ? where tenant_id = "
             "? and schedule_id = ? and due_at = ? and version = ? and state = 'waiting'",
             preflight.checked_at, to_json(preflight.problems).dump(), preflight.tenant,
             preflight.schedule, preflight.due_at, preflight.version) == 1;
}

std::vector<Preflight> preflights_of(sql::Snapshot& snapshot, TenantId tenant,
                                     schedules::ScheduleId schedule, Instant now, int limit) {
  std::vector<Preflight> found;
  for (const auto& row :
       snapshot.all(std::string(columns) +
                        " where tenant_id = ? and schedule_id = ? and due_at > ? order by due_at "
                        "limit ?",
                    tenant, schedule, now, limit))
    found.push_back(read(row));
  return found;
}

void drop_old_preflights(sql::Tx& tx, Instant before) {
  tx.exec("delete from preflights where due_at < ?", before);
}

}  // namespace mirante::notices
