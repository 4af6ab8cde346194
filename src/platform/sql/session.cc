#include "platform/sql/session.h"

#include <algorithm>

namespace mirante::sql {
namespace {

constexpr int retries_max = 12;

/// Runs every job in the open transaction. False when the transaction was lost on the way.
bool run_jobs(Session& session, std::span<WriteJob* const> jobs) {
  const bool is_shared = jobs.size() > 1;
  for (WriteJob* job : jobs) {
    job->failure = nullptr;
    if (is_shared) session.set_mark();
    try {
      job->run(session);
    } catch (...) {
      job->failure = std::current_exception();
    }
    job->after_commit = session.take_after_commit();
    job->is_announced = session.take_announced();
    if (session.lost()) return false;
    if (is_shared) {
      if (job->failure) session.undo_to_mark();
      session.drop_mark();
      if (session.lost()) return false;
    }
  }
  return true;
}

/// One attempt for all jobs. A transaction of one job that threw is rolled back by `commit`'s
/// counterpart, so nothing of it is stored.
Ending attempt(Session& session, std::span<WriteJob* const> jobs) {
  session.begin_write();
  try {
    const bool is_whole = run_jobs(session, jobs);
    if (!is_whole) {
      const Ending lost = *session.lost();
      session.rollback();
      return lost;
    }
    if (jobs.size() == 1 && jobs.front()->failure) {
      session.rollback();
      return {};
    }
    return session.commit();
  } catch (...) {
    session.rollback();
    throw;
  }
}

void fail_all(std::span<WriteJob* const> jobs, const std::exception_ptr& failure) {
  for (WriteJob* job : jobs) {
    job->failure = failure;
  }
}

}  // namespace

void run_batch(Session& session, std::span<WriteJob* const> jobs) {
  for (int repetition = 1;; ++repetition) {
    Ending ending;
    try {
      ending = attempt(session, jobs);
    } catch (...) {
      return fail_all(jobs, std::current_exception());
    }
    switch (ending.kind) {
      case Ending::Kind::committed: return;
      case Ending::Kind::unknown:
        return fail_all(jobs, std::make_exception_ptr(Failure(ending.error)));
      case Ending::Kind::undone: break;
    }
    // One of them may be the reason, so from now on each runs alone.
    if (jobs.size() > 1) {
      for (std::size_t i = 0; i < jobs.size(); ++i) run_batch(session, jobs.subspan(i, 1));
      return;
    }
    if (!ending.may_retry || repetition > retries_max || !session.wait_to_retry(repetition))
      return fail_all(jobs, std::make_exception_ptr(Failure(ending.error)));
  }
}

void run_snapshot(Session& session, const std::function<void(Snapshot&)>& work) {
  for (int repetition = 1;; ++repetition) {
    session.begin_read();
    std::exception_ptr failure;
    try {
      work(session);
    } catch (...) {
      failure = std::current_exception();
    }
    const auto lost = session.lost();
    session.end_read();
    if (!lost) {
      if (failure) std::rethrow_exception(failure);
      return;
    }
    if (!lost->may_retry || repetition > retries_max || !session.wait_to_retry(repetition))
      throw Failure(lost->error);
  }
}

std::string first_words(std::string_view statement) {
  std::string words;
  for (const char c : statement) {
    const bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (is_space && (words.empty() || words.back() == ' ')) continue;
    words += is_space ? ' ' : c;
    if (words.size() == 60) return words + "…";
  }
  return words;
}

}  // namespace mirante::sql
