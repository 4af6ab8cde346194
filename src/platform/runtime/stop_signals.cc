#include "platform/runtime/stop_signals.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

namespace mirante {
namespace {

volatile std::sig_atomic_t wish_heard = 0;

void hear(int signal) { wish_heard = signal; }

}  // namespace

StopWish::StopWish() {
  wish_heard = 0;
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action{};
    action.sa_handler = hear;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // The next one has its usual effect.
    ::sigaction(signal, &action, nullptr);
  }
}

StopWish::~StopWish() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction present{};
    ::sigaction(signal, nullptr, &present);
    if (present.sa_handler == hear) std::signal(signal, SIG_DFL);
  }
}

int StopWish::heard() { return wish_heard; }

struct StopSignals::State {
  explicit State(boost::asio::io_context& context) : signals(context, SIGINT, SIGTERM) {}

  void take(int signal) {
    if (heard != 0) return;
    heard = signal;
    boost::system::error_code ignored;
    signals.clear(ignored);  // The next one has its usual effect.
    if (waiter != nullptr) waiter->set(signal);
  }

  boost::asio::signal_set signals;
  int heard = 0;
  OneShot<int>* waiter = nullptr;
};

StopSignals::StopSignals(RealLoop& loop) : state_(std::make_shared<State>(loop.io_context())) {
  state_->signals.async_wait(
      [state = state_](const boost::system::error_code& stopped, int signal) {
        if (!stopped) state->take(signal);
      });
}

void StopSignals::stop() { state_->take(SIGTERM); }

StopSignals::~StopSignals() {
  boost::system::error_code ignored;
  state_->signals.cancel(ignored);
  state_->signals.clear(ignored);
}

Task<int> StopSignals::wait() {
  if (state_->heard != 0) co_return state_->heard;
  OneShot<int> heard;
  state_->waiter = &heard;
  const struct Leave {
    State& state;
    ~Leave() { state.waiter = nullptr; }
  } leave{*state_};
  co_return co_await heard;
}

}  // namespace mirante
