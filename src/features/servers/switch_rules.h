// May this server be switched, what would be lost, and with which call? Pure rules over what was
// seen (semantics §2.1–5, §2.7). A refusal is an Error of kind `refused` that says who forbids it
// and what would change that; any other kind means that it cannot be.
#pragma once

#include <set>
#include <string>

#include "features/servers/server_facts.h"

namespace mirante::servers {

/// What somebody asked for; the parameters of the operation.
struct StartWish {
  /// How long a start is tried again while AWS has no room for it (semantics §2.4).
  std::chrono::minutes capacity_wait{15};
  /// Tried in this order where there is none, each only if it fits (resizing/start_kind.h).
  std::vector<std::string> fallback_types = {};
  /// Done only when the status checks have passed as well (semantics §2.1).
  bool status_checks = false;
  /// Done only when this TCP port takes connections; 0: none is asked for.
  int port = 0;
  bool at_public_address = false;
  /// How long all of it may take; none: as long as a start may.
  std::optional<std::chrono::minutes> ready_within = {};

  /// Running alone is not enough.
  bool waits_for_more() const { return status_checks || port != 0; }
};
Json to_json(const StartWish& wish);
/// "m5.large"; whether AWS has it is another question.
bool is_type_name(const std::string& text);
/// An Error names the field.
Result<StartWish> parse_start_wish(const Json& params);

struct StopWish {
  bool force = false;
  /// Keep the memory where the server can; where it cannot, it is a plain stop that says so.
  bool hibernate = false;
  /// Cut the power when it still shuts down so long after the call; none: never.
  std::optional<std::chrono::minutes> force_after = {};
  bool accepts_all_losses = false;
  std::set<std::string> accepted_losses = {};
};
Json to_json(const StopWish& wish);
/// An Error names the field.
Result<StopWish> parse_stop_wish(const Json& params);

/// The server on which the panel itself runs; empty: none that is known.
using OwnServer = std::string;

Result<operations::Plan> plan_start(const ServerFacts& facts, const StartWish& wish = {});
Result<operations::Plan> plan_stop(const std::string& id, const ServerFacts& facts,
                                   const StopWish& wish, const OwnServer& own);
Result<operations::Plan> plan_reboot(const std::string& id, const ServerFacts& facts,
                                     const OwnServer& own);

/// What a stop loses: "public_address", "instance_store", "memory". What could not be read is
/// feared.
std::vector<operations::Loss> losses_of_stop(const ServerFacts& facts);

}  // namespace mirante::servers
