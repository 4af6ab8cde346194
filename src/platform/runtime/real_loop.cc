#include "platform/runtime/real_loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/clock_pace.h"

namespace mirante {

struct RealLoop::Asio {
  boost::asio::io_context context{1};
  // A loop that waits for another thread's answer has nothing of Asio's to do, and must not end.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{
      context.get_executor()};
  boost::asio::steady_timer alarm{context};
};

RealLoop::RealLoop() : asio_(std::make_unique<Asio>()) {}

// What timers and Asio's handlers own may stop timers while it is destroyed: the maps are there
// until the end, and the io_context until the last timer's work is gone.
RealLoop::~RealLoop() {
  std::exchange(timers_, {}).clear();
  asio_.reset();
}

boost::asio::io_context& RealLoop::io_context() { return asio_->context; }

void RealLoop::post(std::move_only_function<void()> work) { post_from_any_thread(std::move(work)); }

void RealLoop::post_from_any_thread(std::move_only_function<void()> work) {
  boost::asio::post(asio_->context,
                    [posted = std::move(work)]() mutable { std::exchange(posted, nullptr)(); });
}

Loop::TimerId RealLoop::start_timer(Steady at, std::move_only_function<void()> work) {
  const TimerId id = ++last_timer_;
  timers_.emplace(TimerKey(at, id), std::move(work));
  times_.emplace(id, at);
  arm();
  return id;
}

// The alarm is left as it is: an early one finds nothing to do and is set again.
void RealLoop::stop_timer(TimerId id) {
  const auto found = times_.find(id);
  if (found == times_.end()) return;
  timers_.erase(TimerKey(found->second, id));
  times_.erase(found);
}

void RealLoop::turn() { asio_->context.run_one(); }

void RealLoop::arm() {
  if (timers_.empty()) return;
  const auto first = timers_.begin()->first.first;
  if (armed_ && *armed_ <= first) return;
  armed_ = first;
  asio_->alarm.expires_at(sleep_limit_for(first));
  asio_->alarm.async_wait([this](const boost::system::error_code& stopped) {
    if (!stopped) ring();
  });
}

// One timer in each turn, so that what it starts runs before the next one, as with posted work.
void RealLoop::ring() {
  armed_.reset();
  if (timers_.empty()) return;
  if (timers_.begin()->first.first <= clock_.steady()) {
    auto due = timers_.extract(timers_.begin());
    times_.erase(due.key().second);
    arm();
    due.mapped()();
  }
  arm();
}

}  // namespace mirante
