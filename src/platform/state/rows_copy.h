// All rows of a store as lines of text that either engine takes back: for backups that outlive an
// engine, and for the move from one engine to the other.
//
//   {"migrations": [{"room", "number", "name", "checksum"}…], …}   the store's tables, and what the
//                                                                  caller adds
//   {"table": "tenants"}                                           its rows follow, one a line
//   [null, 7, "text", {"base64": "…"}]                             in the order of its columns
//   {"rows": 1234}                                                 the end; without it something is
//                                                                  missing
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::state {

/// Takes one line, without its end.
using PutLine = std::function<void(std::string_view line)>;
/// Gives the next line; false: there is none.
using NextLine = std::function<bool(std::string& line)>;

/// Writes all rows of the tables of `rooms` as they are in the snapshot, after a header with
/// `about`. Returns how many. Failure(conflict), code "sql.newer_schema", for a store that knows
/// more than `rooms`.
std::int64_t copy_rows_out(sql::Snapshot& snapshot, std::span<const sql::Migrations> rooms,
                           const Json& about, const PutLine& put);

/// Of `rooms` those migrations that the copied store had, for the store that takes its rows: rows
/// fit only into the tables of their time. Failure(conflict), codes as of `Engine::migrate`, for a
/// copy of a newer program; (corrupt), code "copy.damaged", for what is no header.
std::vector<sql::Migrations> migrations_of_copy(std::span<const sql::Migrations> rooms,
                                                const Json& header);

/// Puts all rows into tables that hold nothing but what their migrations put there, which goes.
/// Returns how many. `next` gives what stands after the header. Failure(corrupt), code
/// "copy.damaged", naming the line; nothing is kept then, as the transaction ends.
std::int64_t copy_rows_in(sql::Tx& tx, std::span<const sql::Migrations> rooms,
                          const NextLine& next);

/// Leaves the tables without any row.
void remove_rows(sql::Tx& tx, std::span<const sql::Migrations> rooms);

}  // namespace mirante::state
