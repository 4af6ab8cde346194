// What following events needs of the process; made by main, outlives all streams.
#pragma once

#include <cstdint>
#include <functional>

#include "base/context.h"
#include "features/live/hub.h"
#include "features/live/streams.h"

namespace mirante::live {

/// How much of what an event concerns lies within somebody's reach.
enum class Reached : std::uint8_t { nothing, part, whole };

struct LiveServices {
  sql::Database& db;
  Loop& loop;
  Hub& hub;
  Streams& streams;
  /// Of `ctx`, who sees only some accounts. Null: who is limited hears nothing.
  std::function<Reached(sql::Snapshot&, const CallContext& ctx, const events::Event&)> reached = {};
  /// How often a reader hears that the stream lives, and who reads is looked up again.
  std::chrono::seconds beat{15};
};

}  // namespace mirante::live
