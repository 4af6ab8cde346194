#include "platform/sql/migrate.h"

#include <fmt/format.h>

#include <system_error>

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
  bool run(Tx& tx) override {
    work_(tx);
    return true;
  }

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

}  // namespace

MigrationReport migrate_sqlite(SqliteSession& session, const std::filesystem::path& file,
                               std::span<const Migrations> rooms, Instant now) {
  bool is_new = false;
  std::vector<RecordedMigration> recorded;
  run_snapshot(session, [&](Snapshot& snapshot) {
    is_new = !snapshot.one("select 1 from sqlite_master where type = 'table'");
    recorded.clear();
    if (!is_new) recorded = load_recorded(snapshot);
  });
  const auto plan = or_throw(plan_migrations(rooms, recorded));

  MigrationReport report;
  if (plan.empty()) return report;
  if (!is_new) report.backup = back_up(session, file, now);
  if (is_new) in_transaction(session, [](Tx& tx) { tx.exec(create_table); });
  for (const auto& step : plan) {
    try {
      in_transaction(session, [&](Tx& tx) {
        for (const auto& statement : step.statements) tx.exec(statement);
        const auto count = static_cast<int>(step.statements.size());
        record(tx, step, count, count, now);
      });
    } catch (const Failure& failure) {
      rethrow_naming(step.migration, failure);
    }
    report.applied.push_back(name_of(step.migration));
  }
  return report;
}

}  // namespace mirante::sql
