#include "features/notices/tell_outage.h"

#include <map>

#include "base/log.h"
#include "features/notices/outage_mail.h"
#include "features/notices/tell_stops.h"
#include "features/schedules/overdue_store.h"
#include "features/schedules/schedule_store.h"

namespace mirante::notices {
namespace {

constexpr int read_max = 1'000;  // Of one company; more are counted.
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

struct Missed {
  schedules::StoredSchedule schedule;
  std::optional<Instant> due_at = {};
};
using ByReceiver = std::map<std::string, std::vector<Missed>>;

ByReceiver missed_of(sql::Snapshot& snapshot, const NoticesServices& services, TenantId tenant,
                     const Down& down) {
  ByReceiver missed;
  for (const auto& [id, due_at] :
       schedules::overdue_of(snapshot, tenant, down.ended_at, read_max)) {
    const auto schedule = find_or_log(snapshot, tenant, id);
    if (!schedule) continue;
    Missed one{.schedule = *schedule};
    if (!schedules::is_look_now(due_at)) one.due_at = due_at;
    for (const auto& receiver : people_of(snapshot, services, *schedule))
      missed[receiver].push_back(one);
  }
  return missed;
}

void tell(sql::Tx& tx, const NoticesServices& services, const Down& down,
          const std::string& receiver, const std::vector<Missed>& missed) {
  const auto& first = missed.front().schedule;
  const auto panel = services.panel_address ? services.panel_address() : "";
  OutageFacts facts{.language = language_for(tx, services, first.tenant, receiver),
                    .company = services.people.company(tx, first.tenant),
                    .zone = first.schedule.zone,
                    .began_at = down.began_at,
                    .ended_at = down.ended_at,
                    .missed = {},
                    .page = panel.empty() ? "" : panel + "/schedules"};
  for (const auto& [schedule, due_at] : missed) {
    if (facts.missed.size() == listed_max) break;
    facts.missed.push_back(
        {.schedule = schedule.schedule.name, .zone = schedule.schedule.zone, .due_at = due_at});
  }
  facts.more = static_cast<std::int64_t>(missed.size() - facts.missed.size());
  post(tx, services, first, "outage", receiver, write_outage(facts), services.now() + useful_for);
}

}  // namespace

void tell_outage(sql::Tx& tx, const NoticesServices& services, TenantId tenant, const Down& down) {
  if (services.outbox == nullptr) return;
  try {
    for (const auto& [receiver, missed] : missed_of(tx, services, tenant, down))
      tell(tx, services, down, receiver, missed);
  } catch (const Failure& failure) {
    // What cannot be mailed must not keep the outage from being recorded.
    const auto& error = failure.error();
    if (error.kind != ErrorKind::corrupt && error.code != "master_key.missing") throw;
    log::error("notices.outage_not_mailed", log::kv("code", error.code),
               log::kv("reason", error.message));
  }
}

}  // namespace mirante::notices
