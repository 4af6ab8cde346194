#include "features/inventory/part.h"

#include <array>

#include "features/accounts/access_error.h"
#include "features/accounts/permissions_policy.h"

namespace mirante::inventory {
namespace {

using accounts::AccessProblem;

constexpr std::array<Cause, 7> causes{Cause::permission, Cause::blocked,     Cause::credentials,
                                      Cause::throttled,  Cause::unreachable, Cause::not_read,
                                      Cause::other};

Cause cause_of(const Error& error) {
  switch (accounts::problem_of(error)) {
    case AccessProblem::not_permitted: return Cause::permission;
    case AccessProblem::blocked: return Cause::blocked;
    case AccessProblem::wrong_credentials:
    case AccessProblem::expired:
    case AccessProblem::region_not_enabled: return Cause::credentials;
    case AccessProblem::throttled: return Cause::throttled;
    case AccessProblem::not_aws:
    case AccessProblem::unreachable: return Cause::unreachable;
    case AccessProblem::other: return Cause::other;
  }
  return Cause::other;
}

std::string reason_of(Cause cause, const Error& error, const std::string& action,
                      const std::string& region) {
  const auto words = " (" + accounts::said(error) + ")";
  switch (cause) {
    case Cause::permission:
      return "the credentials lack " + action + " in " + region +
             "; add the policy line shown to the role or user" + words;
    case Cause::blocked:
      // The same for every action: a region that is denied is one fact (semantics §2.11).
      return "blocked by the organisation: a policy of AWS Organizations denies the region; only "
             "the "
             "organisation's administrator can change that";
    case Cause::credentials:
      return "AWS refuses the account's credentials in " + region +
             "; check the connection with `mirante account check`" + words;
    case Cause::throttled:
      return "AWS asks to slow down in " + region + "; the next sweep tries again" + words;
    case Cause::unreachable:
      return "AWS could not be read in " + region + "; the next sweep tries again" + words;
    case Cause::not_read: return region + " was not read yet";
    case Cause::other: return action + " failed in " + region + words;
  }
  return {};
}

/// A part may take several calls; AWS names the one that it denies.
std::string denied_action(const Error& error, std::string_view action) {
  static constexpr std::string_view before = "not authorized to perform: ";
  const auto at = error.message.find(before);
  if (at == std::string::npos) return std::string(action);
  const auto begin = at + before.size();
  const auto named = error.message.substr(begin, error.message.find(' ', begin) - begin);
  return named.contains(':') ? named : std::string(action);
}

}  // namespace

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::permission: return "permission";
    case Cause::blocked: return "blocked";
    case Cause::credentials: return "credentials";
    case Cause::throttled: return "throttled";
    case Cause::unreachable: return "unreachable";
    case Cause::not_read: return "not_read";
    case Cause::other: return "other";
  }
  return "other";
}

Result<Cause> parse_cause(std::string_view text) {
  for (const auto cause : causes)
    if (text == to_string(cause)) return cause;
  return fail(ErrorKind::corrupt,
              "\"" + std::string(text) + "\" is not a cause of a failed read that we know");
}

PartFailure failure_of(const Error& error, std::string_view needed, const Region& region,
                       Instant now) {
  const auto action = denied_action(error, needed);
  const auto cause = cause_of(error);
  PartFailure failure{.cause = cause,
                      .code = error.code.empty() ? std::string(to_string(error.kind)) : error.code,
                      .reason = reason_of(cause, error, action, region.value),
                      .since = now};
  if (cause == Cause::permission || cause == Cause::blocked) failure.action = action;
  if (cause == Cause::permission) failure.policy_line = accounts::policy_line(action);
  return failure;
}

}  // namespace mirante::inventory
