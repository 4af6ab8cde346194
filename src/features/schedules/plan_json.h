// Everything that may decide, as one JSON document, and what a simulation of it says.
#pragma once

#include "features/schedules/fields.h"
#include "features/schedules/schedule.h"
#include "features/schedules/simulate.h"

namespace mirante::schedules {

/// A plan, or one schedule alone; without servers it is about one, called "any". Throws Failure
/// (`invalid`) that names the field and the mend.
Plan parse_plan(const Json& json);

/// {because, text, schedule?, name?, by?}
Json to_json(const Reason& reason);
/// {instant, local, zone, action, type?, reason}, without its server.
Json to_json(const Fire& fire, const Zone& zone);

/// Every fire and band with instant, local time, zone, action and reason.
Json to_json(const Simulated& simulated, const Plan& plan);

}  // namespace mirante::schedules
