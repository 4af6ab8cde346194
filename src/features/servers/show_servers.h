// Looking at servers as they were last seen: many of them with the age and completeness of the
// answer, or one with its history.
#pragma once

#include <string>
#include <vector>

#include "features/servers/find_server.h"
#include "features/servers/servers_services.h"

namespace mirante::servers {

struct ListServersWish {
  std::vector<std::string> accounts = {};  // Ids, AWS's 12 digits, or names.
  std::string customer = {};               // Id or name.
  std::vector<std::string> regions = {};
  std::vector<std::string> states = {};
  std::vector<std::string> types = {};
  std::string name = {};               // With * and ?.
  std::vector<std::string> tags = {};  // "Key" or "Key:Value".
  int limit = 500;
  std::string after = {};  // An earlier page's `next`.
};

/// {servers[], read[], unknown[], next?}. Throws Failure: not_found "account.unknown",
/// "customer.unknown"; invalid "after", "tag".
Task<Json> list_servers(ServersServices& services, CallContext ctx, ListServersWish wish);

/// The server, with `document`, `versions[]`, `operations[]`, `first_stop_losses[]`. Throws as
/// find_server.h.
Task<Json> show_server(ServersServices& services, CallContext ctx, ServerRef ref);

}  // namespace mirante::servers
