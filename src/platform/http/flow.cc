#include "platform/http/flow.h"

namespace mirante::http {

struct FlowQueue::Shared {
  CancelScope* scope = nullptr;  // Null once the queue is gone.
  OneShot<void>* taker = nullptr;
  OneShot<void>* drainer = nullptr;
};

FlowQueue::FlowQueue(Loop& loop, CancelScope& scope, std::size_t waiting_max)
    : waiting_max_(waiting_max), loop_(loop), shared_(std::make_shared<Shared>()) {
  shared_->scope = &scope;
}

FlowQueue::~FlowQueue() { *shared_ = {}; }

void FlowQueue::wake(OneShot<void>* Shared::* who) {
  if ((*shared_).*who == nullptr) return;
  loop_.post([shared = shared_, who] {
    if (auto* waiting = std::exchange((*shared).*who, nullptr)) waiting->set();
  });
}

Task<void> FlowQueue::wait(OneShot<void>* Shared::* who) {
  OneShot<void> woken;
  struct Leave {
    std::shared_ptr<Shared> shared;  // Shared with the queue.
    OneShot<void>* Shared::* who;
    ~Leave() { (*shared).*who = nullptr; }
  } leave{shared_, who};
  (*shared_).*who = &woken;
  co_await woken;
}

void FlowQueue::put(std::string_view bytes) {
  if (is_cut_ || is_ended_ || bytes.empty()) return;
  if (waiting_.size() + taken_ + bytes.size() > waiting_max_) {
    is_cut_ = true;
    loop_.post([shared = shared_] {
      if (shared->scope != nullptr)
        shared->scope->cancel({.kind = ErrorKind::cancelled,
                               .message = "the reader has stalled",
                               .code = "http.stalled"});
    });
    return;
  }
  waiting_ += bytes;
  wake(&Shared::taker);
}

void FlowQueue::end() {
  is_ended_ = true;
  wake(&Shared::taker);
}

Task<void> FlowQueue::drained() {
  while (!waiting_.empty() || taken_ > 0) co_await wait(&Shared::drainer);
}

Task<std::string> FlowQueue::take() {
  taken_ = 0;
  if (waiting_.empty()) wake(&Shared::drainer);
  while (waiting_.empty() && !is_ended_) co_await wait(&Shared::taker);
  taken_ = waiting_.size();
  co_return std::exchange(waiting_, {});
}

}  // namespace mirante::http
