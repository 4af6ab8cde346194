// Which schedules are about what somebody looks at: those with a target there now.
#pragma once

#include <string>
#include <vector>

#include "features/schedules/schedules_services.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::schedules {

/// Empty members do not limit it.
struct PlacesWish {
  std::vector<std::string> accounts = {};   // Ids, AWS's 12 digits, or names.
  std::vector<std::string> customers = {};  // Ids or names.
  std::vector<std::string> regions = {};

  bool is_empty() const { return accounts.empty() && customers.empty() && regions.empty(); }
};

/// Those of `schedules`, in their order, within the reach of whoever asks. Throws
/// Failure(not_found) "account.unknown", "customer.unknown".
Task<std::vector<StoredSchedule>> at_places(SchedulesServices& services, CallContext ctx,
                                            std::vector<StoredSchedule> schedules, PlacesWish wish);

}  // namespace mirante::schedules
