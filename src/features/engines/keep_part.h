// Keeps an engine's part of AWS's quotas while it works.
#pragma once

#include <functional>
#include <string>

#include "base/loop.h"
#include "features/engines/engines.h"
#include "platform/sql/sql.h"

namespace mirante::engines {

/// What the room needs of the process; made by main, outlives the PartKeeper.
struct EnginesServices {
  sql::Database& db;
  Loop& loop;
  std::string id;  // This engine; random per process.
  /// Told the part whenever it changes from the whole, which it is at first; the loop's thread.
  std::function<void(double part)> use;
};

class PartKeeper {
 public:
  /// Throws Failure(invalid) for a config that `validate` refuses.
  explicit PartKeeper(EnginesServices services, EnginesConfig config = {});

  /// Until it is cancelled, then throws that Failure. While the store is away the part stays as it
  /// was.
  Task<void> run();
  /// Gives the part back; a store that is away is told by silence.
  Task<void> leave();

  const Standing& standing() const { return standing_; }

 private:
  Task<void> look();

  const EnginesServices services_;
  const EnginesConfig config_;
  Standing standing_;
};

}  // namespace mirante::engines
