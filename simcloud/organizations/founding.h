// How an organization comes to be and grows: founding, units, policies, accounts that join or are
// made. Used by estates, the control API and the calls.
#pragma once

#include "base/error.h"
#include "simcloud/cloud.h"

namespace mirante::simcloud {

/// Makes the organization with FullAWSAccess at its root; nobody is in it yet.
void found_organization(Cloud& cloud, std::string management);
enum class Joining : std::uint8_t { created, invited };
/// Under the root.
void join(Cloud& cloud, const Account& account, Joining joining);
OrganizationalUnit& add_unit(Cloud& cloud, std::string name, std::string parent);

/// Attaches a policy to a target (account, unit or root) in place of one of the same name there.
/// Targets with the same document under the same name share one policy.
Result<const ServiceControlPolicy*> attach_policy(Cloud& cloud, const std::string& target,
                                                  const std::string& name, std::string document);
/// Takes it from the target; a policy without a target is forgotten.
void detach_policy(Cloud& cloud, const std::string& target, const std::string& name);

/// As it was given, or made from the account's number.
std::string account_email(const Account& account);

/// Begins to make an account; it is there after a while.
const AccountRequest& request_account(Cloud& cloud, AccountRequest request);
/// Takes the agenda's entry: the account is made, or was refused.
void finish_account(Cloud& cloud, const Due& due);

}  // namespace mirante::simcloud
