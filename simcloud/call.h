// One call on its way through the simulated AWS: who makes it, where, and what handlers need of the
// cloud. A handler is a function `Answered<Result> name(Call&, const Request&)` over generated
// shapes; it checks, asks for permission, changes state, and answers. The order of refusals is
// AWS's: malformed input, permission, unknown things, DryRun, wrong states.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simcloud/aws_error.h"
#include "simcloud/caller.h"
#include "simcloud/cloud.h"
#include "simcloud/cloudtrail/notes.h"
#include "simcloud/ec2/life.h"

namespace mirante::simcloud {

/// The answer of calls that have nothing to say.
struct Done {};

struct Call {
  Cloud& cloud;
  const Caller& caller;
  std::string_view service;  // "ec2", as in models/operations.txt.
  std::string_view action;   // "StartInstances"
  RegionIndex region = 0;
  std::uint64_t number = 0;  // In the ledger.
  std::string request_id;
  std::uint64_t parameters_hash = 0;  // For idempotency tokens.
  /// The clock by which credentials count; see World.
  Instant wire_now = {};
  /// Of a call that waits: set by its handler, together with `nothing_yet`, and given back to it
  /// when the same call is asked again.
  std::optional<Instant> waits_until = {};
  bool nothing_yet = false;      // The answer is thrown away.
  bool global_endpoint = false;  // sts.amazonaws.com: its tokens do not work in opt-in regions.
  TrailNote note = {};           // What CloudTrail will write.

  Account& account() { return cloud.accounts[caller.account]; }
  Place& place() { return cloud.place(caller.account, region); }
  Cause cause() const { return {number}; }
  std::string_view region_name() const { return region_facts(region).name; }
  const std::string& account_id() const { return cloud.accounts[caller.account].id; }
  std::string text(Text handle) const { return cloud.texts.str(handle); }

  /// "ec2:StartInstances"
  std::string permission() const;
  /// "ec2", "elasticloadbalancing": how policies and ARNs call the service.
  std::string prefix() const;
  /// "arn:aws:ec2:sa-east-1:123456789012:instance/i-…"
  std::string ec2_arn(std::string_view kind, std::string_view id) const;

  /// "arn:aws:rds:sa-east-1:123456789012:" and the rest, in the call's own service.
  std::string arn(std::string_view rest) const;

  /// For actions without things of their own: resource "*".
  Answered<Done> permit();
  /// `keys` are added to the context of the question.
  using Keys = std::vector<std::pair<std::string, std::string>>;
  Answered<Done> permit(std::string_view permission, std::string_view resource, const Keys& keys);
  /// The keys that conditions may ask about a thing with these tags.
  Keys resource_keys(const Tags& tags) const;
  Keys resource_keys(const Instance& instance);

  /// Takes from the bucket of resources of this action; RequestLimitExceeded if they are not there.
  Answered<Done> take_resources(std::size_t count);
};

std::unexpected<AwsError> dry_run_operation();

/// Ends a handler early: `if (auto no = call.permit(); !no) return pass(no);`
template <class T>
std::unexpected<AwsError> pass(const Answered<T>& refused) {
  return std::unexpected(refused.error());
}

}  // namespace mirante::simcloud
