#include "base/keep_doing.h"

#include "base/log.h"

namespace mirante {

Task<void> keep_doing(Loop& loop, std::chrono::milliseconds every, std::string failed,
                      std::function<Task<void>()> work) {
  for (;;) {
    const auto next = loop.clock().steady() + every;
    try {
      co_await work();
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) throw;
      log::warning(failed, log::kv("why", failure.error().message));
    }
    co_await sleep_until(loop, next);
  }
}

}  // namespace mirante
