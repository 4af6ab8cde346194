// The threads of an engine: writers that take what is queued and commit it together, readers that
// take one closure each. Answers go back to the loop that asked. Private to platform/sql.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "base/loop.h"
#include "platform/sql/loop_link.h"
#include "platform/sql/session.h"

namespace mirante::sql {

class Request;

class Workers {
 public:
  using Sessions = std::vector<std::unique_ptr<Session>>;

  /// One thread for each session.
  Workers(Sessions writers, Sessions readers, Announcements& announcements);
  /// Finishes what is queued, then ends the threads.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  std::unique_ptr<Database> attach(Loop& loop);

  /// Failure(limit) when too much waits already.
  void enqueue_write(std::shared_ptr<Request> request) { enqueue(writes_, std::move(request)); }
  std::size_t writes_waiting();
  void enqueue_read(std::shared_ptr<Request> request) { enqueue(reads_, std::move(request)); }

 private:
  // Shared by the loop, which may lose interest, and the thread that runs the closure.
  using Requests = std::deque<std::shared_ptr<Request>>;
  struct Lane {
    std::condition_variable filled;
    Requests waiting;
  };

  void enqueue(Lane& lane, std::shared_ptr<Request> request);
  /// Waits for work; empty when the engine ends.
  Requests take(Lane& lane, std::size_t most);
  void write_until_end(Session& session);
  void read_until_end(Session& session);

  Announcements& announcements_;
  std::mutex mutex_;
  Lane writes_;             // Under mutex_.
  Lane reads_;              // Under mutex_.
  bool is_ending_ = false;  // Under mutex_.
  Sessions sessions_;
  std::vector<std::jthread> threads_;
};

}  // namespace mirante::sql
