// Opening the relational store. An Engine is the shared, thread-safe part of a process: the writer
// thread, the readers, the connections. Each loop attaches once and hands the Database to the rooms
// that run on it.
//
//   auto engine = sql::open_sqlite({.path = data / "mirante.db"});
//   engine->migrate(rooms);                 // blocking, before the loops run
//   auto db = engine->attach(loop);
//
// Life times: loop > Database > engine's use of it. A Database waits in its destructor until the
// engine has let go of it; an Engine finishes what was queued before it ends.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/effects.h"
#include "base/loop.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::sql {

class SimulatedDisk;

/// Where closures run: on the engine's threads, or at once on the caller's (simulations, tests,
/// one-shot commands).
enum class Running : std::uint8_t { threads, inline_ };

/// What a store held at one moment: the same value means that nothing was committed in between, by
/// whatever process. Nothing else is to be read out of it.
using StoreVersion = std::array<std::uint64_t, 6>;

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::unique_ptr<Database> attach(Loop& loop) = 0;

  /// Brings the tables of all rooms up to date; see migrations.h. Blocks. A SQLite file that
  /// already holds something is copied beside itself first. Failure(conflict), code
  /// "sql.newer_schema" or "sql.migration_changed", before anything was touched.
  virtual MigrationReport migrate(std::span<const Migrations> rooms) = 0;

  /// What `migrate` would apply, named as in its report; changes nothing, refuses as it does.
  /// Blocks.
  virtual std::vector<std::string> plan(std::span<const Migrations> rooms) = 0;

  /// Where it is the same before and after some reads, all of them saw that state, and where it
  /// still is, they would see it again. Costs no call of the system and waits for nobody. Nullopt:
  /// this store cannot tell (MariaDB), or not at this moment. From any thread.
  virtual std::optional<StoreVersion> version() const { return std::nullopt; }

  /// Reads the whole store and returns what is wrong with it, one line each; empty: nothing.
  /// Blocks.
  virtual std::vector<std::string> check() = 0;
};

/// When the disk is waited for. `never`: a machine that dies may leave a damaged file behind; for a
/// store that is thrown away then.
enum class Synced : std::uint8_t { each_commit, never };

struct SqliteConfig {
  std::filesystem::path path;  // ":memory:" with `inline_` only.
  Running running = Running::threads;
  int readers = 3;                // Connections that only read; with `threads` only.
  SimulatedDisk* disk = nullptr;  // In place of the machine's files; with `inline_` only.
  Effects* effects = nullptr;     // Once crashed, no call ever completes; with `inline_` only.
  Synced synced = Synced::each_commit;
};

/// Failure(corrupt) naming the file and the mend when it is damaged or no database;
/// Failure(unavailable) when it cannot be opened.
std::unique_ptr<Engine> open_sqlite(SqliteConfig config);

struct MariadbConfig {
  enum class Tls : std::uint8_t { verify, off };

  std::string host;
  std::uint16_t port = 3306;
  std::string socket;  // A path; in place of host and port.
  std::string user;
  std::string password;
  std::string database;
  Tls tls = Tls::verify;
  std::string ca_file;  // Who may sign the server's certificate; empty: the system's list.
  Running running = Running::threads;
  int readers = 3;
  int writers = 1;  // More raise throughput over a slow network and the number of deadlocks.
  /// How long a call waits for a server that is away before Failure(unavailable), and how long the
  /// outcome of a lost COMMIT is looked up.
  std::chrono::milliseconds connect_for{10'000};
};

/// Reads `mysql://user:password@host:port/database?tls=verify|off&ca=FILE`, or
/// `…@/database?socket=PATH`. TLS is verified unless the server is this machine or `tls=off` is
/// said.
Result<MariadbConfig> parse_mariadb_url(std::string_view url);

/// "panel at db.example.com:3306"; for messages, without user and password.
std::string shown(const MariadbConfig& config);

/// Connects once so that a wrong address, user or password is told at start: Failure(unauthorized)
/// or Failure(unavailable).
std::unique_ptr<Engine> open_mariadb(MariadbConfig config);

/// Another store in memory that holds what `memory`, an inline one of SQLite, holds now. Cheaper
/// than to migrate each of many.
std::unique_ptr<Engine> copy_memory(Engine& memory);

/// A database in memory for tests, inline, with `rooms` migrated.
std::unique_ptr<Database> open_memory(Loop& loop, std::vector<Migrations> rooms = {});

}  // namespace mirante::sql
