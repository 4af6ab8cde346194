// One connection of an engine, used by one thread at a time: what SQLite and MariaDB have in common
// below the face that rooms see. `run_batch` is group commit: many closures, one transaction, each
// in a savepoint of its own. Private to platform/sql.
#pragma once

#include <exception>
#include <memory>
#include <optional>

#include "platform/sql/sql.h"

namespace mirante::sql {

/// How a transaction ended.
struct Ending {
  enum class Kind : std::uint8_t {
    committed,
    undone,   // Certainly nothing of it is stored.
    unknown,  // COMMIT was sent and no answer came; nobody could tell.
  };
  Kind kind = Kind::committed;
  Error error = {};        // Why it is not committed.
  bool may_retry = false;  // Undone for a reason that running it again may cure.
};

class Session : public Tx {
 public:
  /// Begins a transaction; reconnects if it must. Throws Failure(unavailable).
  virtual void begin_write() = 0;
  virtual void begin_read() = 0;
  /// Savepoints: a closure that throws is undone alone.
  virtual void set_mark() = 0;
  virtual void undo_to_mark() = 0;
  virtual void drop_mark() = 0;

  /// Set when the transaction is lost as a whole, whatever the closure made of the exception.
  virtual std::optional<Ending> lost() = 0;
  virtual Ending commit() = 0;
  virtual void rollback() noexcept = 0;
  /// Ends a transaction that only read.
  virtual void end_read() noexcept = 0;

  /// Waits before the `attempt`-th repetition (first is 1); false when it should not be tried
  /// again.
  virtual bool wait_to_retry(int attempt) = 0;

  void after_commit(std::move_only_function<void()> done) final {
    after_commit_.push_back(std::move(done));
  }
  void announce() final { is_announced_ = true; }
  std::vector<std::move_only_function<void()>> take_after_commit() {
    return std::exchange(after_commit_, {});
  }
  bool take_announced() { return std::exchange(is_announced_, false); }

 private:
  std::vector<std::move_only_function<void()>> after_commit_;
  bool is_announced_ = false;
};

/// One closure of a batch, and what became of it.
class WriteJob {
 public:
  virtual ~WriteJob() = default;
  /// Runs the closure, unless its owner is gone.
  virtual void run(Tx& tx) = 0;

  std::exception_ptr failure;  // Set: undone, and this is why.
  std::vector<std::move_only_function<void()>>
      after_commit;  // To be called if there is no failure.
  bool is_announced = false;
};

/// Runs all jobs in as few transactions as it can; afterwards each is committed or has its failure.
void run_batch(Session& session, std::span<WriteJob* const> jobs);

/// Runs `work` in a transaction that only reads, again if the connection was lost. Throws what it
/// throws.
void run_snapshot(Session& session, const std::function<void(Snapshot&)>& work);

/// The first words of a statement, for messages.
std::string first_words(std::string_view statement);

}  // namespace mirante::sql
