// Whether the panel does what is due in time: sweeps and operations. What nobody does any more
// shows here before somebody misses it.
#pragma once

#include "main/rooms.h"

namespace mirante {

/// How late the panel is, whichever process does the work; nullopt where nothing is due, and for
/// sweeps where none are made unasked.
struct Lateness {
  std::optional<std::chrono::microseconds> sweep;
  std::optional<std::chrono::microseconds> operation;
  std::chrono::microseconds sweep_interval{0};
};

/// Since it began: what fell due while the panel did not run is not its lateness.
Task<Lateness> lateness_of(Rooms& rooms);

/// Error(unavailable), code "ready.sweeps_late" or "ready.operations_late".
std::optional<Error> what_is_late(const Lateness& lateness);

}  // namespace mirante
