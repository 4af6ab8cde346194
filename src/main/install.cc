#include "main/install.h"

#include "features/identity/tenant_store.h"
#include "main/rooms.h"
#include "platform/crypto/token.h"
#include "platform/runtime/real_loop.h"

namespace mirante {
namespace {

constexpr std::size_t name_length = 8;

}  // namespace

Founded found_install(sql::Tx& tx, const Clock& clock, Rng& rng, vault::Vault& vault) {
  const identity::Tenant made{
      .id = TenantId::make(clock, rng), .name = "Mirante", .created_at = clock.now()};
  const Founded founded{.tenant = identity::find_or_make_first_tenant(tx, made).id,
                        .name = identity::find_or_make_install_name(
                            tx, crypto::random_token(rng).substr(0, name_length))};
  vault.prepare(tx, founded.tenant);
  return founded;
}

std::unique_ptr<sql::Engine> open_store(const InstallConfig& config) {
  if (config.database.empty()) return sql::open_sqlite({.path = sql::database_file(config.data)});
  return sql::open_mariadb(or_throw(sql::parse_mariadb_url(config.database)));
}

std::string shown_store(const InstallConfig& config) {
  if (config.database.empty()) return "SQLite, " + sql::database_file(config.data).string();
  return "MariaDB, " + sql::shown(or_throw(sql::parse_mariadb_url(config.database)));
}

namespace {

/// Else a panel without a memory would begin in the place of the one that has moved.
void require_not_moved(const InstallConfig& config) {
  const auto moved = sql::moved_database_file(config.data);
  if (!config.database.empty() || std::filesystem::exists(sql::database_file(config.data)) ||
      !std::filesystem::exists(moved))
    return;
  throw Failure(Error{
      .kind = ErrorKind::conflict,
      .message = "the data of " + config.data.string() +
                 " were moved to a MariaDB: name it with --database or MIRANTE_DATABASE. To begin "
                 "anew in this folder, move " +
                 moved.string() + " away first",
      .field = "database",
      .code = "data.moved"});
}

}  // namespace

Install open_install(const InstallConfig& config, Rng& rng) {
  auto folder = std::make_unique<sql::DataFolder>(config.data);
  require_not_moved(config);
  auto engine = open_store(config);
  const auto rooms = all_migrations();
  engine->migrate(rooms);
  const SystemClock clock;
  RealLoop loop;
  auto db = engine->attach(loop);
  const auto key_file = crypto::master_key_file(folder->path());
  auto vault = std::make_unique<vault::Vault>(loop.run(db->read([&](sql::Snapshot& snapshot) {
    return vault::keys_at_start(snapshot, key_file, rng);
  })),
                                              rng);
  const auto found =
      loop.run(db->write([&](sql::Tx& tx) { return found_install(tx, clock, rng, *vault); }));
  db.reset();
  auto database = shown_store(config);
  return {.folder = std::move(folder),
          .engine = std::move(engine),
          .database = std::move(database),
          .vault = std::move(vault),
          .tenant = found.tenant,
          .name = found.name};
}

Json migrate_store(const InstallConfig& config, Migrating how) {
  std::optional<sql::DataFolder> folder;
  if (config.database.empty()) {
    if (!std::filesystem::exists(sql::database_file(config.data)))
      throw Failure(Error{.kind = ErrorKind::not_found,
                          .message = "there is no store in " + config.data.string() +
                                     " yet; `mirante serve` makes one",
                          .code = "migrate.nothing"});
    folder.emplace(config.data);
  }
  const auto engine = open_store(config);
  const auto rooms = all_migrations();
  Json answer{{"database", shown_store(config)},
              {"pending", Json::array()},
              {"applied", Json::array()},
              {"backup", nullptr}};
  if (how == Migrating::plan) {
    answer["pending"] = engine->plan(rooms);
    return answer;
  }
  const auto report = engine->migrate(rooms);
  answer["applied"] = report.applied;
  if (!report.backup.empty()) answer["backup"] = report.backup;
  return answer;
}

std::vector<std::string> check_store(const std::filesystem::path& data) {
  const sql::DataFolder folder(data);
  return sql::open_sqlite({.path = folder.database(), .running = sql::Running::inline_})->check();
}

}  // namespace mirante
