#include "platform/sql/workers.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <map>

namespace mirante::sql {
namespace {

constexpr std::size_t batch_max = 256;
constexpr std::size_t queue_max = 20'000;

/// Signals belong to the main thread.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

/// One closure on its way. The frame that awaits it may be dropped at any time: then the closure,
/// which refers to that frame, is not begun any more, and the dropping waits while it runs.
class Request final : public WriteJob {
 public:
  explicit Request(std::shared_ptr<LoopLink> link) : link(std::move(link)) {}

  std::function<void(Tx&)> write;
  std::function<void(Snapshot&)> read;
  const std::shared_ptr<LoopLink> link;  // Shared with the Database.
  OneShot<void>* waiter = nullptr;       // The loop's thread only.

  void run(Tx& tx) override {
    guarded([&] { write(tx); });
  }
  void run(Snapshot& snapshot) {
    guarded([&] { read(snapshot); });
  }

  /// From the loop's thread. Afterwards the closure is not touched any more.
  void abandon() {
    waiter = nullptr;
    for (State seen = State::idle; !state_.compare_exchange_weak(seen, State::abandoned);) {
      if (seen == State::abandoned) return;
      if (seen == State::running) state_.wait(State::running);
      seen = State::idle;
    }
  }

  /// On the loop's thread, once all is done.
  void answer() {
    if (!failure)
      for (auto& done : after_commit) done();
    if (auto* waiting = std::exchange(waiter, nullptr)) {
      if (failure)
        waiting->fail(failure);
      else
        waiting->set();
    }
  }

 private:
  enum class State : std::uint8_t { idle, running, abandoned };

  template <class Work>
  void guarded(const Work& work) {
    State seen = State::idle;
    if (!state_.compare_exchange_strong(seen, State::running)) return;
    try {
      work();
    } catch (...) {
      end_run();
      throw;
    }
    end_run();
  }
  void end_run() {
    state_.store(State::idle);
    state_.notify_all();
  }

  std::atomic<State> state_ = State::idle;
};

namespace {

class ThreadedDatabase final : public Database {
 public:
  ThreadedDatabase(Workers& workers, std::shared_ptr<LoopLink> link)
      : workers_(workers), link_(std::move(link)) {}
  ~ThreadedDatabase() override { link_->close(); }

  void on_announcement(std::function<void()> heard) override { link_->listen(std::move(heard)); }
  std::size_t writes_waiting() const override { return workers_.writes_waiting(); }

 private:
  struct Abandon {
    Request& request;
    ~Abandon() { request.abandon(); }
  };

  Task<void> run_write(std::function<void(Tx&)> work) override {
    // Shared with the engine's queue and threads.
    const auto request = std::make_shared<Request>(link_);
    request->write = std::move(work);
    const Abandon at_end{*request};
    OneShot<void> done;
    done.on_cancel([](const Error&) {});  // A closure is short; its end is awaited.
    request->waiter = &done;
    workers_.enqueue_write(request);
    co_await done;
  }

  Task<void> run_read(std::function<void(Snapshot&)> work) override {
    const auto request = std::make_shared<Request>(link_);
    request->read = std::move(work);
    const Abandon at_end{*request};
    OneShot<void> done;
    done.on_cancel([](const Error&) {});
    request->waiter = &done;
    workers_.enqueue_read(request);
    co_await done;
  }

  Workers& workers_;
  const std::shared_ptr<LoopLink> link_;
};

}  // namespace

Workers::Workers(Sessions writers, Sessions readers, Announcements& announcements)
    : announcements_(announcements) {
  const SignalsBlocked blocked;
  const auto start = [this](std::unique_ptr<Session> session, const char* name, auto run) {
    sessions_.push_back(std::move(session));
    threads_.emplace_back([this, run, used = sessions_.back().get()] { (this->*run)(*used); });
    pthread_setname_np(threads_.back().native_handle(), name);
  };
  for (auto& session : writers) start(std::move(session), "sql-writer", &Workers::write_until_end);
  for (auto& session : readers) start(std::move(session), "sql-reader", &Workers::read_until_end);
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  writes_.filled.notify_all();
  reads_.filled.notify_all();
  threads_.clear();  // Joins.
  // Writers last: SQLite's write-ahead log goes into the file when the last connection is closed,
  // which a reader may not do.
  while (!sessions_.empty()) sessions_.pop_back();
}

std::unique_ptr<Database> Workers::attach(Loop& loop) {
  auto link = std::make_shared<LoopLink>(loop);
  announcements_.add(link);
  return std::make_unique<ThreadedDatabase>(*this, std::move(link));
}

std::size_t Workers::writes_waiting() {
  const std::lock_guard lock(mutex_);
  return writes_.waiting.size();
}

void Workers::enqueue(Lane& lane, std::shared_ptr<Request> request) {
  {
    const std::lock_guard lock(mutex_);
    if (lane.waiting.size() >= queue_max)
      throw Failure(Error{.kind = ErrorKind::limit,
                          .message = "the database cannot keep up; try again later",
                          .code = "sql.queue_full"});
    lane.waiting.push_back(std::move(request));
  }
  lane.filled.notify_one();
}

Workers::Requests Workers::take(Lane& lane, std::size_t most) {
  std::unique_lock lock(mutex_);
  lane.filled.wait(lock, [&] { return is_ending_ || !lane.waiting.empty(); });
  if (lane.waiting.size() <= most) return std::exchange(lane.waiting, {});
  Requests taken;
  for (; taken.size() < most; lane.waiting.pop_front())
    taken.push_back(std::move(lane.waiting.front()));
  return taken;
}

void Workers::write_until_end(Session& session) {
  for (Requests batch; !(batch = take(writes_, batch_max)).empty();) {
    std::vector<WriteJob*> jobs;
    jobs.reserve(batch.size());
    for (const auto& request : batch) jobs.push_back(request.get());
    run_batch(session, jobs);
    const bool is_announced = std::ranges::any_of(
        jobs, [](const WriteJob* job) { return job->is_announced && !job->failure; });
    // One message per loop, in the order of the batch.
    std::map<std::shared_ptr<LoopLink>, Requests> by_loop;
    for (auto& request : batch) by_loop[request->link].push_back(std::move(request));
    for (auto& [link, requests] : by_loop)
      link->post([answered = std::move(requests)] {
        for (const auto& request : answered) request->answer();
      });
    if (is_announced) announcements_.ring();
  }
}

void Workers::read_until_end(Session& session) {
  for (Requests batch; !(batch = take(reads_, 1)).empty();) {
    auto request = std::move(batch.front());
    try {
      run_snapshot(session, [&](Snapshot& snapshot) { request->run(snapshot); });
    } catch (...) {
      request->failure = std::current_exception();
    }
    const auto link = request->link;
    link->post([answered = std::move(request)] { answered->answer(); });
  }
}

}  // namespace mirante::sql
