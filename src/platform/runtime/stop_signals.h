// The wish of a person or of the system that the program end: SIGINT and SIGTERM. The first one is
// heard here and begins a graceful end; a second one ends the process at once, as it always does.
#pragma once

#include <memory>

#include "platform/runtime/real_loop.h"

namespace mirante {

/// While it lives, the first of the signals does not kill. One at a time; the loop outlives it.
class StopSignals {
 public:
  explicit StopSignals(RealLoop& loop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Returns the signal (SIGINT, SIGTERM) as soon as there was one; also one before the call. For
  /// one coroutine at a time.
  Task<int> wait();

 private:
  struct State;
  std::shared_ptr<State> state_;  // Shared with Asio's handler.
};

}  // namespace mirante
