// For simulated runs: counts what a process does to the outside world (writes and syncs of its
// disk, sends to and answers from AWS), and kills it at a chosen one. From that effect on nothing
// happens and no port call ever completes: ports ask `begin()` right before each effect and, when
// it says false, leave their caller waiting for ever. The test then drops the whole object graph
// and opens a new one on what was really stored. In production ports have no Effects.
#pragma once

#include <cstdint>
#include <limits>

#include "base/task.h"

namespace mirante {

class Effects {
 public:
  /// The `k`-th effect from now (first is 1) and all after it do not happen.
  void crash_at(std::uint64_t k) { limit_ = count_ + k; }

  /// True: the effect may happen. False: the process is dead.
  bool begin() {
    if (is_crashed()) return false;
    ++count_;
    return !is_crashed();
  }
  bool is_crashed() const { return count_ >= limit_; }
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
  std::uint64_t limit_ = std::numeric_limits<std::uint64_t>::max();
};

/// What a port of a dead process does: never answers. Only dropping the task ends it; cancellation
/// does not.
struct never {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};

}  // namespace mirante
