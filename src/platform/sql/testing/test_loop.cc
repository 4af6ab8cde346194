#include "platform/sql/testing/test_loop.h"

namespace mirante::sql::testing {

TestLoop::TestLoop(Instant now) : fake_clock(now) {}

void TestLoop::post(std::move_only_function<void()> work) { post_from_any_thread(std::move(work)); }

void TestLoop::post_from_any_thread(std::move_only_function<void()> work) {
  const std::lock_guard lock(mutex_);
  work_.push_back(std::move(work));
  posted_.notify_one();
}

Loop::TimerId TestLoop::start_timer(Steady at, std::move_only_function<void()> work) {
  timers_.emplace(std::pair(at, ++last_timer_), std::move(work));
  return last_timer_;
}

void TestLoop::stop_timer(TimerId id) {
  std::erase_if(timers_, [&](const auto& timer) { return timer.first.second == id; });
}

std::optional<std::move_only_function<void()>> TestLoop::next_posted() {
  const std::lock_guard lock(mutex_);
  if (work_.empty()) return std::nullopt;
  auto work = std::move(work_.front());
  work_.pop_front();
  return work;
}

void TestLoop::turn() {
  if (auto work = next_posted()) {
    (*work)();
  } else if (!timers_.empty()) {
    auto timer = timers_.extract(timers_.begin());
    if (const auto wait = timer.key().first - fake_clock.steady(); wait.count() > 0)
      fake_clock.advance(wait);
    timer.mapped()();
  } else {
    std::unique_lock lock(mutex_);
    posted_.wait(lock, [this] { return !work_.empty(); });
  }
}

void TestLoop::run_posted() {
  while (auto work = next_posted()) (*work)();
}

}  // namespace mirante::sql::testing
