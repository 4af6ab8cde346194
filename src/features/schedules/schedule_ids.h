// Ids of schedules and of what surrounds them.
#pragma once

#include "base/ids.h"

namespace mirante::schedules {

struct ScheduleTag {
  static constexpr std::string_view prefix = "sc", name = "schedule";
};
struct CalendarTag {
  static constexpr std::string_view prefix = "ca", name = "calendar";
};
struct FreezeTag {
  static constexpr std::string_view prefix = "fz", name = "freeze";
};
struct MaintenanceTag {
  static constexpr std::string_view prefix = "mw", name = "maintenance window";
};
struct OverrideTag {
  static constexpr std::string_view prefix = "ov", name = "override";
};

using ScheduleId = Id<ScheduleTag>;
using CalendarId = Id<CalendarTag>;
using FreezeId = Id<FreezeTag>;
using MaintenanceId = Id<MaintenanceTag>;
using OverrideId = Id<OverrideTag>;

}  // namespace mirante::schedules
