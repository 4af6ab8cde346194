// Gives signs of life while the process carries out operations.
#pragma once

#include <functional>
#include <vector>

#include "base/context.h"
#include "base/loop.h"
#include "features/heartbeat/heartbeat.h"
#include "platform/sql/sql.h"

namespace mirante::heartbeat {

/// What the room needs of the process; made by main, outlives the Heartbeat.
struct HeartbeatServices {
  sql::Database& db;
  Loop& loop;
  TenantId tenant;  // The company that runs the install, in whose audit each outage is told.
  /// Tells the people of companies that had something to do while nobody was there, in the
  /// transaction that ends the outage; returns these, whose audits tell it too. May be empty.
  std::function<std::vector<TenantId>(sql::Tx&, const Outage&)> tell_people = {};
  /// Calls the operator's address, within the caller's deadline; throws Failure where it did not
  /// answer well. Empty: there is none.
  std::function<Task<void>()> call;
};

/// How the calls of the operator's address go.
struct Calls {
  std::optional<Instant> last_answered;
  std::string trouble;  // Of the last call; empty: it was answered.
};

class Heartbeat {
 public:
  /// Throws Failure(invalid) for a config that `validate` refuses.
  explicit Heartbeat(HeartbeatServices services, HeartbeatConfig config = {});

  /// The first sign of life, before anything that fell due is carried out. A failure is logged, and
  /// left to `run`.
  Task<void> begin();
  /// Runs until it is cancelled, then throws that Failure. A store that fails is tried again at the
  /// next beat, and the operator's address is not called meanwhile.
  Task<void> run();

  bool has_address() const { return services_.call != nullptr; }
  const Calls& calls() const { return calls_; }

 private:
  Task<void> beat_once();
  void tell(sql::Tx& tx, const Outage& outage) const;
  Task<void> call();

  const HeartbeatServices services_;
  const HeartbeatConfig config_;
  Calls calls_;
};

}  // namespace mirante::heartbeat
