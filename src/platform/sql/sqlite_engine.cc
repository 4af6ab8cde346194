// The SQLite engine: one file, one connection that writes, some that read.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "platform/sql/engine.h"
#include "platform/sql/inline_database.h"
#include "platform/sql/migrate.h"
#include "platform/sql/simulated_disk.h"
#include "platform/sql/sqlite_session.h"
#include "platform/sql/workers.h"

namespace mirante::sql {
namespace {

/// Files up to this size are read once at start, which takes well under 100 ms.
constexpr std::uintmax_t checked_at_start_max = 16 << 20;

/// The machine's time until a loop with a time of its own attaches.
class LoopClock final : public Clock {
 public:
  void follow(Loop& loop) { clock_ = &loop.clock(); }
  Instant now() const override { return clock_->now(); }
  Steady steady() const override { return clock_->steady(); }

 private:
  SystemClock system_;
  const Clock* clock_ = &system_;
};

[[noreturn]] void refuse_damaged(const std::filesystem::path& file, const std::string& complaint) {
  throw Failure(Error{.kind = ErrorKind::corrupt,
                      .message = fmt::format(
                          "the database {} is damaged ({}); keep a copy of the file, and put the "
                          "newest file of {} in its place",
                          file.string(), complaint, (file.parent_path() / "backups").string()),
                      .code = "sql.corrupt"});
}

class SqliteEngine final : public Engine {
 public:
  explicit SqliteEngine(SqliteConfig config) : config_(std::move(config)) {
    MIRANTE_CHECK(is_inline() || (is_file() && config_.readers > 0));
    if (is_file()) make_private();
    writer_ = open_session(Open::writer);
    writing_ = writer_.get();
    std::error_code none;
    if (is_file() && std::filesystem::file_size(config_.path, none) <= checked_at_start_max)
      if (const auto wrong = writer_->complaints("pragma quick_check(1)"); !wrong.empty())
        refuse_damaged(config_.path, wrong.front());
  }

  std::unique_ptr<Database> attach(Loop& loop) override {
    if (is_inline()) {
      clock_.follow(loop);
      return std::make_unique<InlineDatabase>(*writer_, *writer_, announcements_, loop,
                                              config_.effects);
    }
    const std::lock_guard lock(starting_);
    if (!workers_) start_workers();
    return workers_->attach(loop);
  }

  MigrationReport migrate(std::span<const Migrations> rooms) override {
    MIRANTE_CHECK(writer_ != nullptr);  // Migrate before the loops attach.
    return migrate_sqlite(*writer_, is_file() ? config_.path : ":memory:", rooms, clock_.now());
  }

  std::vector<std::string> plan(std::span<const Migrations> rooms) override {
    MIRANTE_CHECK(writer_ != nullptr);  // Before the loops attach, as `migrate`.
    return plan_sqlite(*writer_, rooms);
  }

  std::optional<StoreVersion> version() const override { return writing_->version(); }

  void become_copy_of(SqliteEngine& other) { writer_->become_copy_of(*other.writer_); }

  std::vector<std::string> check() override {
    if (is_inline()) return writer_->complaints("pragma integrity_check");
    return open_session(Open::reader)->complaints("pragma integrity_check");
  }

 private:
  enum class Open : std::uint8_t { writer, reader };

  bool is_inline() const { return config_.running == Running::inline_; }
  bool is_file() const { return config_.disk == nullptr && config_.path != ":memory:"; }

  /// SQLite gives its own files the mode of this one.
  void make_private() const {
    const int file = ::open(config_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
  }

  std::unique_ptr<SqliteSession> open_session(Open as) {
    return std::make_unique<SqliteSession>(
        SqliteOptions{.file = config_.path.string(),
                      .shown_name = config_.path.string(),
                      .vfs = config_.disk != nullptr ? config_.disk->name().c_str() : nullptr,
                      .is_read_only = as == Open::reader,
                      .is_synced = config_.synced == Synced::each_commit,
                      .is_exclusive = is_inline() && !is_file(),
                      .clock = &clock_});
  }

  void start_workers() {
    Workers::Sessions writers;
    Workers::Sessions readers;
    writers.push_back(std::move(writer_));
    for (int i = 0; i < config_.readers; ++i) readers.push_back(open_session(Open::reader));
    workers_.emplace(std::move(writers), std::move(readers), announcements_);
  }

  const SqliteConfig config_;
  LoopClock clock_;
  Announcements announcements_;
  std::unique_ptr<SqliteSession> writer_;   // Until the threads take it.
  const SqliteSession* writing_ = nullptr;  // The same; while the engine lives.
  std::mutex starting_;
  std::optional<Workers> workers_;
};

/// A Database that keeps its engine alive.
class OwnedMemory final : public Database {
 public:
  OwnedMemory(std::unique_ptr<Engine> engine, Loop& loop)
      : engine_(std::move(engine)), database_(engine_->attach(loop)) {}

  void on_announcement(std::function<void()> heard) override {
    database_->on_announcement(std::move(heard));
  }
  std::size_t writes_waiting() const override { return database_->writes_waiting(); }

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
  return std::make_unique<SqliteEngine>(std::move(config));
}

std::unique_ptr<Engine> copy_memory(Engine& memory) {
  auto copy =
      std::make_unique<SqliteEngine>(SqliteConfig{.path = ":memory:", .running = Running::inline_});
  copy->become_copy_of(dynamic_cast<SqliteEngine&>(memory));
  return copy;
}

std::unique_ptr<Database> open_memory(Loop& loop, std::vector<Migrations> rooms) {
  auto engine = open_sqlite({.path = ":memory:", .running = Running::inline_});
  engine->migrate(rooms);
  return std::make_unique<OwnedMemory>(std::move(engine), loop);
}

}  // namespace mirante::sql
