// Who makes a call, and whether IAM lets it happen.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/aws_error.h"
#include "simcloud/cloud.h"
#include "simcloud/iam/policy.h"

namespace mirante::simcloud {

struct Caller {
  enum class Kind : std::uint8_t {
    root,
    user,
    session,  // Of a role, or of GetSessionToken.
    control,  // "Somebody else", through the control API: may do everything.
  };
  Kind kind = Kind::user;
  std::uint16_t account = 0;
  std::string arn;
  std::string user_id;  // "AIDA…", "AROA…:session"
  std::string user;     // Name of the IAM user, if it is one.
  std::string role;     // Name of the role, for a role's session.
  std::string access_key;
  PolicyRef narrowed;  // Session policy, if any.
  std::optional<Instant> token_issued;
  std::string source = "127.0.0.1";
  std::string user_agent;
  std::string region;  // Of the call.
};

/// How a permission question was decided.
struct Decision {
  enum class By : std::uint8_t {
    allowed,
    nobody_allows,  // No identity-based policy allows it.
    identity_deny,
    organization_deny,
    session_deny,
    session_silence,      // The session policy does not allow it.
    boundary_of_account,  // The thing belongs to another account.
    resource_deny,        // The thing's own policy denies it.
    resource_silence,     // The thing's own policy does not allow another account in.
  };
  By by = By::allowed;
  std::string policy;  // ARN of the organization's policy that denies.
  bool allowed() const { return by == By::allowed; }
};

/// The keys that every request has; more may be added for the thing that is touched.
RequestContext base_context(const Cloud& cloud, const Caller& caller);

Decision decide(const Cloud& cloud, const Caller& caller, std::string_view action,
                std::string_view resource, const RequestContext& context);

/// "…because no identity-based policy allows the ec2:StartInstances action"; begins with a space,
/// empty if AWS gives no reason.
std::string reason_of(const Decision& decision, std::string_view action);

/// UnauthorizedOperation as EC2 says it. Calls that change something carry an encoded message,
/// which DecodeAuthorizationMessage opens.
AwsError unauthorized_operation(const Cloud& cloud, const Caller& caller, std::string_view action,
                                std::string_view resource, const Decision& decision);
/// AccessDenied as IAM and STS say it.
AwsError access_denied(const Caller& caller, std::string_view action, std::string_view resource,
                       const Decision& decision);

/// The JSON inside an encoded authorization message, or nothing if we never made such a one.
std::optional<std::string> decode_authorization_message(const Cloud& cloud,
                                                        std::string_view encoded);

std::string user_arn(const Account& account, const IamUser& user);
std::string role_arn(const Account& account, const IamRole& role);

}  // namespace mirante::simcloud
