// Applying migrations, per engine. Private to platform/sql.
#pragma once

#include <filesystem>

#include "platform/sql/migrations.h"
#include "platform/sql/sqlite_session.h"

namespace mirante::sql {
class MariadbSession;
}

namespace mirante::sql {

/// Each migration is one transaction. Before the first one, a file that holds something already is
/// copied to `backups/` beside it.
MigrationReport migrate_sqlite(SqliteSession& session, const std::filesystem::path& file,
                               std::span<const Migrations> rooms, Instant now);

/// The names of what `migrate_sqlite` and `migrate_mariadb` would apply; changes nothing.
std::vector<std::string> plan_sqlite(SqliteSession& session, std::span<const Migrations> rooms);
std::vector<std::string> plan_mariadb(MariadbSession& session, std::span<const Migrations> rooms);

/// Statement by statement, as a change of tables commits at once there; one process at a time. An
/// empty database gets the character set that text needs here, another one without it is refused.
MigrationReport migrate_mariadb(MariadbSession& session, const std::string& database,
                                std::span<const Migrations> rooms);

}  // namespace mirante::sql
