// What following events needs of the process; made by main, outlives all streams.
#pragma once

#include "features/live/hub.h"
#include "features/live/streams.h"

namespace mirante::live {

struct LiveServices {
  sql::Database& db;
  Loop& loop;
  Hub& hub;
  Streams& streams;
  /// How often a reader hears that the stream lives, and who reads is looked up again.
  std::chrono::seconds beat{15};
};

}  // namespace mirante::live
