// The condition operators of IAM policies. Apart from policy.cc, which reads documents and counts
// statements, so that each stays readable.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/iam/policy.h"

namespace mirante::simcloud {

/// Lower case, without set prefix and IfExists.
bool is_condition_operation(std::string_view operation);

bool holds(const Condition& condition, const RequestContext& context);

/// Replaces ${…}; an unknown variable stays as it is and so matches nothing sensible.
std::string with_variables(std::string_view text, const RequestContext& context);

}  // namespace mirante::simcloud
