// The clock of a demo: it may go faster, so that somebody who tries the panel sees a schedule fire
// without waiting until tomorrow morning.
#pragma once

#include "main/rooms.h"

namespace mirante {

/// How many times faster it goes at most: more, and what takes long waits too short for it.
inline constexpr double clock_pace_max = 60;

/// {now, times}, for pages that count ages and wait for instants.
Json clock_json(const Clock& clock);

/// PUT /api/v1/demo/clock. Failure(conflict) "clock.is_real" unless AWS is simulated.
void add_clock_routes(http::Router& router, Rooms& rooms, bool is_simulated);

}  // namespace mirante
