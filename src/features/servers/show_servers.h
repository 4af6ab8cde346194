// Looking at servers as they were last seen: many of them with the age and completeness of the
// answer, or one with its history.
#pragma once

#include <string>
#include <vector>

#include "base/csv.h"
#include "features/servers/find_server.h"
#include "features/servers/servers_services.h"

namespace mirante::servers {

struct ListServersWish {
  std::vector<std::string> accounts = {};   // Ids, AWS's 12 digits, or names.
  std::vector<std::string> customers = {};  // Ids or names.
  std::vector<std::string> regions = {};
  std::vector<std::string> states = {};
  std::vector<std::string> types = {};
  std::vector<std::string> names = {};  // With * and ?.
  std::vector<std::string> tags = {};   // "Key" or "Key:Value".
  std::string search = {};              // Somewhere in name, id or address.
  std::string sort = {};                // "name", "-launched" (descending), …: inventory/listing.h.
  int limit = 500;
  int offset = 0;
  std::string after = {};  // An earlier page's `next` in the same order.
};

/// {servers[], total, states{}, read[], unknown[], next?}; `states` counts whatever states the wish
/// names. Throws Failure: not_found "account.unknown", "customer.unknown"; invalid "after", "sort",
/// "tag".
Task<Json> list_servers(ServersServices& services, CallContext ctx, ListServersWish wish);

/// All of them as CSV (server_csv.h), whatever the wish says of limit and place.
Task<std::string> list_servers_as_csv(ServersServices& services, CallContext ctx,
                                      ListServersWish wish, CsvForm csv);

/// The server, with `document`, `versions[]`, `operations[]`, `first_stop_losses[]`. Throws as
/// find_server.h.
Task<Json> show_server(ServersServices& services, CallContext ctx, ServerRef ref);

}  // namespace mirante::servers
