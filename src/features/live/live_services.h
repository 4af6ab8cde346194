// What following events needs of the process; made by main, outlives all streams.
#pragma once

#include <functional>

#include "base/context.h"
#include "features/live/hub.h"
#include "features/live/streams.h"

namespace mirante::live {

struct LiveServices {
  sql::Database& db;
  Loop& loop;
  Hub& hub;
  Streams& streams;
  /// Whether an event concerns what `ctx`, who sees only some accounts, reaches. Null: who is
  /// limited hears nothing.
  std::function<bool(sql::Snapshot&, const CallContext& ctx, const events::Event&)> reaches = {};
  /// How often a reader hears that the stream lives, and who reads is looked up again.
  std::chrono::seconds beat{15};
};

}  // namespace mirante::live
