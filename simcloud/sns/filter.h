// Filter policies of SNS subscriptions, over message attributes: {"event": ["stopped"], "cost":
// [{"numeric": [">=", 10]}]}. All names must be met, each by any of its values.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "simcloud/sqs/state.h"

namespace mirante::simcloud {

/// Error(invalid) for what SNS would not take, and for "$or", which is not simulated.
Result<void> check_filter(std::string_view policy);
/// `policy` was checked.
bool passes_filter(std::string_view policy,
                   const std::map<std::string, MessageAttribute>& attributes);

}  // namespace mirante::simcloud
