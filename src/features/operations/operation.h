// What an operation is: one durable change being made to AWS (or one job, such as a sweep), with
// who asked, its targets and how each of them ended. Values only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/instant.h"

namespace mirante::operations {

/// One thing that an operation is about: a server by AWS's id, or a part of a sweep by its service.
struct TargetRef {
  AccountId account;
  Region region;
  std::string id;

  friend auto operator<=>(const TargetRef&, const TargetRef&) = default;
};

/// `running` covers everything that has not ended: waiting for its turn, calling, observing.
enum class State : std::uint8_t {
  running,
  succeeded,
  partial,  // Some targets succeeded, others did not.
  failed,
  refused,       // Every target was refused by a rule or a brake of ours; nothing was done.
  cancelled,     // Taken back before any effect.
  needs_person,  // Something cannot be known or done by the panel; the reason says what to look at.
};

std::string_view to_string(State state);
Result<State> parse_state(std::string_view text);

/// How one target stands.
enum class Outcome : std::uint8_t {
  pending,
  succeeded,  // The wished state was seen.
  failed,
  refused,
  cancelled,
  needs_person,
};

std::string_view to_string(Outcome outcome);
Result<Outcome> parse_outcome(std::string_view text);

/// Something a target loses although it succeeds ("public_address", "instance_store", "memory").
struct Loss {
  std::string code;
  std::string text;

  friend bool operator==(const Loss&, const Loss&) = default;
};

struct Target {
  TargetRef ref;
  std::string name = {};  // As it was when the operation was asked for; empty: unknown.
  Outcome outcome = Outcome::pending;
  std::string reason_code = {};  // Stable; empty where there is nothing to say.
  std::string reason = {};       // For a person: what happened, probably why, and the mend.
  std::string observed_state = {};
  std::optional<Instant> observed_at = {};
  std::vector<std::string> request_ids = {};
  std::vector<Loss> losses = {};

  friend bool operator==(const Target&, const Target&) = default;
};

/// The operation's state once none of its outcomes is pending. Without any target: succeeded.
State state_of(const std::vector<Outcome>& outcomes);

}  // namespace mirante::operations
