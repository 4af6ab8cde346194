// What the credentials of an account may really do, action by action and region by region, found
// out without changing anything. Values and the reading of AWS's answers; the calls are in
// check_account.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "features/accounts/account.h"

namespace mirante::accounts {

enum class PermissionResult : std::uint8_t {
  allowed,
  denied,                   // `policy_line` mends it.
  blocked_by_organization,  // Only the organisation's administrator can mend it.
  not_tried,                // `detail` says why it cannot be known.
  not_wanted,               // It belongs to what nobody chose for the account.
};

std::string_view to_string(PermissionResult result);

struct PermissionCheck {
  std::string action;  // "ec2:StopInstances"
  PermissionResult result = PermissionResult::not_tried;
  std::string detail = {};
  std::string policy_line = {};

  friend bool operator==(const PermissionCheck&, const PermissionCheck&) = default;
};

/// On what an action was tried.
enum class TriedOn : std::uint8_t {
  nothing,         // It needs no resource (describe calls).
  real_server,     // A dry run on a server that is there.
  made_up_server,  // A dry run on an id that looks right and exists nowhere.
};

/// What AWS's answer to a try says. `error` none: the call went through.
PermissionCheck judge_try(std::string_view action, TriedOn tried_on,
                          const std::optional<Error>& error);

PermissionCheck not_tried(std::string_view action, std::string detail);
PermissionCheck not_wanted(std::string_view action);

/// What the answer of one region to a describe call says about the region.
AccountRegion judge_region(const Region& region, const std::optional<Error>& error, Instant now);

struct CheckReport {
  std::vector<PermissionCheck> permissions;
  std::vector<AccountRegion> regions;
  /// The credentials themselves do not work: nothing could be tried.
  std::optional<Error> problem = {};
  Instant checked_at{};
};

Json to_json(const CheckReport& report);

}  // namespace mirante::accounts
