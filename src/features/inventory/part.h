// A part is what one describe operation reads: all resources of one kind in one account and region.
// Each part says when it was last read completely and, if it cannot be read now, since when and
// why, so that a missing permission never looks like a missing resource. Values and rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"

namespace mirante::inventory {

/// Why a part is unknown.
enum class Cause : std::uint8_t {
  permission,   // The credentials may not do it; `policy_line` is what is missing.
  blocked,      // An organisation policy denies it.
  credentials,  // The credentials themselves are refused.
  throttled,    // AWS asked to slow down for longer than we wait.
  unreachable,  // Time-outs, outage, network, or an endpoint that is not AWS.
  not_read,     // Nobody asked yet.
  other,
};

std::string_view to_string(Cause cause);
Result<Cause> parse_cause(std::string_view text);

struct PartFailure {
  Cause cause = Cause::other;
  std::string code;              // AWS's ("UnauthorizedOperation") or ours; stable.
  std::string reason;            // For a person, with the mend.
  std::string action = {};       // "ec2:DescribeInstances", with `permission` and `blocked`.
  std::string policy_line = {};  // With `permission`: the statement to add.
  Instant since{};               // The first failure after the last complete read.

  friend bool operator==(const PartFailure&, const PartFailure&) = default;
};

struct Part {
  AccountId account;
  Region region;
  std::string kind;
  /// When the last complete read began: everything in the part is at least as new as that. None: it
  /// was never read completely.
  std::optional<Instant> observed_at = {};
  std::int64_t count = 0;  // Resources that the last complete read saw.
  std::optional<Instant> attempted_at = {};
  std::optional<PartFailure> failure = {};  // The last attempt did not read it completely.

  bool is_complete() const { return observed_at.has_value() && !failure.has_value(); }
  friend bool operator==(const Part&, const Part&) = default;
};

/// How well what a list shows is known.
struct Coverage {
  struct Read {
    AccountId account;
    Region region;
    Instant observed_at;
    bool complete = true;  // False: that was the last complete read, the present one failed.

    friend bool operator==(const Read&, const Read&) = default;
  };
  struct Unknown {
    AccountId account;
    Region region;
    Cause cause = Cause::other;
    std::string code;
    std::string reason;
    std::string policy_line = {};
    Instant since{};

    friend bool operator==(const Unknown&, const Unknown&) = default;
  };
  std::vector<Read> read;
  std::vector<Unknown> unknown;

  friend bool operator==(const Coverage&, const Coverage&) = default;
};

/// What is known of a failed call: which cause, in words, with the policy line that mends it.
/// `needed` is the IAM action that the part takes ("ec2:DescribeInstances"), unless AWS names
/// another.
PartFailure failure_of(const Error& error, std::string_view needed, const Region& region,
                       Instant now);

}  // namespace mirante::inventory
