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
  /// Others that had something due while nobody was there; their audits tell it too. Empty: none.
  std::function<std::vector<TenantId>(sql::Snapshot&, const Outage&)> concerned = {};
  /// Tells the people of a concerned company, in the transaction that ends the outage. May be
  /// empty.
  std::function<void(sql::Tx&, TenantId, const Outage&)> tell_people = {};
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

  /// The first sign of life: to be given before anything that fell due is carried out, so that it
  /// can still be seen whom an outage concerned. A failure is logged, and left to `run`.
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
