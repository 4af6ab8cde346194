// Looking at servers as they were last seen: many of them with the age and completeness of the
// answer, or one with its history.
#pragma once

#include <string>
#include <vector>

#include "base/csv.h"
#include "features/servers/find_server.h"
#include "features/servers/listed.h"
#include "features/servers/servers_services.h"

namespace mirante::servers {

using ListServersWish = ListWish;

/// {servers[], total, states{}, read[], unknown[], next?}; `states` counts whatever states the wish
/// names. Throws Failure: not_found "account.unknown", "customer.unknown"; invalid "after", "sort",
/// "tag".
Task<Json> list_servers(ServersServices& services, CallContext ctx, ListServersWish wish);

/// All of them as CSV (server_csv.h), whatever the wish says of limit and place.
Task<std::string> list_servers_as_csv(ServersServices& services, CallContext ctx,
                                      ListServersWish wish, CsvForm csv);

/// The server, with `first_seen_at`, `document`, `versions[]`, `operations[]`,
/// `first_stop_losses[]`. Throws as find_server.h.
Task<Json> show_server(ServersServices& services, CallContext ctx, ServerRef ref);

}  // namespace mirante::servers
