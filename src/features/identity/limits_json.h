// Limits as the API takes and shows them: null for none, else {customers[], accounts[]} of ids.
#pragma once

#include "base/json.h"
#include "base/reach.h"

namespace mirante::identity {

Json limits_json(const Reach& reach);
/// Error(invalid) naming the field ("limits", "limits.customers", "limits.accounts").
Result<Reach> parse_limits(const Json& json);

}  // namespace mirante::identity
