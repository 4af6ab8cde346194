// Asking for servers to be started, stopped or rebooted: finds the servers that are meant and hands
// the wish to the operations spine. What comes of it is an operation.
#pragma once

#include <string>
#include <vector>

#include "features/servers/find_server.h"
#include "features/servers/servers_services.h"
#include "features/servers/switch_rules.h"

namespace mirante::servers {

struct SwitchWish {
  std::string kind;  // switch_kinds.h
  std::vector<ServerRef> servers;
  StartWish start = {};  // For starts.
  StopWish stop = {};    // For stops.
  std::string despite_pause = {};
  std::string idempotency_key = {};
};

/// The operation as JSON. Nothing is asked if one of the servers is not known. Throws Failure as
/// find_server.h (fields "servers[0]", …) and operations/request.h.
Task<Json> switch_servers(ServersServices& services, CallContext ctx, SwitchWish wish);

/// The server as JSON, with its mark; throws as find_server.h and policy/set_brakes.h.
Task<Json> mark_never_switch_off(ServersServices& services, CallContext ctx, ServerRef ref,
                                 std::string reason);
Task<Json> clear_never_switch_off(ServersServices& services, CallContext ctx, ServerRef ref);

}  // namespace mirante::servers
