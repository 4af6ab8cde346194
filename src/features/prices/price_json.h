// How prices look in the API: what is unknown says why and what would mend it.
#pragma once

#include "base/json.h"
#include "features/prices/price.h"

namespace mirante::prices {

/// {amount, currency}; the amount is a decimal in a text, as exact as it is.
Json to_json(Money money);
/// {amount, currency, unit, effective_at, read_at}, or {unknown, policy_line?}.
Json to_json(const Quote& quote);

}  // namespace mirante::prices
