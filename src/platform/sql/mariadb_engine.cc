// The MariaDB engine: some connections that write, some that read, each with its thread.
#include "platform/sql/engine.h"
#include "platform/sql/inline_database.h"
#include "platform/sql/mariadb_session.h"
#include "platform/sql/migrate.h"
#include "platform/sql/workers.h"

namespace mirante::sql {
namespace {

class MariadbEngine final : public Engine {
 public:
  explicit MariadbEngine(MariadbConfig config) : config_(std::move(config)) {
    MIRANTE_CHECK(config_.writers > 0 && config_.readers > 0);
    MariadbSession(config_, MariadbSession::Use::migrate).connect();
  }

  std::unique_ptr<Database> attach(Loop& loop) override {
    const std::lock_guard lock(starting_);
    if (config_.running == Running::threads) {
      if (!workers_)
        workers_.emplace(sessions(config_.writers, MariadbSession::Use::write),
                         sessions(config_.readers, MariadbSession::Use::read), announcements_);
      return workers_->attach(loop);
    }
    if (!writer_) writer_.emplace(config_, MariadbSession::Use::write);
    if (!reader_) reader_.emplace(config_, MariadbSession::Use::read);
    return std::make_unique<InlineDatabase>(*writer_, *reader_, announcements_, loop, nullptr);
  }

  MigrationReport migrate(std::span<const Migrations> rooms) override {
    MariadbSession session(config_, MariadbSession::Use::migrate);
    return migrate_mariadb(session, config_.database, rooms);
  }

  std::vector<std::string> plan(std::span<const Migrations> rooms) override {
    MariadbSession session(config_, MariadbSession::Use::migrate);
    return plan_mariadb(session, rooms);
  }

  std::vector<std::string> check() override {
    MariadbSession session(config_, MariadbSession::Use::migrate);
    session.connect();
    std::vector<std::string> tables;
    for (const auto& row : session.all("select table_name from information_schema.tables"
                                       " where table_schema = database() order by table_name"))
      tables.push_back(row.text(0));
    std::vector<std::string> complaints;
    for (const auto& table : tables)
      for (const auto& row : session.all("check table \"" + table + "\""))
        if (row.text(2) != "status" || row.text(3) != "OK")
          complaints.push_back(table + ": " + row.text(3));
    return complaints;
  }

 private:
  Workers::Sessions sessions(int count, MariadbSession::Use use) const {
    Workers::Sessions made;
    for (int i = 0; i < count; ++i) made.push_back(std::make_unique<MariadbSession>(config_, use));
    return made;
  }

  const MariadbConfig config_;
  Announcements announcements_;
  std::mutex starting_;
  std::optional<Workers> workers_;
  std::optional<MariadbSession> writer_;
  std::optional<MariadbSession> reader_;
};

}  // namespace

std::unique_ptr<Engine> open_mariadb(MariadbConfig config) {
  return std::make_unique<MariadbEngine>(std::move(config));
}

}  // namespace mirante::sql
