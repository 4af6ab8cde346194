// The organization of a World: its management account, organizational units, which account is
// where, and service control policies with what they are attached to. One for each World; accounts
// may be outside of it. IAM asks it which policies stand above an account.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "simcloud/iam/state.h"

namespace mirante::simcloud {

struct OrganizationalUnit {
  std::string id;  // "ou-…-…"
  std::string name;
  std::string parent;  // Of a unit or the root.
  std::map<std::string, std::string> tags;
};

struct ServiceControlPolicy {
  std::string id;  // "p-…"
  std::string name;
  std::string description;
  PolicyRef document;
  bool aws_managed = false;
  std::vector<std::string> targets;  // Ids of accounts, units, the root.
  std::map<std::string, std::string> tags;
};

struct Membership {
  std::string parent;  // Id of a unit or the root.
  Instant joined;
  bool invited = false;  // Else created.
  std::map<std::string, std::string> tags;
};

struct AccountRequest {
  std::string id;  // "car-…"
  std::string name, email, role;
  std::map<std::string, std::string> tags;
  Instant requested;
  std::optional<Instant> completed;
  std::string account;  // Once it is made.
  std::string failure;  // "EMAIL_ALREADY_EXISTS"
};

struct Organization {
  bool in_use = true;
  std::string id = "o-simulated1";
  std::string root = "r-sim1";
  std::string management;  // Id of the account.
  std::vector<OrganizationalUnit> units;
  std::vector<ServiceControlPolicy> policies;
  std::map<std::string, Membership> members;  // By account, in order of their ids.
  std::vector<AccountRequest> requests;
  std::map<std::string, Instant> service_access;                    // By service principal.
  std::map<std::string, std::map<std::string, Instant>> delegated;  // Account, service principal.
  std::map<std::string, std::string> root_tags;
  std::uint64_t made = 0;  // Counts units, policies, requests, for their ids.

  bool is_member(std::string_view account) const {
    return in_use && members.contains(std::string(account));
  }
  OrganizationalUnit* find_unit(std::string_view id);
  ServiceControlPolicy* find_policy(std::string_view id);
  /// Empty: there is no such unit, account or root here.
  std::string name_of(std::string_view target) const;
  /// The account, the units above it from the nearest on, the root.
  std::vector<std::string> path_above(std::string_view account) const;
  /// What denies may stand above a member; nothing for the management account.
  std::vector<const ServiceControlPolicy*> policies_above(std::string_view account) const;

  std::string arn(std::string_view rest) const;  // "arn:aws:organizations::<management>:" + rest
  std::string policy_arn(const ServiceControlPolicy& policy) const;
};

}  // namespace mirante::simcloud
