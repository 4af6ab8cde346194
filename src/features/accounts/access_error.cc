#include "features/accounts/access_error.h"

#include <algorithm>
#include <array>

#include "features/accounts/permissions_policy.h"

namespace mirante::accounts {
namespace {

constexpr std::size_t words_max = 500;

template <std::size_t N>
bool is_one_of(std::string_view code, const std::array<std::string_view, N>& codes) {
  return std::ranges::find(codes, code) != codes.end();
}

constexpr std::array<std::string_view, 6> not_permitted_codes{
    "UnauthorizedOperation",        "AccessDenied",       "AccessDeniedException",
    "Client.UnauthorizedOperation", "AuthorizationError", "UnauthorizedAccess"};
constexpr std::array<std::string_view, 8> wrong_credential_codes{
    "InvalidClientTokenId",        "AuthFailure",        "SignatureDoesNotMatch",
    "UnrecognizedClientException", "InvalidAccessKeyId", "MissingAuthenticationToken",
    "IncompleteSignature",         "NotAuthorized"};
constexpr std::array<std::string_view, 4> expired_codes{"ExpiredToken", "ExpiredTokenException",
                                                        "RequestExpired", "TokenRefreshRequired"};
constexpr std::array<std::string_view, 3> region_codes{"OptInRequired", "RegionDisabledException",
                                                       "RegionDisabled"};

bool names_organisation(std::string_view message) {
  return message.find("service control policy") != std::string_view::npos ||
         message.find("resource control policy") != std::string_view::npos;
}

struct Words {
  ErrorKind kind;
  std::string_view code;
  std::string_view meaning;  // Follows "<what> did not work: ".
};

Words words_of(AccessProblem problem) {
  switch (problem) {
    case AccessProblem::not_permitted:
      return {ErrorKind::forbidden, "access.not_permitted",
              "AWS says that it is not permitted; the role's trust or permissions policy lacks it"};
    case AccessProblem::blocked:
      return {ErrorKind::forbidden, "access.blocked",
              "an organisation policy denies it; only the organisation's administrator can change "
              "that"};
    case AccessProblem::wrong_credentials:
      return {ErrorKind::unauthorized, "access.wrong_credentials",
              "AWS does not accept the credentials; check that the key is typed in full, belongs "
              "to this account and is active"};
    case AccessProblem::expired:
      return {ErrorKind::unauthorized, "access.expired",
              "the session's credentials have expired; renew them where the panel gets them from, "
              "or give it a role or long-lived keys"};
    case AccessProblem::region_not_enabled:
      return {ErrorKind::conflict, "access.region_not_enabled",
              "the region is not switched on in this account; switch it on under \"AWS Regions\" "
              "of the account, or leave it out"};
    case AccessProblem::not_aws:
      return {ErrorKind::unavailable, "access.not_aws",
              "what answered is not AWS; check AWS_ENDPOINT_URL, the proxy and the network's login "
              "page"};
    case AccessProblem::throttled:
      return {ErrorKind::throttled, "access.throttled",
              "AWS asks to slow down; try again in a minute"};
    case AccessProblem::unreachable:
      return {ErrorKind::unavailable, "access.unreachable",
              "AWS could not be reached; check the network and AWS_ENDPOINT_URL, then try again"};
    case AccessProblem::other: return {ErrorKind::conflict, "", "AWS answered with an error"};
  }
  return {ErrorKind::internal, "", ""};
}

}  // namespace

AccessProblem problem_of(const Error& error) {
  if (error.code == "aws.not_aws" || error.kind == ErrorKind::corrupt)
    return AccessProblem::not_aws;
  if (is_one_of(error.code, expired_codes)) return AccessProblem::expired;
  if (is_one_of(error.code, region_codes)) return AccessProblem::region_not_enabled;
  if (is_one_of(error.code, wrong_credential_codes) || error.kind == ErrorKind::unauthorized)
    return AccessProblem::wrong_credentials;
  if (is_one_of(error.code, not_permitted_codes) || error.kind == ErrorKind::forbidden)
    return names_organisation(error.message) ? AccessProblem::blocked
                                             : AccessProblem::not_permitted;
  if (error.kind == ErrorKind::throttled) return AccessProblem::throttled;
  if (error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timeout)
    return AccessProblem::unreachable;
  return AccessProblem::other;
}

bool is_about_permission(const Error& error) {
  const auto problem = problem_of(error);
  return problem == AccessProblem::not_permitted || problem == AccessProblem::blocked;
}

std::string why_not_allowed(const Error& error, std::string_view action) {
  if (!is_about_permission(error)) throw Failure(error);
  if (problem_of(error) == AccessProblem::blocked)
    return "the organisation does not let the connection call " + std::string(action);
  return "the connection may not call " + std::string(action) +
         "; add to its policy: " + policy_line(action);
}

Error explain(const Error& error, std::string_view what) {
  const auto words = words_of(problem_of(error));
  auto explained = error;
  if (!words.code.empty()) {
    explained.kind = words.kind;
    explained.code = words.code;
  }
  explained.message =
      std::string(what) + " did not work: " + std::string(words.meaning) + " (" + said(error) + ")";
  return explained;
}

std::string said(const Error& error) {
  auto text = error.code.empty() || error.message.starts_with(error.code)
                  ? error.message
                  : error.code + ": " + error.message;
  if (text.size() > words_max) {
    auto end = words_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    text += "…";
  }
  return text;
}

}  // namespace mirante::accounts
