#include "features/firing/failed_fire.h"

#include <nlohmann/json.hpp>

#include "features/firing/fire_store.h"
#include "platform/events/events.h"

namespace mirante::firing {
namespace {

void insert_failed(sql::Tx& tx, TenantId tenant, const Fire& fire, const Error& error) {
  insert_all(tx, std::vector<Of<Fire>>{{tenant, fire}});
  tx.exec(
      "insert into fire_problems (tenant_id, schedule_id, due_at, version, code, problem) values "
      "(?, ?, ?, ?, ?, ?)",
      tenant, fire.schedule, fire.due_at, fire.version,
      error.code.empty() ? std::string(to_string(error.kind)) : error.code, error.message);
  events::append(tx, tenant, "schedules.fired", {{"schedule", fire.schedule.text()}});
}

/// An instant for a row of the history that is no fire's: rules' instants are whole seconds, and a
/// fire that can be decided later needs its own key.
Instant beside_fires(Instant now) {
  const bool is_whole = std::chrono::floor<std::chrono::seconds>(now) == now;
  return is_whole ? now + std::chrono::microseconds(1) : now;
}

}  // namespace

std::optional<Problem> problem_of(sql::Snapshot& snapshot, TenantId tenant, const Fire& fire) {
  if (fire.outcome != Outcome::failed) return std::nullopt;
  const auto row = snapshot.one(
      "select code, problem from fire_problems where tenant_id = ? and schedule_id = ? and due_at "
      "= ? and version = ?",
      tenant, fire.schedule, fire.due_at, fire.version);
  if (!row) return std::nullopt;
  return Problem{.code = row->text(0), .text = row->text(1)};
}

bool carry_failed(sql::Tx& tx, const Evaluation& evaluation, const Error& error,
                  const FireListener& on_fire) {
  const auto& schedule = evaluation.schedule;
  if (!move_on(tx, evaluation)) return false;
  auto fire = *evaluation.fire;
  fire.outcome = Outcome::failed;
  insert_failed(tx, schedule.tenant, fire, error);
  if (on_fire) on_fire(tx, schedule, fire);
  return true;
}

void note_undecided(sql::Tx& tx, const schedules::DueSchedule& due, Instant now, const Error& error,
                    const FireListener& on_fire) {
  const auto schedule = schedules::find(tx, due.tenant, due.id);
  if (!schedule) return;
  const auto newest = fires_of(tx, due.tenant, due.id, std::nullopt, 1);
  if (!newest.empty() && newest.front().outcome == Outcome::failed &&
      newest.front().version == schedule->version)
    return;
  const Fire fire{.schedule = due.id,
                  .due_at = beside_fires(now),
                  .version = schedule->version,
                  .fired_at = now,
                  .outcome = Outcome::failed};
  insert_failed(tx, due.tenant, fire, error);
  if (on_fire) on_fire(tx, *schedule, fire);
}

}  // namespace mirante::firing
