// What the schedules room needs of the process; made by main, outlives all calls.
#pragma once

#include <functional>
#include <string>

#include "base/loop.h"
#include "base/rng.h"
#include "features/operations/request.h"
#include "platform/sql/sql.h"

namespace mirante::schedules {

struct SchedulesServices {
  sql::Database& db;
  Loop& loop;
  Rng& rng;
  const operations::Spine& spine;
  /// Something is to be looked at by the firing; called after commit. May be null.
  std::function<void()> wake = {};
  /// The server on which the panel itself runs; empty: none that is known.
  std::string own_server = {};

  /// After this transaction was committed.
  void wake_after(sql::Tx& tx) const {
    if (wake) tx.after_commit([this] { wake(); });
  }
};

}  // namespace mirante::schedules
