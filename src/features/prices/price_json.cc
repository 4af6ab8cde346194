#include "features/prices/price_json.h"

#include <nlohmann/json.hpp>

#include "features/accounts/permissions_policy.h"

namespace mirante::prices {

Json to_json(Money money) {
  return {{"amount", to_decimal(money)}, {"currency", to_string(money.currency)}};
}

Json to_json(const Quote& quote) {
  if (!quote) {
    Json json{{"unknown", to_string(quote.error())}};
    if (quote.error() == Unknown::no_permission)
      json["policy_line"] = accounts::policy_line("pricing:GetProducts");
    return json;
  }
  auto json = to_json(quote->amount);
  json["unit"] = quote->unit;
  json["effective_at"] = to_iso8601(quote->effective_at);
  json["read_at"] = to_iso8601(quote->read_at);
  return json;
}

}  // namespace mirante::prices
