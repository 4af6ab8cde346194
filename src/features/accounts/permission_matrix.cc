#include "features/accounts/permission_matrix.h"

#include <nlohmann/json.hpp>

#include "features/accounts/access_error.h"
#include "features/accounts/permissions_policy.h"

namespace mirante::accounts {
namespace {

/// AWS checks the permission before it looks at the server, so these answers come after a yes.
bool is_answer_after_permission(const Error& error) {
  return error.code == "DryRunOperation" || error.code.starts_with("InvalidInstanceID") ||
         error.code == "IncorrectInstanceState" || error.code == "OperationNotPermitted" ||
         error.code == "UnsupportedOperation" || error.code == "IncorrectState";
}

std::string detail_of_yes(TriedOn tried_on) {
  switch (tried_on) {
    case TriedOn::nothing: return {};
    case TriedOn::real_server: return "tried as a dry run on a server of the account";
    case TriedOn::made_up_server:
      return "tried as a dry run on a made-up id, as no server is known; rules about tags do not "
             "show this way";
  }
  return {};
}

Json to_json(const PermissionCheck& check) {
  Json json{{"action", check.action},
            {"service", service_of(check.action)},
            {"result", to_string(check.result)}};
  if (!check.detail.empty()) json["detail"] = check.detail;
  if (!check.policy_line.empty()) json["policy_line"] = check.policy_line;
  if (const auto* permission = find_permission(check.action)) {
    json["feature"] = to_string(permission->feature);
    json["purpose"] = permission->purpose;
  }
  return json;
}

Json to_json(const AccountRegion& region) {
  Json json{{"region", region.region.value}, {"state", to_string(region.state)}};
  if (!region.reason.empty()) json["reason"] = region.reason;
  return json;
}

}  // namespace

std::string_view to_string(PermissionResult result) {
  switch (result) {
    case PermissionResult::allowed: return "allowed";
    case PermissionResult::denied: return "denied";
    case PermissionResult::blocked_by_organization: return "blocked_by_organization";
    case PermissionResult::not_tried: return "not_tried";
    case PermissionResult::not_wanted: return "not_wanted";
  }
  return "not_tried";
}

PermissionCheck not_tried(std::string_view action, std::string detail) {
  return {.action = std::string(action), .detail = std::move(detail)};
}

PermissionCheck not_wanted(std::string_view action) {
  return {.action = std::string(action), .result = PermissionResult::not_wanted};
}

PermissionCheck judge_try(std::string_view action, TriedOn tried_on,
                          const std::optional<Error>& error) {
  PermissionCheck check{.action = std::string(action)};
  if (!error || is_answer_after_permission(*error)) {
    check.result = PermissionResult::allowed;
    check.detail = detail_of_yes(tried_on);
    return check;
  }
  check.detail = said(*error);
  switch (problem_of(*error)) {
    case AccessProblem::not_permitted:
      check.result = PermissionResult::denied;
      check.policy_line = policy_line(action);
      break;
    case AccessProblem::blocked: check.result = PermissionResult::blocked_by_organization; break;
    case AccessProblem::wrong_credentials:
    case AccessProblem::expired:
    case AccessProblem::region_not_enabled:
    case AccessProblem::not_aws:
    case AccessProblem::throttled:
    case AccessProblem::unreachable:
    case AccessProblem::other: break;
  }
  return check;
}

AccountRegion judge_region(const Region& region, const std::optional<Error>& error, Instant now) {
  AccountRegion judged{.region = region, .state = RegionState::enabled, .checked_at = now};
  if (!error) return judged;
  judged.reason = said(*error);
  switch (problem_of(*error)) {
    case AccessProblem::blocked: judged.state = RegionState::blocked; break;
    case AccessProblem::region_not_enabled: judged.state = RegionState::not_enabled; break;
    case AccessProblem::wrong_credentials:
    case AccessProblem::expired:
    case AccessProblem::not_aws:
    case AccessProblem::throttled:
    case AccessProblem::unreachable: judged.state = RegionState::unreachable; break;
    case AccessProblem::not_permitted:
    case AccessProblem::other: break;  // It answers; what is missing is in the permissions.
  }
  return judged;
}

Json to_json(const CheckReport& report) {
  Json json{{"permissions", Json::array()},
            {"regions", Json::array()},
            {"checked_at", to_iso8601(report.checked_at)}};
  for (const auto& check : report.permissions) json["permissions"].push_back(to_json(check));
  for (const auto& region : report.regions) json["regions"].push_back(to_json(region));
  if (report.problem)
    json["problem"] = {{"code", report.problem->code}, {"detail", report.problem->message}};
  return json;
}

}  // namespace mirante::accounts
