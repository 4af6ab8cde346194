// The SQLite engine: one file, one connection that writes, some that read.
#include <fmt/format.h>

#include "platform/sql/engine.h"
#include "platform/sql/inline_database.h"
#include "platform/sql/migrate.h"
#include "platform/sql/sqlite_session.h"

namespace mirante::sql {
namespace {

class InlineSqlite final : public Engine {
 public:
  explicit InlineSqlite(SqliteConfig config) : config_(std::move(config)) {
    session_.emplace(SqliteOptions{.file = config_.path.string(),
                                   .shown_name = config_.path.string(),
                                   .is_exclusive = true,
                                   .clock = &clock_});
  }

  std::unique_ptr<Database> attach(Loop& loop) override {
    clock_.of(loop);
    return std::make_unique<InlineDatabase>(*session_, *session_, loop, config_.effects);
  }

  MigrationReport migrate(std::span<const Migrations> rooms) override {
    return migrate_sqlite(*session_, config_.path, rooms, clock_.now());
  }

  std::vector<std::string> check() override {
    return session_->complaints("pragma integrity_check");
  }

 private:
  /// The machine's time until a loop with a time of its own attaches.
  class LoopClock final : public Clock {
   public:
    void of(Loop& loop) { clock_ = &loop.clock(); }
    Instant now() const override { return clock_->now(); }
    Steady steady() const override { return clock_->steady(); }

   private:
    SystemClock system_;
    const Clock* clock_ = &system_;
  };

  SqliteConfig config_;
  LoopClock clock_;
  std::optional<SqliteSession> session_;
};

/// A Database that keeps its engine alive.
class OwnedMemory final : public Database {
 public:
  OwnedMemory(std::unique_ptr<Engine> engine, Loop& loop)
      : engine_(std::move(engine)), database_(engine_->attach(loop)) {}
  Engine& engine() { return *engine_; }

 private:
  Task<void> run_write(std::function<void(Tx&)> work) override {
    return database_->write(std::move(work));
  }
  Task<void> run_read(std::function<void(Snapshot&)> work) override {
    return database_->read(std::move(work));
  }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Database> database_;
};

}  // namespace

std::unique_ptr<Engine> open_sqlite(SqliteConfig config) {
  return std::make_unique<InlineSqlite>(std::move(config));
}

std::unique_ptr<Database> open_memory(Loop& loop, std::vector<Migrations> rooms) {
  auto engine = open_sqlite({.path = ":memory:", .running = Running::inline_});
  auto database = std::make_unique<OwnedMemory>(std::move(engine), loop);
  database->engine().migrate(rooms);
  return database;
}

}  // namespace mirante::sql
