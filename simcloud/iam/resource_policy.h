// Policies of things: of queues, topics and keys. Inside an account either side's Allow is enough,
// but for keys; across accounts both must allow; a Deny of either side wins. Services of AWS have
// only this side.
#pragma once

#include "simcloud/call.h"

namespace mirante::simcloud {

struct GuardedThing {
  std::string arn;
  std::string account;             // 12 digits: whose it is.
  const Policy* policy = nullptr;  // Null: it has none.
  /// IAM counts for the thing's own account, too, only as far as the policy lets the account in.
  bool leads_iam = false;
};

/// The caller, as the policies of things name it.
PolicyPrincipal principal_of(const Call& call);

/// The decision; `access_denied` and its like put it into words. `keys` are added to the context.
Decision decide_on(Call& call, std::string_view action, const GuardedThing& thing,
                   const Call::Keys& keys = {});

/// A service ("sns.amazonaws.com") that acts for something of an account.
struct ServiceCaller {
  std::string service;
  std::string source_account;
  std::string source_arn;
};
bool service_may(const ServiceCaller& service, std::string_view action, const GuardedThing& thing);

}  // namespace mirante::simcloud
