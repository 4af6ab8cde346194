// What of the schedules nobody has carried out yet, for those who watch the panel.
#pragma once

#include <optional>

#include "base/instant.h"
#include "platform/sql/sql.h"

namespace mirante::schedules {

/// When the schedule that is due first was or will be due; nullopt where none is. One that was just
/// changed and is to be looked at anew (`look_now`) does not count. Crosses tenants on purpose: one
/// role fires them all.
std::optional<Instant> first_due(sql::Snapshot& snapshot);

}  // namespace mirante::schedules
