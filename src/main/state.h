// The panel's own data as one file, whichever database holds them: `mirante state backup`,
// `restore` and `move`. A backup is of one moment and may be taken while a panel runs; the others
// work on an install that nobody runs, and what they make appears as a whole or not at all.
#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"
#include "main/install.h"

namespace mirante {

/// Whether the master key, without which no secret in the data can be opened, is in the file too.
/// Who then has the file has everything.
enum class WithKey : std::uint8_t { no, yes };

/// {"file", "rows", "made_at", "has_key", "key_file"}. Throws as state_file.h and rows_copy.h say;
/// Failure(not_found), code "state.nothing", for a folder without an install.
Json back_up_state(const InstallConfig& from, const std::filesystem::path& file, WithKey with_key);

/// Into an install that holds nothing yet. {"rows", "made_at", "ended_operations", "database",
/// "key_file"}. Operations that were running when the backup was made are ended (end_restored.h).
/// Failure(conflict), codes "state.not_empty", "master_key.other", "master_key.lost" and
/// "master_key.missing", before anything was changed.
Json restore_state(const InstallConfig& into, const std::filesystem::path& file);

/// Throws what a move or restore to there would throw for a place that cannot be opened or holds a
/// panel's data already: as open_store, and Failure(conflict), code "state.not_empty".
void require_empty_target(const InstallConfig& target);

/// From SQLite in the data folder to a MariaDB database that holds nothing yet, or back; the key
/// stays where it is. What was left behind is renamed, so that nobody starts it by mistake
/// (open_install refuses the folder without a database's name). {"rows", "database", "kept"}
Json move_state(const std::filesystem::path& data, const std::string& from, const std::string& to);

/// A new master key in the folder's file, which seals from now on, and all data keys sealed anew by
/// it; those before it stay in the file, for backups that they open. Nobody may run the install.
/// {"key", "sealed", "key_file", "database"}. Failures as MasterKeys::load and Vault::open.
Json rekey_state(const InstallConfig& config);

}  // namespace mirante
