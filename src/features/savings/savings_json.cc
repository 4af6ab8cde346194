#include "features/savings/savings_json.h"

#include <nlohmann/json.hpp>

#include "features/accounts/permissions_policy.h"

namespace mirante::savings {

Json to_json(Money money) {
  return {{"amount", to_decimal(money)}, {"currency", to_string(money.currency)}};
}

Json to_json(const std::optional<Money>& money) { return money ? to_json(*money) : Json(); }

Json to_json(const prices::Quote& quote) {
  if (!quote) {
    Json json{{"unknown", prices::to_string(quote.error())}};
    if (quote.error() == prices::Unknown::no_permission)
      json["policy_line"] = accounts::policy_line("pricing:GetProducts");
    return json;
  }
  auto json = to_json(quote->amount);
  json["unit"] = quote->unit;
  json["effective_at"] = to_iso8601(quote->effective_at);
  json["read_at"] = to_iso8601(quote->read_at);
  return json;
}

Json to_json(const Part& part) {
  Json json{{"thing", to_string(part.thing)}, {"ends_when_off", part.ends_when_off},
            {"quantity", part.quantity},      {"per_price", part.per_price},
            {"price", to_json(part.price)},   {"per_month", to_json(part.per_month())}};
  if (!part.id.empty()) json["id"] = part.id;
  return json;
}

Json to_json(const OtherScheduler& other) {
  return {{"name", other.name.empty() ? Json() : Json(other.name)},
          {"tag", other.tag},
          {"value", other.value}};
}

Json to_json(const Look& look) {
  Json json{{"source", look.source == Source::tag ? "tag" : "name"},
            {"text", look.text},
            {"word", look.word}};
  if (!look.key.empty()) json["key"] = look.key;
  return json;
}

}  // namespace mirante::savings
