// Whether the panel does what is due in time: sweeps, operations and schedules. What nobody does
// any more shows here before somebody misses it.
#pragma once

#include "main/rooms.h"

namespace mirante {

/// How late the panel is, whichever process does the work; nullopt where nothing is due, and for
/// sweeps where none are made unasked.
struct Lateness {
  std::optional<std::chrono::microseconds> sweep;
  std::optional<std::chrono::microseconds> operation;
  std::optional<std::chrono::microseconds> schedule;
  std::chrono::microseconds sweep_interval{0};
};

/// Since it began: what fell due while the panel did not run is not its lateness.
Task<Lateness> lateness_of(Rooms& rooms);

/// Error(unavailable), code "ready.operations_late", "ready.schedules_late" or
/// "ready.sweeps_late".
std::optional<Error> what_is_late(const Lateness& lateness);

}  // namespace mirante
