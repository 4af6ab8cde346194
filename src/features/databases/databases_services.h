// What the databases room needs of the process; made by main, outlives all calls.
#pragma once

#include "features/operations/operations_services.h"
#include "features/policy/set_brakes.h"
#include "features/servers/look_ahead.h"
#include "platform/sql/sql.h"

namespace mirante::databases {

struct DatabasesServices {
  sql::Database& db;
  const operations::Spine& spine;
  operations::OperationsServices& operations;
  policy::PolicyServices& policy;
  servers::LookAhead look_ahead = {};
};

}  // namespace mirante::databases
