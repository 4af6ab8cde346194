// The worker of the spine: claims due operations and jobs, fairly between tenants and accounts, and
// carries each out until it has ended. Any number of runners in any number of processes share one
// store; a lease by the store's time and a fence see to it that each operation is carried out by
// one of them at a time. One that dies is followed by another, which goes on from the journal.
//
// A queue or an after-commit hook may wake it; that is only a hint, as it also looks by itself.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/task_group.h"
#include "features/operations/job_run.h"
#include "features/operations/operation_run.h"

namespace mirante::operations {

class Runner {
 public:
  /// `services` refers to things that outlive the runner.
  Runner(RunnerServices services, RunnerConfig config = {});
  ~Runner();

  /// Runs until `stop` was called and everything here has come to rest. Never throws because of an
  /// operation or the store; only when it is cancelled itself.
  Task<void> run();

  /// There may be something to do. The loop's thread only.
  void wake() { wakes_.wake(); }
  /// Takes nothing new. Calls that are being made are ended and recorded; what remains is given
  /// back, so that the next process goes on at once.
  void stop();

  std::size_t running() const { return running_.size(); }

 private:
  struct Running;
  struct Loaded;
  using Key = std::pair<TenantId, OperationId>;

  /// Claims what is due and starts it; returns when to look again.
  Task<Steady> take_work(TaskGroup& group);
  Task<std::vector<std::shared_ptr<Running>>> claim_due();
  Task<void> carry(std::shared_ptr<Running> running);
  Task<void> carry_out(Running& running);
  Task<std::optional<Loaded>> load_claimed(const Claim& claim);
  Task<void> give_to_person(const Claim& claim, const Loaded& loaded, std::string code,
                            std::string text);
  Task<void> give_back(const Claim& claim, std::chrono::microseconds pause);
  Task<void> beat();
  Task<void> beat_once();
  void heard_cancels(const std::vector<CancelAsked>& asked);
  Load load() const;

  RunnerServices services_;
  const RunnerConfig config_;
  const std::string holder_;
  std::map<Key, std::shared_ptr<Running>> running_;  // Shared with the task that carries it out.
  bool is_stopping_ = false;
  bool is_at_rest_ = false;
  events::Waker wakes_;
  events::Waker beats_;
};

}  // namespace mirante::operations
