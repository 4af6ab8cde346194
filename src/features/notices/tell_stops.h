// Mails before stops, put into the outbox with their links in the caller's transaction: one for
// each schedule, due instant and receiver.
#pragma once

#include "features/notices/look_ahead.h"
#include "features/notices/notices_services.h"

namespace mirante::notices {

void tell_stop(sql::Tx& tx, const NoticesServices& services,
               const schedules::StoredSchedule& schedule, const StopAhead& stop);

/// As whom the panel writes about a schedule.
CallContext context_of(const schedules::StoredSchedule& schedule);

/// Puts a letter into the outbox. What can be no mail is left out and logged.
void post(sql::Tx& tx, const NoticesServices& services, const schedules::StoredSchedule& schedule,
          const std::string& kind, const std::string& receiver, const Letter& letter,
          Instant useless_at);

/// Whom a schedule's troubles concern: its notices' addresses, else the administrators.
std::vector<std::string> people_of(sql::Snapshot& snapshot, const NoticesServices& services,
                                   const schedules::StoredSchedule& schedule);
/// Address of the schedule's page; empty: nobody knows where the panel is.
std::string page_of(const NoticesServices& services, const schedules::StoredSchedule& schedule);

/// In which language somebody reads.
Language language_for(sql::Snapshot& snapshot, const NoticesServices& services, TenantId tenant,
                      const std::string& receiver);

}  // namespace mirante::notices
