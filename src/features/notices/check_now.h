// What would keep servers and databases from being switched or resized by a schedule, asked of AWS
// before anybody saves it.
#pragma once

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/notices/notices_services.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::notices {

/// What a schedule would do to its servers besides stopping and starting them.
struct CheckWish {
  schedules::Targets targets;
  std::vector<std::string> types = {};  // That it gives them.
  bool reboots = false;
};

/// api/openapi.yaml: ScheduleCheck. Of those that whoever asks reaches, at most 50; databases are
/// asked about as servers are, but for reboots and types, which the panel does not give them.
/// Nothing is changed or stored.
Task<Json> check_now(const NoticesServices& services, CallContext ctx, CheckWish wish);

}  // namespace mirante::notices
