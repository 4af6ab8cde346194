#include "features/operations/job_run.h"

#include <algorithm>

#include "base/error_table.h"
#include "base/log.h"
#include "base/task_group.h"
#include "features/operations/finish.h"
#include "platform/events/events.h"

namespace mirante::operations {
namespace {

using namespace std::chrono_literals;

constexpr auto tick_pause = 1s;       // Between writes of the progress.
constexpr std::int64_t runs_max = 5;  // A job that fails in passing is run again this often.

Outcome outcome_for(State state) {
  switch (state) {
    case State::running:
    case State::succeeded:
    case State::partial: return Outcome::succeeded;
    case State::failed: return Outcome::failed;
    case State::refused: return Outcome::refused;
    case State::cancelled: return Outcome::cancelled;
    case State::needs_person: return Outcome::needs_person;
  }
  return Outcome::failed;
}

}  // namespace

JobRun::JobRun(RunnerServices& services, const RunnerConfig& config, Claim claim,
               Operation operation, std::vector<Target> targets)
    : services_(services),
      config_(config),
      claim_(std::move(claim)),
      operation_(std::move(operation)),
      ctx_{.tenant = operation_.tenant,
           .actor = operation_.by,
           .permissions = all_permissions(),
           .trace = operation_.id.text()},
      known_(std::move(targets)),
      done_(operation_.done),
      total_(operation_.total),
      ticker_(services.loop) {
  for (const auto& target : known_) refs_.push_back(target.ref);
}

Task<void> JobRun::run(Job& job) {
  // In this frame, so that it goes with it when the process dies.
  CancelScope scope(co_await current_scope());
  scope_ = &scope;
  const struct Forget {
    CancelScope*& scope;
    ~Forget() { scope = nullptr; }
  } forget{scope_};
  if (ordered_) scope.cancel(*ordered_);
  if (operation_.cancel_at) cancel(*operation_.cancel_at, operation_.cancel_by);
  std::optional<Error> error;
  {
    TaskGroup ticking(services_.loop, co_await current_scope());
    ticking.spawn(tick());
    try {
      co_await job.run(*this, operation_.params).under(scope);
    } catch (...) {
      error = error_of(std::current_exception());
    }
    is_done_ = true;
    ticker_.wake();
    co_await ticking.join();
  }
  if (has_lost_lease_) co_return;
  if (!error) co_return co_await end(State::succeeded, "", "");
  if (is_stopping_) co_return;
  if (ordered_) co_return co_await end(State::cancelled, ordered_->code, ordered_->message);
  if (is_transient(error->kind) && claim_.tries < runs_max) throw Failure(*error);
  co_await end(State::failed, error->code, error->message);
}

void JobRun::cancel(Instant, std::string by) {
  if (ordered_) return;
  ordered_ = Error{
      .kind = ErrorKind::cancelled, .message = "cancelled by " + by, .code = "operation.cancelled"};
  if (scope_) scope_->cancel(*ordered_);
}

void JobRun::stop_soon() {
  is_stopping_ = true;
  if (!ordered_)
    ordered_ = Error{.kind = ErrorKind::cancelled,
                     .message = "the panel is being stopped",
                     .code = "operation.draining"};
  if (scope_) scope_->cancel(*ordered_);
}

void JobRun::lose_lease() {
  has_lost_lease_ = true;
  if (!ordered_)
    ordered_ = Error{.kind = ErrorKind::cancelled,
                     .message = "another runner has taken this job over",
                     .code = "operation.lease_lost"};
  if (scope_) scope_->cancel(*ordered_);
}

void JobRun::progress(std::int64_t done, std::int64_t total) {
  is_stale_ = is_stale_ || done != done_ || total != total_;
  done_ = done;
  total_ = total;
}

Task<void> JobRun::tick() {
  while (!is_done_) {
    co_await ticker_.wait(ticker_.count(), services_.loop.clock().steady() + tick_pause);
    if (!is_stale_ || is_done_) continue;
    is_stale_ = false;
    try {
      co_await services_.db.write([this, done = done_, total = total_](sql::Tx& tx) {
        hold(tx, claim_, config_.lease);
        set_progress(tx, claim_.tenant, claim_.id, done, total);
        events::append(tx, claim_.tenant, "operation.changed",
                       {{"operation", claim_.id.text()}, {"kind", operation_.kind}});
      });
    } catch (const Failure& failure) {
      // Progress is for the eye; the work itself finds out when it reports.
      log::warning("job.progress.unwritten", log::kv("operation", claim_.id),
                   log::kv("why", failure.error().message));
    }
  }
}

Task<void> JobRun::report(std::vector<Target> targets, std::function<void(sql::Tx&)> also) {
  std::vector<std::pair<std::int64_t, Target>> rows;
  for (auto& target : targets) {
    auto known = std::ranges::find(known_, target.ref, &Target::ref);
    if (known == known_.end()) known = known_.insert(known_.end(), {.ref = target.ref});
    *known = std::move(target);
    rows.emplace_back(known - known_.begin(), *known);
  }
  try {
    co_await services_.db.write([&](sql::Tx& tx) {
      hold(tx, claim_, config_.lease);
      for (const auto& [ordinal, target] : rows)
        put_target(tx, claim_.tenant, claim_.id, ordinal, target);
      if (also) also(tx);
      if (!rows.empty())
        events::append(tx, claim_.tenant, "operation.changed",
                       {{"operation", claim_.id.text()}, {"kind", operation_.kind}});
    });
  } catch (const Failure& failure) {
    if (failure.error().code != "operation.lease_lost") throw;
    lose_lease();
    throw Failure(*ordered_);
  }
}

Task<void> JobRun::end(State state, std::string code, std::string reason) {
  std::vector<std::pair<std::int64_t, Target>> rows;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (known_[i].outcome != Outcome::pending) continue;
    known_[i].outcome = outcome_for(state);
    known_[i].reason_code = code;
    known_[i].reason = reason;
    rows.emplace_back(i, known_[i]);
  }
  std::vector<Outcome> outcomes;
  for (const auto& target : known_) outcomes.push_back(target.outcome);
  const Ending ending{.state = state == State::succeeded ? state_of(outcomes) : state,
                      .at = services_.loop.clock().now(),
                      .code = std::move(code),
                      .reason = std::move(reason),
                      .counts = counts_of(outcomes)};
  co_await services_.db.write([&](sql::Tx& tx) {
    hold(tx, claim_, config_.lease);
    for (const auto& [ordinal, target] : rows)
      put_target(tx, claim_.tenant, claim_.id, ordinal, target);
    set_progress(tx, claim_.tenant, claim_.id, done_, std::max(done_, total_));
    record_finished(tx, ctx_, claim_, operation_.kind, ending);
  });
  note_ended(services_.spine, operation_.kind, ending.state);
}

}  // namespace mirante::operations
