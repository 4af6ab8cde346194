// What the schedules room needs of the process; made by main, outlives all calls.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "base/loop.h"
#include "base/rng.h"
#include "base/task.h"
#include "features/operations/request.h"
#include "features/schedules/stored_schedule.h"
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
  /// What rooms above know of schedules in a list: adds to their rows. May be null.
  std::function<void(sql::Snapshot&, const CallContext&, const std::vector<StoredSchedule>&,
                     std::vector<Json>&)>
      standing = {};

  /// When the panel's own credentials in AWS end, by which it reaches accounts that are connected
  /// by a role; nullopt: never, or they are renewed. May be null: as nullopt.
  std::function<Task<std::optional<Instant>>(CallContext)> session_end = {};

  /// After this transaction was committed.
  void wake_after(sql::Tx& tx) const {
    if (wake) tx.after_commit([this] { wake(); });
  }
};

}  // namespace mirante::schedules
