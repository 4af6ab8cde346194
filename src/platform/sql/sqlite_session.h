// One SQLite connection as a Session. Private to platform/sql.
#pragma once

#include <sqlite3.h>

#include "base/clock.h"
#include "platform/sql/engine.h"
#include "platform/sql/session.h"
#include "platform/sql/statement_cache.h"

namespace mirante::sql {

class SqliteStatement {
 public:
  explicit SqliteStatement(sqlite3_stmt* raw) : raw_(raw) {}
  SqliteStatement(SqliteStatement&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  SqliteStatement& operator=(SqliteStatement&&) = delete;
  ~SqliteStatement() { sqlite3_finalize(raw_); }

  sqlite3_stmt* raw() const { return raw_; }
  void reset() {
    sqlite3_reset(raw_);
    sqlite3_clear_bindings(raw_);
  }

 private:
  sqlite3_stmt* raw_;
};

struct SqliteOptions {
  std::string file;           // As SQLite takes it: a path or ":memory:".
  std::string shown_name;     // In messages.
  const char* vfs = nullptr;  // A simulated disk's name, or the machine's files.
  bool is_read_only = false;
  bool is_synced = true;         // Each commit waits for the disk.
  bool is_exclusive = false;     // No other connection at all; then no shared memory is needed.
  const Clock* clock = nullptr;  // Answers Snapshot::now.
};

class SqliteSession final : public Session {
 public:
  /// Throws Failure(corrupt) when the file is no intact database, Failure(unavailable) when it
  /// cannot be opened.
  explicit SqliteSession(SqliteOptions options);
  ~SqliteSession() override;

  void each(std::string_view statement, Args args,
            const std::function<bool(const Row&)>& take) override;
  void each_for_update(std::string_view statement, Args args,
                       const std::function<bool(const Row&)>& take) override {
    each(statement, args, take);  // A transaction that writes is alone in SQLite.
  }
  Instant now() override { return options_.clock->now(); }
  std::int64_t execute(std::string_view statement, Args args) override;
  void upsert(std::string_view table, std::span<const std::string_view> keys,
              std::span<const std::string_view> others, Args values) override;

  void begin_write() override;
  void begin_read() override;
  void set_mark() override;
  void undo_to_mark() override;
  void drop_mark() override;
  std::optional<Ending> lost() override;
  Ending commit() override;
  void rollback() noexcept override;
  void end_read() noexcept override;
  bool wait_to_retry(int attempt) override;

  /// See Engine::version. From any thread.
  std::optional<StoreVersion> version() const;

  /// Statements without arguments and rows: pragmas, DDL. Not cached.
  void run_script(const std::string& sql);
  /// Lines of `pragma quick_check` or `integrity_check` other than "ok".
  std::vector<std::string> complaints(const std::string& pragma);
  /// Takes over all that the other holds, in place of what was here.
  void become_copy_of(SqliteSession& other);
  /// Copies the whole database into a new file, durably.
  void copy_to(const std::string& path);

 private:
  using Lease = StatementCache<SqliteStatement>::Lease;

  void configure();
  void find_log_header();
  Lease prepared(std::string_view text);
  void bind(sqlite3_stmt* statement, std::string_view text, Args args);
  void step_to_end(std::string_view text);
  [[noreturn]] void throw_error(int code, std::string_view text);
  Error error_for(int code, std::string_view text) const;

  SqliteOptions options_;
  sqlite3* raw_ = nullptr;
  StatementCache<SqliteStatement> statements_{256};
  bool in_write_ = false;
  int commits_failed_in_row_ = 0;
  std::optional<Error> lost_why_;  // The error that made SQLite roll back by itself.
  const volatile std::uint64_t* log_header_ = nullptr;  // SQLite's; while the session lives.
  std::uint64_t writes_begun_ = 0;  // Where there is no such header: nobody else writes.
};

}  // namespace mirante::sql
