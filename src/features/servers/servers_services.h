// What the servers room needs of the process; made by main, outlives all calls.
#pragma once

#include "features/inventory/list_memory.h"
#include "features/operations/operations_services.h"
#include "features/policy/set_brakes.h"
#include "features/servers/look_ahead.h"
#include "platform/sql/sql.h"

namespace mirante::servers {

struct ServersServices {
  sql::Database& db;
  Loop& loop;
  const operations::Spine& spine;
  operations::OperationsServices& operations;
  policy::PolicyServices& policy;
  LookAhead look_ahead = {};
  inventory::ListMemory lists{};  // Of servers.
};

}  // namespace mirante::servers
