// The calls to AWS that this room makes itself, in its own words. Each throws Failure with what AWS
// said; what that means is read elsewhere (access_error.h).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/accounts/account.h"

namespace mirante::aws {
class Client;
struct Credentials;
struct Target;
}  // namespace mirante::aws

namespace mirante::accounts {

struct CallerIdentity {
  std::string arn;
  AwsAccountId account;
};
/// Works with any valid credentials; needs no permission.
Task<CallerIdentity> caller_identity(aws::Client& client, CallContext ctx, aws::Target target);

struct RoleToAssume {
  std::string role_arn;
  std::string session_name;
  std::string external_id = {};  // Empty: none is sent.
  std::chrono::seconds duration{900};
};
Task<aws::Credentials> assume_role(aws::Client& client, CallContext ctx, aws::Target target,
                                   RoleToAssume role);

struct ListedRegion {
  Region region;
  bool is_enabled = false;
};
/// Every region of the partition, also those that the account has not switched on.
Task<std::vector<ListedRegion>> list_regions(aws::Client& client, CallContext ctx,
                                             aws::Target target);

/// Ids of a few servers, to try things on.
Task<std::vector<InstanceId>> some_servers(aws::Client& client, CallContext ctx,
                                           aws::Target target);

/// Tries one action of the permissions table without changing anything: describe calls with a small
/// page, others as a dry run on `server`. Returns when AWS would have done it; throws what it
/// answered otherwise (a dry run that would have worked is the error DryRunOperation).
Task<void> try_action(aws::Client& client, CallContext ctx, aws::Target target, std::string action,
                      InstanceId server);
/// Whether `try_action` knows how.
bool can_try(std::string_view action);
/// Whether the action is tried on a server.
bool needs_server(std::string_view action);

}  // namespace mirante::accounts
