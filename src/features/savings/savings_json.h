// How money looks in the API: amounts are decimals in texts, as exact as they are, with their
// currency; what is unknown says why and what would mend it.
#pragma once

#include <optional>

#include "base/json.h"
#include "features/prices/price_json.h"
#include "features/savings/opportunity.h"
#include "features/savings/other_scheduler.h"
#include "features/savings/server_cost.h"

namespace mirante::savings {

using prices::to_json;
/// Null where it is unknown.
Json to_json(const std::optional<Money>& money);
/// {thing, id?, ends_when_off, quantity, per_price, price, per_month}
Json to_json(const Part& part);
/// {name, tag, value}; name is null for a program that is not known.
Json to_json(const OtherScheduler& other);
/// {purpose, source, key?, text, word}
Json to_json(const Look& look);

}  // namespace mirante::savings
