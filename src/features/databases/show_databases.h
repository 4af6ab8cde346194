// Looking at databases as they were last seen: many of them with the age and completeness of the
// answer, or one with its history.
#pragma once

#include <string>

#include "base/csv.h"
#include "features/databases/databases_services.h"
#include "features/databases/find_database.h"
#include "features/servers/listed.h"

namespace mirante::databases {

/// {databases[], total, states{}, read[], unknown[], next?}. Throws Failure as
/// servers/listed.h.
Task<Json> list_databases(DatabasesServices& services, CallContext ctx, servers::ListWish wish);

/// All of them as CSV (servers/server_csv.h), whatever the wish says of limit and place.
Task<std::string> list_databases_as_csv(DatabasesServices& services, CallContext ctx,
                                        servers::ListWish wish, CsvForm csv);

/// The database, with `document`, `versions[]`, `operations[]` and, where AWS started it by itself,
/// `started_by_aws`. Throws as find_database.h.
Task<Json> show_database(DatabasesServices& services, CallContext ctx, DatabaseRef ref);

}  // namespace mirante::databases
