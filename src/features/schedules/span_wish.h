// What freezes, maintenance windows and overrides are asked with alike.
#pragma once

#include <string>

#include "features/schedules/schedules_services.h"

namespace mirante::schedules {

/// Some time during which something else holds than the schedules say.
struct SpanWish {
  Instant begin{};  // Passed: from now on.
  Instant end{};
  std::string reason;
};

/// Throws Failure: invalid "reason" where it is blank or longer than 500 bytes.
void must_say_why(const std::string& reason);
/// Throws Failure: invalid "reason"; "end" where it has passed, is not after `begin` or more than a
/// year away.
void must_be_whole(const SpanWish& wish, Instant now);

/// To be called when what surrounds the tenant's schedules has become another.
void look_again(sql::Tx& tx, const SchedulesServices& services, TenantId tenant);

}  // namespace mirante::schedules
