// Applying migrations, per engine. Private to platform/sql.
#pragma once

#include <filesystem>

#include "platform/sql/migrations.h"
#include "platform/sql/sqlite_session.h"

namespace mirante::sql {

/// Each migration is one transaction. Before the first one, a file that holds something already is
/// copied to `backups/` beside it.
MigrationReport migrate_sqlite(SqliteSession& session, const std::filesystem::path& file,
                               std::span<const Migrations> rooms, Instant now);

}  // namespace mirante::sql
