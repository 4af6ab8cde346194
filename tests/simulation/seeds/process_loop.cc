#include "tests/simulation/seeds/process_loop.h"

namespace mirante::simulation {

ProcessLoop::ProcessLoop(SimulatedLoop& all, std::function<void()> ran)
    : all_(all), clock_(all.clock()), state_(std::make_shared<State>()) {
  state_->ran = std::move(ran);
}

ProcessLoop::~ProcessLoop() { die(); }

void ProcessLoop::run(State& state, Work work) {
  if (state.is_dead) return;
  if (state.is_held) {
    state.waiting.push_back(std::move(work));
    return;
  }
  work.work();
  if (!state.is_dead) state.ran();
}

void ProcessLoop::post(std::move_only_function<void()> work) {
  if (is_deaf_) return;
  all_.post([state = state_, work = std::move(work)]() mutable {
    run(*state, {.timer = 0, .work = std::move(work)});
  });
}

void ProcessLoop::post_from_any_thread(std::move_only_function<void()> work) {
  post(std::move(work));
}

Loop::TimerId ProcessLoop::start_timer(Steady at, std::move_only_function<void()> work) {
  const auto id = ++last_timer_;
  state_->timers[id] = all_.start_timer(at, [state = state_, id, work = std::move(work)]() mutable {
    state->timers.erase(id);
    run(*state, {.timer = id, .work = std::move(work)});
  });
  return id;
}

void ProcessLoop::stop_timer(TimerId id) {
  if (const auto found = state_->timers.find(id); found != state_->timers.end()) {
    all_.stop_timer(found->second);
    state_->timers.erase(found);
  }
  std::erase_if(state_->waiting, [&](const Work& one) { return one.timer == id; });
}

void ProcessLoop::let_go() {
  all_.post([state = state_] {
    state->is_held = false;
    while (!state->is_held && !state->is_dead && !state->waiting.empty()) {
      auto work = std::move(state->waiting.front());
      state->waiting.pop_front();
      run(*state, std::move(work));
    }
  });
}

void ProcessLoop::die() {
  state_->is_dead = true;
  for (const auto& [own, id] : state_->timers) all_.stop_timer(id);
  state_->timers.clear();
  state_->waiting.clear();
}

}  // namespace mirante::simulation
