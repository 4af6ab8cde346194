// What CloudTrail recorded of a call that starts or stops servers or databases: which, when, who,
// and with what program. Calls that failed or were dry runs have switched nothing and are left
// out. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"

namespace mirante::switchers {

enum class Action : std::uint8_t { start, stop };
std::string_view to_string(Action action);
Result<Action> parse_action(std::string_view text);
Action opposite(Action action);

/// The calls that are looked for; those of databases begin with `first_of_databases`.
inline constexpr std::array<std::string_view, 6> switching_calls{
    "StartInstances", "StopInstances",  "StartDBInstance",
    "StopDBInstance", "StartDBCluster", "StopDBCluster"};
inline constexpr std::size_t first_of_databases = 2;

struct TrailEvent {
  std::string id;  // CloudTrail's.
  Instant at{};    // Whole seconds.
  Action action = Action::start;
  std::vector<std::string> things;  // As the inventory names them.
  /// Who: the ARN of a user, or of the role whatever its sessions are called; the name of a service
  /// of AWS ("scheduler.amazonaws.com").
  std::string principal;
  /// With what: "EventBridge Scheduler", "AWS Lambda", "Boto3", …; may be empty.
  std::string program;
  /// Somebody at a console, or who has shown an authenticator: no program can do either.
  bool is_person = false;
  /// Whose call it says it is: the id of one of a panel's operations. Empty: no panel's.
  std::optional<OperationId> operation = {};

  friend bool operator==(const TrailEvent&, const TrailEvent&) = default;
};

/// `text` is an event as CloudTrail writes it (JSON). Nullopt for one that switched nothing, or
/// that cannot be understood.
std::optional<TrailEvent> read_event(std::string_view text);

}  // namespace mirante::switchers
