// The loop of one simulated process, on the one loop of the whole run: it has a clock of its own,
// which may be set wrong, it may be held as by SIGSTOP and let go, and when it dies nothing of it
// is ever run again.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "platform/runtime/simulated_loop.h"

namespace mirante::simulation {

class ProcessLoop final : public Loop {
 public:
  /// `ran` is called after each piece of work.
  ProcessLoop(SimulatedLoop& all, std::function<void()> ran);
  ~ProcessLoop() override;

  const Clock& clock() const override { return clock_; }
  void post(std::move_only_function<void()> work) override;
  void post_from_any_thread(std::move_only_function<void()> work) override;
  TimerId start_timer(Steady at, std::move_only_function<void()> work) override;
  void stop_timer(TimerId id) override;

  /// Wall time alone.
  void jump_clock(std::chrono::microseconds by) { clock_.offset += by; }
  std::chrono::microseconds clock_offset() const { return clock_.offset; }
  void hold() { state_->is_held = true; }
  void let_go();
  bool is_held() const { return state_->is_held; }
  /// Drops what waits.
  void die();

  /// Until it hears again what is posted is lost.
  void make_deaf(bool is_deaf) { is_deaf_ = is_deaf; }
  SimulatedLoop& all() { return all_; }

 private:
  struct OwnClock final : Clock {
    explicit OwnClock(const Clock& right) : right(right) {}
    Instant now() const override { return right.now() + offset; }
    Steady steady() const override { return right.steady(); }
    const Clock& right;
    std::chrono::microseconds offset{};
  };
  struct Work {
    TimerId timer = 0;
    std::move_only_function<void()> work;
  };
  struct State {
    bool is_dead = false;
    bool is_held = false;
    std::deque<Work> waiting;           // While it is held.
    std::map<TimerId, TimerId> timers;  // Ours, and the run's.
    std::function<void()> ran;
  };
  static void run(State& state, Work work);

  SimulatedLoop& all_;
  OwnClock clock_;
  std::shared_ptr<State> state_;  // Shared with what the run's loop was given.
  TimerId last_timer_ = 0;
  bool is_deaf_ = false;
};

}  // namespace mirante::simulation
