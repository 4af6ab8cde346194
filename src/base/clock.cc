#include "base/clock.h"

namespace mirante {

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Steady SystemClock::steady() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return Steady(std::chrono::duration_cast<std::chrono::microseconds>(since));
}

}  // namespace mirante
