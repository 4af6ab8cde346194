// Who may use how many connections, and which ones rest. Inside the room only. Waiting requests are
// served urgent ones first, then those of the share that holds the fewest, then in order.
#pragma once

#include <list>
#include <map>
#include <memory>

#include "base/loop.h"
#include "platform/http/byte_stream.h"
#include "platform/http/client.h"

namespace mirante::http {

class ConnectionPool {
 public:
  ConnectionPool(Loop& loop, const HttpClientConfig& config) : loop_(loop), config_(config) {}
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  /// The right to one connection to `host`; goes back when it is destroyed.
  class [[nodiscard]] Lease {
   public:
    Lease(ConnectionPool& pool, std::string host, std::string share)
        : pool_(&pool), host_(std::move(host)), share_(std::move(share)) {}
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)),
          host_(std::move(other.host_)),
          share_(std::move(other.share_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_ != nullptr) pool_->release(host_, share_);
    }

    /// One that rests and is still good; nullptr: open a new one.
    std::shared_ptr<ByteStream> take_idle() { return pool_->take_idle(host_); }
    /// To be called before a new one is opened.
    void make_room() { pool_->make_room(); }
    /// Lets the connection rest until somebody needs it.
    void keep(std::shared_ptr<ByteStream> stream) { pool_->keep(host_, std::move(stream)); }

   private:
    ConnectionPool* pool_;
    std::string host_, share_;
  };

  /// Waits for a right. Throws Failure(limit) "http.not_sent" when too many wait already.
  Task<Lease> lease(std::string host, std::string share, bool urgent);

  std::size_t leased() const { return leased_; }
  std::size_t idle() const { return idle_; }
  std::size_t waiting() const { return waiting_; }

 private:
  struct Waiter {
    std::string share;
    bool urgent = false;
    OneShot<void> turn;
  };
  struct Resting {
    std::shared_ptr<ByteStream> stream;  // Shared with the calls that run on it.
    Steady since;
  };
  struct Host {
    std::size_t leased = 0;
    std::map<std::string, std::size_t> by_share;
    std::list<Waiter*> waiting;
    std::list<Resting> idle;  // Oldest first.
  };

  bool may_go(const Host& host, bool urgent) const;
  Waiter* next_waiter(const Host& host) const;
  void take(Host& host, const std::string& share);
  void release(const std::string& host, const std::string& share);
  void serve_soon();
  void serve();
  std::shared_ptr<ByteStream> take_idle(const std::string& host);
  void make_room();
  void keep(const std::string& host, std::shared_ptr<ByteStream> stream);
  void close_old();

  Loop& loop_;
  const HttpClientConfig& config_;
  std::map<std::string, Host> hosts_;
  std::size_t leased_ = 0, idle_ = 0, waiting_ = 0;
  bool is_serving_soon_ = false;
  Timer closing_;
  // Tells posted work that the pool is gone. Shared with the loop's queue.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace mirante::http
