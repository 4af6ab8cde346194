// Watching ourselves. A process that carries out operations writes every half minute that it is
// alive; whichever comes after a longer silence writes down that there was an outage. After each
// such write the panel may call an address of the operator's choice, so that somebody else notices
// when it stops coming: a panel that is dead cannot tell it.
#pragma once

#include <chrono>
#include <optional>

#include "base/error.h"
#include "base/instant.h"
#include "platform/sql/migrations.h"

namespace mirante::heartbeat {

sql::Migrations migrations();

struct HeartbeatConfig {
  std::chrono::seconds every{30};
  /// A longer silence is an outage. Longer than a restart takes.
  std::chrono::seconds outage_after{180};
  /// How long the operator's address may take to answer.
  std::chrono::seconds call_timeout{10};
};

/// Error(invalid) naming the member.
Result<HeartbeatConfig> validate(HeartbeatConfig config);

/// Nobody who carries out operations was alive.
struct Outage {
  Instant began_at;  // The last sign of life.
  Instant ended_at;  // The next one.

  friend bool operator==(const Outage&, const Outage&) = default;
};

/// `last`: the sign of life before this one at `now`; none: the install is new. A clock that went
/// back is no outage.
std::optional<Outage> outage_between(std::optional<Instant> last, Instant now,
                                     std::chrono::seconds outage_after);

}  // namespace mirante::heartbeat
