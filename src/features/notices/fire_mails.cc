#include "features/notices/fire_mails.h"

#include "base/log.h"
#include "features/firing/failed_fire.h"
#include "features/firing/fire_store.h"
#include "features/firing/turn_store.h"
#include "features/inventory/resource_store.h"
#include "features/notices/notice_store.h"
#include "features/notices/restart_mail.h"
#include "features/notices/tell_stops.h"
#include "features/notices/trouble_mail.h"
#include "features/operations/operation_store.h"
#include "features/schedules/schedule_store.h"

namespace mirante::notices {
namespace {

using firing::Fire;
using operations::Outcome;
using schedules::StoredSchedule;

constexpr std::chrono::days useful_for{3};

bool has_failed(Outcome outcome) {
  return outcome == Outcome::failed || outcome == Outcome::refused ||
         outcome == Outcome::needs_person;
}

/// Nullopt: one of its operations has not ended.
std::optional<std::vector<Trouble>> failed_of(sql::Snapshot& snapshot, TenantId tenant,
                                              const Fire& fire) {
  std::vector<Trouble> failed;
  for (const auto& id : fire.operations) {
    const auto operation = operations::find(snapshot, tenant, id);
    if (!operation) continue;
    if (operation->state == operations::State::running) return std::nullopt;
    for (const auto& target : operations::targets_of(snapshot, tenant, id))
      if (has_failed(target.outcome))
        failed.push_back({.server = {.server = target.ref, .name = target.name, .owner = {}},
                          .code = target.reason_code,
                          .text = target.reason});
  }
  return failed;
}

std::vector<Trouble> held_of(sql::Snapshot& snapshot, TenantId tenant, const Fire& fire) {
  std::vector<Trouble> held;
  if (fire.held == 0) return held;
  for (const auto& one : firing::decisions_at(snapshot, tenant, fire.schedule, fire.due_at)) {
    if (one.outcome != "held") continue;
    const auto& [account, region, id] = one.server;
    const auto resource =
        inventory::find(snapshot, tenant, inventory::switchable(account, region, id));
    held.push_back(
        {.server = {.server = one.server, .name = resource ? resource->name : "", .owner = {}},
         .code = "schedule.held",
         .text = "nobody has approved it for this schedule yet"});
  }
  return held;
}

/// Whose turn did not come.
void add_not_started(std::vector<Trouble>& failed, sql::Snapshot& snapshot, TenantId tenant,
                     const Fire& fire) {
  const auto turns =
      firing::find_turns(snapshot, tenant, {.schedule = fire.schedule, .due_at = fire.due_at});
  if (!turns) return;
  for (const auto& one : firing::decisions_at(snapshot, tenant, fire.schedule, fire.due_at)) {
    if (one.outcome != "not_started") continue;
    const auto name = turns->names.find(one.server);
    failed.push_back({.server = {.server = one.server,
                                 .name = name == turns->names.end() ? "" : name->second,
                                 .owner = {}},
                      .code = "schedule.gate_not_passed",
                      .text = "not asked for: the group before it did not pass its gate"});
  }
}

/// Of the fire as a whole.
std::optional<Trouble> trouble_of(sql::Snapshot& snapshot, TenantId tenant, const Fire& fire) {
  const auto problem = firing::problem_of(snapshot, tenant, fire);
  if (!problem) return std::nullopt;
  return Trouble{.server = {}, .code = problem->code, .text = problem->text};
}

/// Mode enforce looks again every few minutes: of what stays wrong it is told once a day.
Instant told_for(const StoredSchedule& schedule, Instant due) {
  if (schedule.schedule.mode != schedules::Mode::enforce) return due;
  return std::chrono::floor<std::chrono::days>(due);
}

struct Subject {
  Topic topic;
  std::string_view kind;  // Of the mail.
};
/// To each of the schedule's people in their language, unless they were told.
template <class Facts>
void post_to_all(sql::Tx& tx, const NoticesServices& services, const StoredSchedule& schedule,
                 const Fire& fire, Subject subject, Facts facts, Letter (*write)(const Facts&)) {
  facts.company = services.people.company(tx, schedule.tenant);
  facts.page = page_of(services, schedule);
  const auto now = services.now();
  for (const auto& receiver : people_of(tx, services, schedule)) {
    const Told told{.schedule = schedule.id,
                    .due_at = told_for(schedule, fire.due_at),
                    .topic = subject.topic,
                    .receiver = receiver};
    if (!note_told(tx, schedule.tenant, told, now)) continue;
    facts.language = language_for(tx, services, schedule.tenant, receiver);
    post(tx, services, schedule, std::string(subject.kind), receiver, write(facts),
         now + useful_for);
  }
}

/// Databases that AWS has started and that the fire stops again, or would.
void tell_aws_starts(sql::Tx& tx, const NoticesServices& services, const StoredSchedule& schedule,
                     const Fire& fire) {
  AwsStartFacts facts{.company = {},
                      .schedule = schedule.schedule.name,
                      .zone = schedule.schedule.zone,
                      .decided = fire.fired_at};
  for (const auto& one : firing::decisions_at(tx, schedule.tenant, fire.schedule, fire.due_at)) {
    if (one.decision.reason.because != schedules::Because::aws_start) continue;
    if (one.outcome != "requested" && one.outcome != "observed") continue;
    facts.is_observed = one.outcome == "observed";
    const auto& [account, region, id] = one.server;
    const auto resource =
        inventory::find(tx, schedule.tenant, inventory::switchable(account, region, id));
    facts.databases.push_back(
        {.server = one.server, .name = resource ? resource->name : "", .owner = {}});
  }
  if (facts.databases.empty()) return;
  post_to_all(tx, services, schedule, fire, {Topic::aws_start, "aws_start"}, facts,
              write_aws_start);
}

void tell_if_over(sql::Tx& tx, const NoticesServices& services, const StoredSchedule& schedule,
                  const Fire& fire) {
  auto failed = failed_of(tx, schedule.tenant, fire);
  if (!failed) return;
  add_not_started(*failed, tx, schedule.tenant, fire);
  FireTroubleFacts facts{.company = {},
                         .schedule = schedule.schedule.name,
                         .zone = schedule.schedule.zone,
                         .due = fire.due_at,
                         .skipped = fire.skipped,
                         .held = held_of(tx, schedule.tenant, fire),
                         .failed = *failed,
                         .problem = trouble_of(tx, schedule.tenant, fire)};
  if (facts.skipped == 0 && facts.held.empty() && facts.failed.empty() && !facts.problem) return;
  post_to_all(tx, services, schedule, fire, {Topic::fire, "fire_trouble"}, facts,
              write_fire_trouble);
}

/// What cannot be mailed must not keep what has happened from being stored.
template <class Work>
void or_log(const schedules::ScheduleId& schedule, Work work) {
  try {
    work();
  } catch (const Failure& failure) {
    const auto& error = failure.error();
    if (error.kind != ErrorKind::corrupt && error.code != "master_key.missing") throw;
    log::error("notices.fire_not_mailed", log::kv("schedule", schedule),
               log::kv("code", error.code), log::kv("reason", error.message));
  }
}

}  // namespace

void on_fire(sql::Tx& tx, const NoticesServices& services, const StoredSchedule& schedule,
             const Fire& fire) {
  if (services.outbox == nullptr) return;
  or_log(schedule.id, [&] {
    tell_aws_starts(tx, services, schedule, fire);
    tell_if_over(tx, services, schedule, fire);
  });
}

void on_operation_end(sql::Tx& tx, const NoticesServices& services, TenantId tenant,
                      OperationId id) {
  if (services.outbox == nullptr) return;
  const auto operation = operations::find(tx, tenant, id);
  const auto key = operation ? firing::fire_of(operation->idempotency_key) : std::nullopt;
  if (!key) return;
  or_log(key->schedule, [&] {
    // Operations of one fire that end at once meet here: the second sees that the first has ended.
    const auto fire = firing::find_for_update(tx, tenant, *key);
    const auto schedule = schedules::find(tx, tenant, key->schedule);
    if (fire && schedule) tell_if_over(tx, services, *schedule, *fire);
  });
}

}  // namespace mirante::notices
