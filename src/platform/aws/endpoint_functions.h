// The functions that AWS's endpoint rules may call. Each takes values and gives one; what it cannot
// work on gives nothing, which makes the condition that asked fail.
#pragma once

#include "platform/aws/endpoint_rules.h"

namespace mirante::aws::rules {

Value called(Function function, const Value::List& arguments);

}  // namespace mirante::aws::rules
