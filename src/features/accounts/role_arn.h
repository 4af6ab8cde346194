// The ARN of an IAM role, parsed strictly: a typing error is told with the part that is wrong, and
// nothing is ever assumed that was not meant.
#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"

namespace mirante::accounts {

/// "arn:aws:iam::123456789012:role/path/name"
struct RoleArn {
  std::string partition;  // "aws", "aws-cn", "aws-us-gov", …
  AwsAccountId account;
  std::string path;  // "/" or "/one/two/"
  std::string name;

  std::string text() const;
  friend bool operator==(const RoleArn&, const RoleArn&) = default;
};

/// Error(invalid) at field "role_arn" says which part is wrong and what belongs there.
Result<RoleArn> parse_role_arn(std::string_view text);

}  // namespace mirante::accounts
