#include "features/notices/tell_outage.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "features/firing/fire.h"
#include "features/notices/outage_mail.h"
#include "features/notices/tell_stops.h"
#include "features/schedules/overdue_store.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/surroundings_store.h"

namespace mirante::notices {
namespace {

constexpr int read_max = 1'000;  // Of one company.
constexpr std::size_t listed_max = 50;
constexpr std::chrono::days useful_for{3};

/// One that cannot be read must not keep the outage from being told.
std::optional<schedules::StoredSchedule> find_or_log(sql::Snapshot& snapshot, TenantId tenant,
                                                     schedules::ScheduleId id) {
  try {
    return schedules::find(snapshot, tenant, id);
  } catch (const Failure& failure) {
    if (failure.error().kind != ErrorKind::corrupt && failure.error().kind != ErrorKind::invalid)
      throw;
    log::error("notices.schedule_unreadable", log::kv("schedule", id),
               log::kv("reason", failure.error().message));
    return std::nullopt;
  }
}

/// The first that the schedule's rules had to do in it; looks of mode enforce are none.
std::optional<Instant> first_missed(const schedules::StoredSchedule& schedule,
                                    const schedules::Plan& plan, const Down& down) {
  for (const auto& due : firing::due_between(schedule.schedule, plan, down.began_at, down.ended_at))
    if (due.edge != firing::Edge::enforcement) return due.at;
  return std::nullopt;
}

struct Missed {
  schedules::StoredSchedule schedule;
  Instant due_at{};
};

std::vector<Missed> missed_of(sql::Snapshot& snapshot, TenantId tenant, const Down& down) {
  schedules::Plan plan;
  for (auto& one : schedules::list_calendars(snapshot, tenant))
    plan.calendars.push_back(std::move(one.calendar));
  std::vector<Missed> missed;
  for (const auto& id :
       schedules::looked_at(snapshot, tenant, down.began_at, down.ended_at, read_max)) {
    auto schedule = find_or_log(snapshot, tenant, id);
    if (!schedule) continue;
    if (const auto due = first_missed(*schedule, plan, down))
      missed.push_back({.schedule = *std::move(schedule), .due_at = *due});
  }
  std::ranges::sort(missed, {},
                    [](const Missed& one) { return std::pair(one.due_at, one.schedule.id); });
  return missed;
}

using ByReceiver = std::map<std::string, std::vector<const Missed*>>;

void tell(sql::Tx& tx, const NoticesServices& services, const Down& down,
          const std::string& receiver, const std::vector<const Missed*>& missed) {
  const auto& first = missed.front()->schedule;
  const auto panel = services.panel_address ? services.panel_address() : "";
  OutageFacts facts{.language = language_for(tx, services, first.tenant, receiver),
                    .company = services.people.company(tx, first.tenant),
                    .zone = first.schedule.zone,
                    .began_at = down.began_at,
                    .ended_at = down.ended_at,
                    .missed = {},
                    .page = panel.empty() ? "" : panel + "/schedules"};
  for (const auto* one : missed) {
    if (facts.missed.size() == listed_max) break;
    const auto& schedule = one->schedule.schedule;
    facts.missed.push_back(
        {.schedule = schedule.name, .zone = schedule.zone, .due_at = one->due_at});
  }
  facts.more = static_cast<std::int64_t>(missed.size() - facts.missed.size());
  post(tx, services, first, "outage", receiver, write_outage(facts), services.now() + useful_for);
}

}  // namespace

bool tell_outage(sql::Tx& tx, const NoticesServices& services, TenantId tenant, const Down& down) {
  try {
    const auto missed = missed_of(tx, tenant, down);
    if (missed.empty() || services.outbox == nullptr) return !missed.empty();
    ByReceiver receivers;
    for (const auto& one : missed)
      for (const auto& receiver : people_of(tx, services, one.schedule))
        receivers[receiver].push_back(&one);
    for (const auto& [receiver, theirs] : receivers) tell(tx, services, down, receiver, theirs);
  } catch (const Failure& failure) {
    // What cannot be mailed must not keep the outage from being recorded.
    const auto& error = failure.error();
    if (error.kind != ErrorKind::corrupt && error.code != "master_key.missing") throw;
    log::error("notices.outage_not_mailed", log::kv("code", error.code),
               log::kv("reason", error.message));
  }
  return true;
}

}  // namespace mirante::notices
