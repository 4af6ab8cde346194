#include "base/clock.h"

#include <algorithm>
#include <atomic>
#include <list>
#include <mutex>

#include "base/clock_pace.h"

namespace mirante {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::microseconds;

microseconds machine_steady() {
  return duration_cast<microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

/// How soon a change of the pace is noticed by who sleeps.
constexpr std::chrono::milliseconds looked_every{100};

/// Null: as the machine. What others may still read is kept.
std::atomic<const Pace*> pace{nullptr};

microseconds ahead_at(microseconds machine) {
  const auto* now = pace.load(std::memory_order_acquire);
  return now == nullptr ? microseconds(0) : now->ahead_at(machine);
}

}  // namespace

microseconds Pace::ahead_at(microseconds machine) const {
  const auto passed = std::max(machine - since, microseconds(0));
  const auto gained = duration<double, std::micro>(passed) * (times - 1);
  return ahead + duration_cast<microseconds>(gained);
}

double clock_pace() {
  const auto* now = pace.load(std::memory_order_acquire);
  return now == nullptr ? 1 : now->times;
}

void set_clock_pace(double times) {
  static std::mutex one_at_a_time;
  static std::list<Pace> all;
  const std::scoped_lock lock(one_at_a_time);
  const auto machine = machine_steady();
  all.push_back({.since = machine, .ahead = ahead_at(machine), .times = times});
  pace.store(&all.back(), std::memory_order_release);
}

std::chrono::steady_clock::time_point machine_time_of(Steady at) {
  auto machine = at.time_since_epoch();
  if (const auto* now = pace.load(std::memory_order_acquire)) {
    const auto left = machine - now->since - now->ahead;
    machine =
        now->since + duration_cast<microseconds>(duration<double, std::micro>(left) / now->times);
  }
  return std::chrono::steady_clock::time_point(machine);
}

std::chrono::steady_clock::time_point sleep_limit_for(Steady at) {
  const auto machine = machine_time_of(at);
  if (pace.load(std::memory_order_acquire) == nullptr) return machine;
  return std::min(machine, std::chrono::steady_clock::now() + looked_every);
}

Instant SystemClock::now() const {
  const auto machine = std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
  return machine + ahead_at(machine_steady());
}

Steady SystemClock::steady() const {
  const auto machine = machine_steady();
  return Steady(machine + ahead_at(machine));
}

}  // namespace mirante
