#include "platform/sql/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <system_error>

#include "platform/sql/mariadb_session.h"

namespace mirante::sql {
namespace {

constexpr std::string_view create_table =
    "create table if not exists schema_migrations ("
    " room varchar(100) not null, number bigint not null, name varchar(200) not null,"
    " checksum varchar(64) not null, statements_begun bigint not null,"
    " statements_done bigint not null, is_done bigint not null, applied_at bigint not null,"
    " primary key (room, number))";

std::vector<RecordedMigration> load_recorded(Snapshot& snapshot) {
  std::vector<RecordedMigration> recorded;
  for (const auto& row : snapshot.all(
           "select room, number, name, checksum, statements_begun, statements_done, is_done"
           " from schema_migrations order by room, number"))
    recorded.push_back({.room = row.text(0),
                        .number = static_cast<int>(row.integer(1)),
                        .name = row.text(2),
                        .checksum = row.text(3),
                        .statements_begun = static_cast<int>(row.integer(4)),
                        .statements_done = static_cast<int>(row.integer(5)),
                        .is_done = row.boolean(6)});
  return recorded;
}

void record(Tx& tx, const PendingMigration& step, int begun, int done, Instant now) {
  const auto total = static_cast<int>(step.statements.size());
  tx.put("schema_migrations", {"room", "number"},
         {"name", "checksum", "statements_begun", "statements_done", "is_done", "applied_at"},
         step.migration.room, step.migration.number, step.migration.name, step.checksum, begun,
         done, done == total, now);
}

/// What has no common form: counters of tables, here, and the table of an index that is dropped,
/// which `drop index NAME on TABLE` names, below.
std::string with_counters(std::string statement, std::string_view native) {
  constexpr std::string_view common = "bigint auto_number primary key";
  for (auto at = statement.find(common); at != std::string::npos; at = statement.find(common))
    statement.replace(at, common.size(), native);
  return statement;
}

std::string name_of(const Migration& migration) {
  return fmt::format("{} {} {}", migration.room, migration.number, migration.name);
}

[[noreturn]] void rethrow_naming(const Migration& migration, const Failure& failure) {
  Error error = failure.error();
  error.message = fmt::format("step {} ({}) of the stored data of \"{}\" failed: {}",
                              migration.number, migration.name, migration.room, error.message);
  throw Failure(std::move(error));
}

class InTransaction final : public WriteJob {
 public:
  explicit InTransaction(std::function<void(Tx&)> work) : work_(std::move(work)) {}
  void run(Tx& tx) override { work_(tx); }

 private:
  std::function<void(Tx&)> work_;
};

void in_transaction(Session& session, std::function<void(Tx&)> work) {
  InTransaction job(std::move(work));
  WriteJob* const jobs[] = {&job};
  run_batch(session, jobs);
  if (job.failure) std::rethrow_exception(job.failure);
}

/// A copy of the whole file beside it; empty when there is nothing to lose.
std::string back_up(SqliteSession& session, const std::filesystem::path& file, Instant now) {
  if (file == ":memory:") return {};
  const auto folder = file.parent_path() / "backups";
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed)
    throw Failure(ErrorKind::unavailable,
                  fmt::format("the folder {} for the backup before the upgrade cannot be made: {}",
                              folder.string(), failed.message()));
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  std::string stamp = to_iso8601(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  const auto target = folder / fmt::format("{}-before-upgrade-{}.db", file.stem().string(), stamp);
  const auto unfinished = target.string() + ".part";
  std::filesystem::remove(unfinished, failed);
  session.copy_to(unfinished);
  std::filesystem::rename(unfinished, target);
  return target.string();
}

/// Holds the server's lock of this name while it lives, so that two processes that start together
/// do not both migrate.
class MigrationLock {
 public:
  MigrationLock(MariadbSession& session, const std::string& database)
      : session_(session), name_("mirante.migrate." + database) {
    const auto row = session_.one("select get_lock(?, 600)", name_);
    if (row->is_null(0) || row->integer(0) != 1)
      throw Failure(ErrorKind::unavailable,
                    "another process has been bringing the database up to date for ten minutes; "
                    "look at its log");
  }
  ~MigrationLock() {
    try {
      session_.one("select release_lock(?)", name_);
    } catch (const Failure&) {
      // The lock went with the connection.
    }
  }

 private:
  MariadbSession& session_;
  std::string name_;
};

void require_charset(MariadbSession& session, const std::string& database) {
  constexpr std::string_view wanted = "utf8mb4_nopad_bin";
  const auto row = session.one(
      "select default_collation_name from information_schema.schemata"
      " where schema_name = database()");
  if (row->text(0) == wanted) return;
  const auto tables = session.one(
      "select count(*) from information_schema.tables where table_schema = database()"
      " and table_name <> 'commit_marks'");
  if (tables->integer(0) > 0)
    throw Failure(Error{
        .kind = ErrorKind::conflict,
        .message = fmt::format("the database {} compares text by {}; Mirante needs {}: give it an "
                               "empty database of its own",
                               database, row->text(0), wanted),
        .code = "sql.collation"});
  session.run_script("alter database character set utf8mb4 collate utf8mb4_nopad_bin");
}

/// The change of a table may have been made before the last run was cut off. (Rows are stored
/// together with the note that they are, so they are never taken for done.)
bool says_already_done(std::string statement, const Failure& failure) {
  std::ranges::transform(statement, statement.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto says = [&](std::string_view words) {
    return failure.error().message.find(words) != std::string::npos;
  };
  if (statement.starts_with("create ")) return says("already exists") || says("Duplicate key name");
  if (statement.starts_with("drop ")) return says("Unknown table") || says("Can't DROP");
  if (!statement.starts_with("alter table ")) return false;
  return says("Duplicate column name") || says("Duplicate key name") || says("Can't DROP") ||
         (statement.find(" rename to ") != std::string::npos && says("doesn't exist"));
}

void apply_mariadb(MariadbSession& session, const PendingMigration& step) {
  const auto total = static_cast<int>(step.statements.size());
  if (total == 0) in_transaction(session, [&](Tx& tx) { record(tx, step, 0, 0, tx.now()); });
  for (int done = step.statements_done; done < total; ++done) {
    const bool is_resumed = done == step.statements_done && step.statements_begun > done;
    const auto statement = with_counters(step.statements[static_cast<std::size_t>(done)],
                                         "bigint not null auto_increment primary key");
    in_transaction(session, [&](Tx& tx) { record(tx, step, done + 1, done, tx.now()); });
    // Rows that a statement writes are stored together with the note that it is done.
    session.begin_write();
    try {
      session.run_script(statement);
    } catch (const Failure& failure) {
      session.rollback();
      if (!is_resumed || !says_already_done(statement, failure)) throw;
      session.begin_write();
    }
    record(session, step, done + 1, done + 1, session.now());
    session.run_script("commit");
  }
}

/// "drop index NAME on TABLE" is MariaDB's; to SQLite an index has a name of its own.
std::string without_table(std::string statement) {
  if (statement.starts_with("drop index "))
    statement.resize(std::min(statement.find(" on "), statement.size()));
  return statement;
}

void apply_sqlite(Tx& tx, const PendingMigration& step, Instant now) {
  for (const auto& statement : step.statements)
    tx.exec(without_table(with_counters(statement, "integer primary key autoincrement")));
  const auto count = static_cast<int>(step.statements.size());
  record(tx, step, count, count, now);
}

const std::vector<RecordedMigration> no_migrations;

/// Nullopt: nothing is there yet.
std::optional<std::vector<RecordedMigration>> recorded_in(SqliteSession& session) {
  std::optional<std::vector<RecordedMigration>> recorded;
  run_snapshot(session, [&](Snapshot& snapshot) {
    recorded.reset();
    if (snapshot.one("select 1 from sqlite_master where type = 'table'"))
      recorded = load_recorded(snapshot);
  });
  return recorded;
}

std::vector<std::string> names_of(const std::vector<PendingMigration>& plan) {
  std::vector<std::string> names;
  for (const auto& step : plan) names.push_back(name_of(step.migration));
  return names;
}

}  // namespace

std::vector<std::string> plan_sqlite(SqliteSession& session, std::span<const Migrations> rooms) {
  return names_of(or_throw(plan_migrations(rooms, recorded_in(session).value_or(no_migrations))));
}

std::vector<std::string> plan_mariadb(MariadbSession& session, std::span<const Migrations> rooms) {
  session.connect();
  std::vector<RecordedMigration> recorded;
  run_snapshot(session, [&](Snapshot& snapshot) {
    recorded.clear();
    if (snapshot.one("select 1 from information_schema.tables where table_schema = database()"
                     " and table_name = 'schema_migrations'"))
      recorded = load_recorded(snapshot);
  });
  return names_of(or_throw(plan_migrations(rooms, recorded)));
}

MigrationReport migrate_mariadb(MariadbSession& session, const std::string& database,
                                std::span<const Migrations> rooms) {
  session.connect();
  const MigrationLock lock(session, database);
  require_charset(session, database);
  session.run_script(std::string(create_table) +
                     " character set utf8mb4 collate utf8mb4_nopad_bin");
  std::vector<RecordedMigration> recorded;
  run_snapshot(session, [&](Snapshot& snapshot) { recorded = load_recorded(snapshot); });
  MigrationReport report;
  for (const auto& step : or_throw(plan_migrations(rooms, recorded))) {
    try {
      apply_mariadb(session, step);
    } catch (const Failure& failure) {
      rethrow_naming(step.migration, failure);
    }
    report.applied.push_back(name_of(step.migration));
  }
  return report;
}

MigrationReport migrate_sqlite(SqliteSession& session, const std::filesystem::path& file,
                               std::span<const Migrations> rooms, Instant now) {
  const auto recorded = recorded_in(session);
  const bool is_new = !recorded.has_value();
  const auto plan = or_throw(plan_migrations(rooms, recorded.value_or(no_migrations)));

  MigrationReport report;
  if (plan.empty()) return report;
  if (!is_new) report.backup = back_up(session, file, now);
  const auto apply = [&](Tx& tx, const PendingMigration& step) {
    try {
      apply_sqlite(tx, step, now);
    } catch (const Failure& failure) {
      rethrow_naming(step.migration, failure);
    }
  };
  // The tables of a new file come all at once, as each transaction waits for the disk. In a file
  // that holds something what is done stays done.
  if (is_new)
    in_transaction(session, [&](Tx& tx) {
      tx.exec(create_table);
      for (const auto& step : plan) apply(tx, step);
    });
  else
    for (const auto& step : plan) in_transaction(session, [&](Tx& tx) { apply(tx, step); });
  report.applied = names_of(plan);
  return report;
}

}  // namespace mirante::sql
