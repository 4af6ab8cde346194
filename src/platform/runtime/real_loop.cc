#include "platform/runtime/real_loop.h"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <vector>

namespace mirante {

namespace asio = boost::asio;

/// One Asio timer for each timer of ours, and the signals that are listened to.
struct RealLoop::Timers {
  std::unordered_map<TimerId, std::unique_ptr<asio::steady_timer>> running;
  TimerId last = 0;
  std::vector<std::unique_ptr<asio::signal_set>> signals;
};

RealLoop::RealLoop() : stay_(io_.get_executor()), timers_(std::make_unique<Timers>()) {}
RealLoop::~RealLoop() = default;

void RealLoop::post(std::move_only_function<void()> work) { post_from_any_thread(std::move(work)); }

void RealLoop::post_from_any_thread(std::move_only_function<void()> work) {
  asio::post(io_, [work = std::move(work)]() mutable { work(); });
}

Loop::TimerId RealLoop::start_timer(Steady at, std::move_only_function<void()> work) {
  const auto id = ++timers_->last;
  auto timer = std::make_unique<asio::steady_timer>(io_);
  timer->expires_after(std::max(at - clock_.steady(), std::chrono::microseconds(0)));
  timer->async_wait([this, id, work = std::move(work)](boost::system::error_code) mutable {
    // Stopped timers are not in the table any more, whatever Asio had queued for them.
    if (timers_->running.erase(id) > 0) work();
  });
  timers_->running.emplace(id, std::move(timer));
  return id;
}

void RealLoop::stop_timer(TimerId id) { timers_->running.erase(id); }

void RealLoop::turn() { io_.run_one(); }

void RealLoop::on_signals(std::initializer_list<int> signals, std::function<void(int)> heard) {
  auto set = std::make_unique<asio::signal_set>(io_);
  for (const int signal : signals) set->add(signal);
  auto& listening = *set;
  timers_->signals.push_back(std::move(set));
  // The set owns its handler, which starts the next wait.
  struct Listen {
    asio::signal_set& set;
    std::function<void(int)> heard;
    void operator()(boost::system::error_code error, int signal) {
      if (error) return;
      heard(signal);
      set.async_wait(*this);
    }
  };
  listening.async_wait(Listen{listening, std::move(heard)});
}

}  // namespace mirante
