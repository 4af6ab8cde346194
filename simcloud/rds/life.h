// The life of a simulated database: what takes time and ends by itself, the seven days after which
// AWS starts a stopped database, the windows of backups and maintenance. These functions change
// state and write events; whether a call may do so is decided before, by the handlers.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/cloud.h"

namespace mirante::simcloud {

/// Puts a new database into `creating`; its name must be free. Windows that are empty are drawn.
Database& create_database(Cloud& cloud, Place& place, Database wanted);
/// The same for an estate: it has been in its state for long. No events.
Database& settle_database(Cloud& cloud, Place& place, Database wanted);
DatabaseCluster& settle_cluster(Cloud& cloud, Place& place, DatabaseCluster wanted);

/// Enters a state that ends by itself after a while drawn from the seed.
void begin(Cloud& cloud, Place& place, Database& database, DatabaseState state);
/// The same for a cluster, whose members follow it.
void begin(Cloud& cloud, Place& place, DatabaseCluster& cluster, DatabaseState state);
/// `database.changes` are applied in a moment: it stays `available` for some seconds still.
void begin_changes(Cloud& cloud, Place& place, Database& database);

/// After one of the windows was changed.
void plan_windows(Cloud& cloud, const Place& place, Database& database);

/// A snapshot that is under way, with the database's copied tags if it wants so.
DatabaseSnapshot& take_snapshot(Cloud& cloud, Place& place, const Database& database,
                                std::string name, std::string kind);

void tell(Cloud& cloud, Place& place, const Database& database, std::string_view category,
          std::string message);

/// Takes one entry of the agenda that is about databases or clusters and does it.
void happen_to_databases(Cloud& cloud, Place& place, const Due& due);

/// Whether the text is a window such as "03:10-03:40", or "sun:05:00-sun:05:30" by the week.
enum class WindowKind : std::uint8_t { daily, weekly };
bool is_window(std::string_view text, WindowKind kind);
/// When the window opens next after `after`.
Instant next_opening(std::string_view window, Instant after);

}  // namespace mirante::simcloud
