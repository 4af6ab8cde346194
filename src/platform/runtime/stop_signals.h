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

  /// As if SIGTERM had come, unless a signal has: the program itself wishes to end gracefully. The
  /// loop's thread only.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;  // Shared with Asio's handler.
};

/// For work that runs before there is a loop to hear with: remembers the first of the signals, so
/// that whoever works can ask at moments when it may end. One at a time, and none beside
/// StopSignals, which takes the signals over; a second signal ends the process at once.
class StopWish {
 public:
  StopWish();
  /// The signals have their usual effect again, unless somebody has taken them over.
  ~StopWish();
  StopWish(const StopWish&) = delete;
  StopWish& operator=(const StopWish&) = delete;

  /// 0: none was heard.
  static int heard();
};

}  // namespace mirante
