// What an error of AWS says about getting in: is it the credentials, a missing permission, the
// organisation, a region that is not switched on, or an endpoint that is not AWS at all? Read from
// the error's kind, code and text in one place, so that the check, the connection and the sweeps
// say the same. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/ids.h"

namespace mirante::accounts {

enum class AccessProblem : std::uint8_t {
  not_permitted,       // A policy line is missing, or an identity policy denies.
  blocked,             // An organisation policy denies.
  wrong_credentials,   // AWS does not know the key, or the signature does not fit.
  expired,             // The session is over.
  region_not_enabled,  // AWS refuses any credentials of this account there.
  not_aws,             // Something answered that is not AWS.
  throttled,
  unreachable,  // No answer, time-out, or AWS is in trouble.
  other,        // AWS understood and said something else (unknown id, wrong state, …).
};

AccessProblem problem_of(const Error& error);

/// Whether the connection may not call something: for want of a permission, or by its organisation.
bool is_about_permission(const Error& error);

/// Why the call of `action` ("ec2:DescribeVolumes") was not allowed, with what mends it. Any other
/// failure is thrown.
std::string why_not_allowed(const Error& error, std::string_view action);

/// The sentence for a person: what was tried, what it means, the mend; AWS's own words in brackets.
/// `what` names what was tried ("assuming the role arn:…"). Kind and code lead to the same status
/// and stay stable: code "access.not_aws", "access.expired", … in front of AWS's own in the text.
Error explain(const Error& error, std::string_view what);

/// "UnauthorizedOperation: You are not …", cut to a length that fits a screen.
std::string said(const Error& error);

}  // namespace mirante::accounts
