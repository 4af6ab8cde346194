// The role that lets the panel in, as a template for CloudFormation: as a file with the account's
// own values filled in, or without them for a bucket of the operator's, from where a link opens
// AWS's console with the values in it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "features/accounts/account.h"
#include "features/accounts/instructions.h"

namespace mirante::accounts {

/// With the parameters RoleName, ExternalId and one for each feature but seeing ("yes" or "no").
/// What they are when nobody gives them is the account's; without one they have to be given, and
/// the features are those that are chosen where nobody chooses. Admits this principal alone.
Json role_template(const Principal& principal, const Account* account = nullptr);

/// Opens CloudFormation's console with the template at `template_url` and the account's values. AWS
/// takes templates from its S3 alone.
std::string quick_create_link(std::string_view template_url, const Principal& principal,
                              const Account& account);

/// An https address in S3. Failure(invalid) "template-url".
Result<std::string> parse_template_url(std::string_view text);

}  // namespace mirante::accounts
