// Asking for servers to be changed to another type, what that would do, and which types a server
// could become.
#pragma once

#include "features/resizing/resize_rules.h"
#include "features/resizing/resizing_services.h"
#include "features/servers/find_server.h"

namespace mirante::resizing {

struct ResizeRequest {
  std::vector<servers::ServerRef> servers;
  ResizeWish wish;
  std::string despite_pause = {};
  std::string idempotency_key = {};
};

/// The operation as JSON. Throws Failure as find_server.h (fields "servers[0]", …) and
/// operations/request.h.
Task<Json> resize_servers(ResizingServices& services, CallContext ctx, ResizeRequest request);

/// As `servers::plan_switch`, from what was last seen: whether the type fits is AWS's to say when
/// the operation runs (`show_types` asks it before).
Task<Json> plan_resize_of(ResizingServices& services, CallContext ctx, ResizeRequest request);

/// {server, type, types[{name, vcpus, memory_mib, architecture, is_current, is_burstable,
/// has_instance_store, price, verdict, reason_code?, reason?, cautions[]}]}, smallest first; asks
/// AWS. Throws Failure with what AWS said, and as find_server.h.
Task<Json> show_types(ResizingServices& services, CallContext ctx, servers::ServerRef ref);

}  // namespace mirante::resizing
