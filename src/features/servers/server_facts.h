// What one look at AWS shows of one server, as far as switching it needs to know. Values; the look
// itself is in aws_servers.cc, the rules in switch_rules.cc and judge_switch.cc.
#pragma once

#include <optional>
#include <string>

#include "base/instant.h"
#include "base/json.h"
#include "features/inventory/resource.h"
#include "features/operations/kind.h"

namespace mirante::servers {

/// AWS's own tag on members of an Auto Scaling group.
inline constexpr const char* scaling_group_tag = "aws:autoscaling:groupName";

/// How a public address came to a server, which decides whether a stop loses it.
enum class PublicAddress : std::uint8_t {
  none,
  elastic,    // Stays.
  automatic,  // Of the subnet: another one comes with the next start.
};

/// Of a server's document (AWS's member names). What nothing shows to be elastic is feared to be
/// automatic.
PublicAddress public_address_of(const Json& document);

/// EC2's status checks of the system and of the instance, taken together.
enum class StatusChecks : std::uint8_t {
  unread,
  initializing,  // Also where AWS does not know.
  passed,
  impaired,
};

/// What only planning a stop reads. A member without a value could not be read; then `unchecked`
/// says why.
struct StopFacts {
  std::optional<bool> is_protected = {};            // disableApiStop
  std::optional<bool> terminates_on_shutdown = {};  // instanceInitiatedShutdownBehavior
  std::optional<bool> has_instance_store = {};      // Of its type.
  std::optional<bool> is_one_time_spot = {};        // Servers that are no Spot: false.
  bool was_stopped_before = false;                  // What that loses is known (semantics §2.5).
  std::string unchecked = {};                       // For a person, with the missing policy line.

  friend bool operator==(const StopFacts&, const StopFacts&) = default;
};

struct ServerFacts {
  std::string state;  // "running"; AWS's InstanceStateName.
  std::string reason_code = {};
  std::string reason = {};
  std::optional<Instant> launch_time = {};  // Of the last start.
  std::string type = {};
  std::string zone = {};
  bool is_spot = false;
  bool has_instance_store_root = false;
  std::string scaling_group = {};  // Name of its Auto Scaling group; empty: of none.
  std::string manager = {};  // The service that manages it ("eks.amazonaws.com"); empty: none.
  PublicAddress public_address = PublicAddress::none;
  bool can_hibernate = false;                  // Configured at launch.
  std::optional<StopFacts> stop = {};          // Read while a stop is planned.
  StatusChecks checks = StatusChecks::unread;  // Read where a start waits for them.
  std::optional<bool> port_answers = {};       // Asked where a start waits for a port.
  inventory::Observed observed = {};

  friend bool operator==(const ServerFacts&, const ServerFacts&) = default;
};

/// Nothing can be done with it any more.
inline bool is_ending(const ServerFacts& facts) {
  return facts.state == "terminated" || facts.state == "shutting-down";
}

/// For the spine, which hands facts back to the kind's pure functions.
operations::Facts to_facts(const ServerFacts& facts);
ServerFacts from_facts(const operations::Facts& facts);

/// What the journal keeps of how the server was before the first call.
struct Before {
  std::optional<Instant> launch_time = {};
  std::string reason_code = {};
};
Json to_evidence(const ServerFacts& facts);
Before before_from(const Json& evidence);

}  // namespace mirante::servers
