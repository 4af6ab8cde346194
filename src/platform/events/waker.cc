#include "platform/events/waker.h"

#include <vector>

namespace mirante::events {

void Waker::wake() {
  ++count_;
  if (waiting_->empty()) return;
  std::vector<std::uint64_t> due;
  for (const auto& [id, waiter] : *waiting_) due.push_back(id);
  loop_.post([waiting = waiting_, due = std::move(due)] {
    for (const auto id : due)
      if (const auto found = waiting->find(id); found != waiting->end()) found->second->set();
  });
}

Task<std::uint64_t> Waker::wait(std::uint64_t seen, Steady until) {
  if (count_ > seen) co_return count_;
  OneShot<void> woken;
  struct Entry {
    std::shared_ptr<Waiting> waiting;  // Shared with the waker.
    std::uint64_t id;
    ~Entry() { waiting->erase(id); }
  };
  const Entry entry{waiting_, ++last_waiter_};
  waiting_->emplace(entry.id, &woken);
  const Timer timer(loop_, until, [&woken] { woken.set(); });
  co_await woken;
  co_return count_;
}

}  // namespace mirante::events
