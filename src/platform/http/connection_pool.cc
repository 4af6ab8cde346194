#include "platform/http/connection_pool.h"

#include <algorithm>

namespace mirante::http {

ConnectionPool::~ConnectionPool() {
  *alive_ = false;
  for (auto& [name, host] : hosts_)
    for (auto& resting : host.idle) resting.stream->close();
}

bool ConnectionPool::may_go(const Host& host, bool urgent) const {
  const auto kept_back_here = urgent ? 0 : config_.reserved_per_host;
  const auto kept_back = urgent ? 0 : config_.reserved;
  return host.leased + kept_back_here < config_.connections_per_host &&
         leased_ + kept_back < config_.connections_max;
}

ConnectionPool::Waiter* ConnectionPool::next_waiter(const Host& host) const {
  Waiter* best = nullptr;
  const auto held = [&](const Waiter& waiter) {
    const auto found = host.by_share.find(waiter.share);
    return found == host.by_share.end() ? 0 : found->second;
  };
  for (auto* waiter : host.waiting) {
    if (!may_go(host, waiter->urgent)) continue;
    if (waiter->urgent) return waiter;
    if (best == nullptr || held(*waiter) < held(*best)) best = waiter;
  }
  return best;
}

void ConnectionPool::take(Host& host, const std::string& share) {
  ++leased_;
  ++host.leased;
  ++host.by_share[share];
}

Task<ConnectionPool::Lease> ConnectionPool::lease(std::string name, std::string share,
                                                  bool urgent) {
  auto& host = hosts_[name];
  if (host.waiting.empty() && may_go(host, urgent)) {
    take(host, share);
    co_return Lease(*this, std::move(name), std::move(share));
  }
  if (waiting_ >= config_.waiting_max)
    throw Failure(Error{.kind = ErrorKind::limit,
                        .message = std::to_string(waiting_) +
                                   " requests wait for a connection already; try again later",
                        .code = "http.not_sent"});
  Waiter waiter{.share = share, .urgent = urgent, .turn = {}};
  {
    host.waiting.push_back(&waiter);
    ++waiting_;
    bool is_served = false;
    const struct Leave {
      ConnectionPool& pool;
      Host& host;
      Waiter& waiter;
      const bool& is_served;
      ~Leave() {
        --pool.waiting_;
        if (!is_served) host.waiting.remove(&waiter);
      }
    } leave{*this, host, waiter, is_served};
    serve_soon();
    co_await waiter.turn;
    is_served = true;  // `serve` has counted it, and taken it out of the list.
  }
  co_return Lease(*this, std::move(name), std::move(share));
}

void ConnectionPool::release(const std::string& name, const std::string& share) {
  auto& host = hosts_[name];
  --leased_;
  --host.leased;
  if (--host.by_share[share] == 0) host.by_share.erase(share);
  if (waiting_ > 0) serve_soon();
}

// Waiters go on inside `serve`, so it runs from the top of the loop.
void ConnectionPool::serve_soon() {
  if (std::exchange(is_serving_soon_, true)) return;
  loop_.post([this, alive = alive_] {
    if (!*alive) return;
    is_serving_soon_ = false;
    serve();
  });
}

void ConnectionPool::serve() {
  for (;;) {
    Host* best = nullptr;
    Waiter* first = nullptr;
    for (auto& [name, host] : hosts_) {
      if (host.waiting.empty() || (best != nullptr && host.leased >= best->leased)) continue;
      if (auto* waiter = next_waiter(host)) {
        best = &host;
        first = waiter;
      }
    }
    if (best == nullptr) return;
    best->waiting.remove(first);
    take(*best, first->share);
    first->turn.set();
  }
}

std::shared_ptr<ByteStream> ConnectionPool::take_idle(const std::string& name) {
  auto& host = hosts_[name];
  while (!host.idle.empty()) {
    auto resting = std::move(host.idle.back());
    host.idle.pop_back();
    --idle_;
    const bool is_fresh = loop_.clock().steady() - resting.since < config_.keep_alive;
    if (is_fresh && resting.stream->is_quiet()) return std::move(resting.stream);
    resting.stream->close();
  }
  return nullptr;
}

void ConnectionPool::make_room() {
  while (leased_ + idle_ > config_.connections_max && idle_ > 0) {
    Host* oldest = nullptr;
    for (auto& [name, host] : hosts_)
      if (!host.idle.empty() &&
          (oldest == nullptr || host.idle.front().since < oldest->idle.front().since))
        oldest = &host;
    oldest->idle.front().stream->close();
    oldest->idle.pop_front();
    --idle_;
  }
}

void ConnectionPool::keep(const std::string& name, std::shared_ptr<ByteStream> stream) {
  const auto now = loop_.clock().steady();
  hosts_[name].idle.push_back({std::move(stream), now});
  if (++idle_ == 1) closing_ = Timer(loop_, now + config_.keep_alive, [this] { close_old(); });
}

void ConnectionPool::close_old() {
  const auto now = loop_.clock().steady();
  std::optional<Steady> next;
  for (auto& [name, host] : hosts_) {
    while (!host.idle.empty() && now - host.idle.front().since >= config_.keep_alive) {
      host.idle.front().stream->close();
      host.idle.pop_front();
      --idle_;
    }
    if (!host.idle.empty()) {
      const auto due = host.idle.front().since + config_.keep_alive;
      next = next ? std::min(*next, due) : due;
    }
  }
  std::erase_if(hosts_, [](const auto& entry) {
    return entry.second.leased == 0 && entry.second.waiting.empty() && entry.second.idle.empty();
  });
  if (next) closing_ = Timer(loop_, *next, [this] { close_old(); });
}

}  // namespace mirante::http
