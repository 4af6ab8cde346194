// Where time comes from. Everything reads time through `Clock`, so that a test or a whole simulated
// run decides what time it is. Only clock.cc reads the machine's clocks.
#pragma once

#include "base/instant.h"

namespace mirante {

class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall time in UTC; may jump. Decisions about due times use it.
  virtual Instant now() const = 0;
  /// Time that only grows; deadlines and waiting use it.
  virtual Steady steady() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  Steady steady() const override;
};

/// A clock that stands still until it is told to move; for tests.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant now) : now_(now) {}
  Instant now() const override { return now_; }
  Steady steady() const override { return steady_; }

  /// Both clocks move on.
  void advance(std::chrono::microseconds by) {
    now_ += by;
    steady_ += by;
  }
  /// Only wall time moves, as when somebody sets the machine's clock.
  void jump(std::chrono::microseconds by) { now_ += by; }

 private:
  Instant now_;
  Steady steady_{};
};

}  // namespace mirante
