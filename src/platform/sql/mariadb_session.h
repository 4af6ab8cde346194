// One MariaDB connection as a Session, which comes back after it was lost. Private to platform/sql.
//
// Each writing session owns one row of `commit_marks` and numbers its transactions in it. When the
// connection is lost after COMMIT was sent, a new connection locks that row (which waits until the
// old transaction has ended either way) and the number tells whether it was committed.
#pragma once

#include <mysql.h>

#include "base/clock.h"
#include "platform/sql/engine.h"
#include "platform/sql/session.h"
#include "platform/sql/statement_cache.h"

namespace mirante::sql {

class MariadbStatement {
 public:
  explicit MariadbStatement(MYSQL_STMT* raw) : raw_(raw) {}
  MariadbStatement(MariadbStatement&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  MariadbStatement& operator=(MariadbStatement&&) = delete;
  ~MariadbStatement() {
    if (raw_ != nullptr) mysql_stmt_close(raw_);
  }

  MYSQL_STMT* raw() const { return raw_; }
  void reset() { mysql_stmt_free_result(raw_); }

 private:
  MYSQL_STMT* raw_;
};

class MariadbSession final : public Session {
 public:
  enum class Use : std::uint8_t { write, read, migrate };

  /// Connects when it is first used. `config` must outlive it.
  MariadbSession(const MariadbConfig& config, Use use);
  ~MariadbSession() override;

  void each(std::string_view statement, Args args,
            const std::function<bool(const Row&)>& take) override;
  void each_for_update(std::string_view statement, Args args,
                       const std::function<bool(const Row&)>& take) override;
  Instant now() override;
  std::int64_t execute(std::string_view statement, Args args) override;
  void upsert(std::string_view table, std::span<const std::string_view> keys,
              std::span<const std::string_view> others, Args values) override;

  void begin_write() override;
  void begin_read() override;
  void set_mark() override { run_script("savepoint closure"); }
  void undo_to_mark() override { run_script("rollback to savepoint closure"); }
  void drop_mark() override { run_script("release savepoint closure"); }
  std::optional<Ending> lost() override { return lost_; }
  Ending commit() override;
  void rollback() noexcept override;
  void end_read() noexcept override;
  bool wait_to_retry(int attempt) override;

  /// Connects now if it is not connected; throws Failure(unavailable) when the server does not come
  /// within `config.connect_for`, Failure(unauthorized) at once when it refuses the user.
  void connect();
  /// One statement without arguments and rows, not prepared.
  void run_script(const std::string& sql);

 private:
  using Lease = StatementCache<MariadbStatement>::Lease;
  struct Bound;

  bool try_connect(Error& why);
  void configure();
  void disconnect() noexcept;
  void claim_mark();
  Ending look_up_outcome(const Error& why);
  /// nullopt: the old transaction has not ended yet.
  std::optional<bool> is_number_committed();
  Lease prepared(std::string_view text);
  void run_prepared(MYSQL_STMT* statement, std::string_view text, Args args);
  void fetch_rows(MYSQL_STMT* statement, const std::function<bool(const Row&)>& take);
  [[noreturn]] void throw_error(unsigned code, const std::string& said, std::string_view text);
  Error error_for(unsigned code, const std::string& said, std::string_view text) const;

  const MariadbConfig& config_;
  const Use use_;
  SystemClock clock_;
  MYSQL* raw_ = nullptr;
  bool is_usable_ = false;  // Connected, and no error said otherwise since.
  unsigned long server_thread_ = 0;
  StatementCache<MariadbStatement> statements_{256};
  std::optional<Ending> lost_;
  bool has_written_ = false;
  bool has_mark_ = false;
  Id16 writer_{};            // Key of this session's row in commit_marks.
  std::int64_t number_ = 0;  // Of its newest transaction that wrote.
};

}  // namespace mirante::sql
