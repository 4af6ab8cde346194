#include "base/loop.h"

namespace mirante {

Task<void> sleep_until(Loop& loop, Steady at) {
  OneShot<void> rung;
  const Timer timer(loop, at, [&rung] { rung.set(); });
  co_await rung;
}

Task<void> sleep_for(Loop& loop, std::chrono::microseconds duration) {
  return sleep_until(loop, loop.clock().steady() + duration);
}

Task<void> yield(Loop& loop) { return sleep_until(loop, loop.clock().steady()); }

}  // namespace mirante
