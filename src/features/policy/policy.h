// The brakes: pauses of everything, a customer or an account, and "never switch off" for one
// server. The operations spine asks `decide` when an operation is requested and again right before
// the first call to AWS for each target, whoever asked.
//
// What a pause means. Nothing automatic (schedule, system) acts within its scope, without
// exception. A person's own command is refused as well, because the likeliest accident is the
// colleague who does not know that somebody pulled the brake; the refusal names who, since when and
// why, and the same command with `despite_pause` and a reason goes through and stands in the audit.
// Reading (sweeps, checks) goes on. A change whose first step was already sent is carried to its
// end: a server left half-way is worse than a finished step.
//
// What never-switch-off means. Stop and reboot are refused to everybody, also with `despite_pause`,
// until somebody lifts the mark. Starting is allowed.
//
// Precedence: a pause is named before a never-switch-off mark; of several pauses the widest.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/context.h"
#include "base/instant.h"

namespace mirante::policy {

enum class PauseScope : std::uint8_t { everything, customer, account };

std::string_view to_string(PauseScope scope);
Result<PauseScope> parse_pause_scope(std::string_view text);

struct Pause {
  PauseScope scope = PauseScope::everything;
  Id16 id{};  // The customer's or account's id; zeros for everything.
  std::string reason;
  Actor by;
  Instant since;

  friend bool operator==(const Pause&, const Pause&) = default;
};

struct NeverSwitchOff {
  AccountId account;
  Region region;
  std::string server;  // AWS's id ("i-…").
  std::string reason;
  Actor by;
  Instant since;

  friend bool operator==(const NeverSwitchOff&, const NeverSwitchOff&) = default;
};

/// What is about to be done, as far as brakes tell things apart.
enum class Action : std::uint8_t {
  read,    // Changes nothing; never refused.
  start,   // Switches on.
  stop,    // Switches off, for good or for a while.
  reboot,  // Interrupts.
  change,  // Anything else that changes AWS.
};

/// What it is about to be done to.
struct Thing {
  AccountId account;
  std::optional<CustomerId> customer = {};
  Region region;
  std::string id;
};

struct Wish {
  Action action = Action::change;
  Actor::Kind asked_by = Actor::Kind::system;
  std::string despite_pause = {};  // A person's reason to act although paused; empty: none.
};

/// Everything that `decide` may need for a set of things.
struct Brakes {
  std::vector<Pause> pauses;
  std::vector<NeverSwitchOff> never_switch_off;  // In the order of their places, below.
};

using Place = std::tuple<AccountId, std::string_view, std::string_view>;
/// Account, region and server.
Place place_of(const NeverSwitchOff& mark);

/// Nullopt: allowed. Else an Error of kind `refused` with code "policy.paused" or
/// "policy.never_switch_off" and a sentence that names who, since when, why, and the mend.
std::optional<Error> decide(const Brakes& brakes, const Wish& wish, const Thing& thing);

}  // namespace mirante::policy
