// How tables come to be. Each room keeps its tables in `migrations/NNNN_name.sql`; the build turns
// the files into data (`mirante_migrations(room)` in the room's CMakeLists.txt, after
// mirante_room), and the room's header declares
//
//   namespace mirante::accounts { sql::Migrations migrations(); }
//
// The composition root hands all rooms' migrations to `Engine::migrate` at start. They are applied
// in order per room, statement by statement, and recorded in `schema_migrations`; a run that was
// cut off goes on where it stopped. A store that is newer than the program is refused.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mirante::sql {

struct Migration {
  std::string_view room;
  int number = 0;  // From 1, without gaps.
  std::string_view name;
  std::string_view sql;  // Statements that end with `;`, in the common SQL of both engines.
};

using Migrations = std::span<const Migration>;

/// What `Engine::migrate` did.
struct MigrationReport {
  std::vector<std::string> applied;  // "accounts 2 add_customers"
  std::string backup;                // File that holds the state before, or empty.
};

/// The statements of a migration without their comments and final `;`. Failure(invalid) for quotes
/// or comments without an end.
Result<std::vector<std::string>> split_statements(std::string_view sql);

/// One row of `schema_migrations`.
struct RecordedMigration {
  std::string room;
  int number = 0;
  std::string name;
  std::string checksum;      // Of its statements.
  int statements_begun = 0;  // The last one that may have had an effect.
  int statements_done = 0;   // The last one that is known to have had its effect.
  bool is_done = false;
};

/// A migration that has to run, from which statement on.
struct PendingMigration {
  Migration migration;
  std::vector<std::string> statements;
  std::string checksum;
  int statements_begun = 0;
  int statements_done = 0;
};

/// What is to be done to bring a store with `recorded` to `wanted`. Refuses, with the numbers and
/// the mend, a store that is newer, a migration that was edited after it was applied, and gaps.
Result<std::vector<PendingMigration>> plan_migrations(std::span<const Migrations> wanted,
                                                      std::span<const RecordedMigration> recorded);

}  // namespace mirante::sql
