// What the room needs of the process to answer; made by main, outlives all calls.
#pragma once

#include "base/loop.h"
#include "platform/sql/sql.h"

namespace mirante::switchers {

struct SwitchersServices {
  sql::Database& db;
  Loop& loop;
};

}  // namespace mirante::switchers
