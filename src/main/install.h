// The things of one install that are there before the rooms: its folder, its store, its keys, its
// tenant. Opening them in the right order, and refusing what would do harm.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/json.h"
#include "platform/sql/data_folder.h"
#include "platform/sql/engine.h"
#include "platform/vault/vault.h"

namespace mirante {

struct InstallConfig {
  std::filesystem::path data;
  std::string database = {};  // "mysql://…"; empty: SQLite in the data folder.
};

/// An install that this process holds: the folder is locked, the tables are up to date. Blocks
/// while it is opened. Members end in reverse order.
struct Install {
  std::unique_ptr<sql::DataFolder> folder;
  std::unique_ptr<sql::Engine> engine;
  std::string database;  // For people, without secrets.
  std::unique_ptr<vault::Vault> vault;
  TenantId tenant;
  std::string name;  // By which AWS's logs know it.
};

struct Founded {
  TenantId tenant;
  std::string name;
};
/// What the first start makes and later ones find.
Founded found_install(sql::Tx& tx, const Clock& clock, Rng& rng, vault::Vault& vault);

/// Throws Failure: conflict "data.in_use"; conflict "data.moved" for a folder whose data went to
/// another database when none is named; corrupt for a damaged store; conflict
/// "sql.newer_schema"; conflict "master_key.lost" and others of master_key.h; unavailable for a
/// server that is away; invalid for a wrong URL. `rng` outlives the install.
Install open_install(const InstallConfig& config, Rng& rng);

/// The store of the install, its tables as they are.
std::unique_ptr<sql::Engine> open_store(const InstallConfig& config);
/// For people, without secrets.
std::string shown_store(const InstallConfig& config);

enum class Migrating : std::uint8_t { plan, now };
/// Brings the tables up to date without starting a panel, or says what that would change. SQLite:
/// of a folder on which no panel runs. {"database", "pending", "applied", "backup" or null}.
/// Throws as open_install; Failure(not_found), code "migrate.nothing", for a folder without a
/// store.
Json migrate_store(const InstallConfig& config, Migrating how);

/// Reads the whole SQLite store of a folder on which no panel runs; what is wrong with it. Throws
/// as open_install, and changes nothing.
std::vector<std::string> check_store(const std::filesystem::path& data);

}  // namespace mirante
