// The two weeks before the demo opens. Nothing is written into the store by hand: people set the
// panel up, invite each other, connect accounts, switch servers, pull brakes, through the panel's
// own API, on a clock that jumps from one working day to the next; AWS answers as it does later.
#pragma once

#include <filesystem>
#include <functional>

#include "simcloud/world.h"

namespace mirante::demo {

/// When it all began, for a demo that opens at `opens`: fourteen days earlier, at nine in São
/// Paulo.
Instant begin_of_past(Instant opens);

/// Fills an empty data folder and lets the world live until shortly before `opens`. The world began
/// at `begin_of_past(opens)`. `is_asked_to_end` is asked between the moments of these weeks. Throws
/// Failure: cancelled "demo.ended" once it says so.
void live_through(
    const std::filesystem::path& data, simcloud::World& world, Instant opens,
    const std::function<bool()>& is_asked_to_end = [] { return false; });

}  // namespace mirante::demo
