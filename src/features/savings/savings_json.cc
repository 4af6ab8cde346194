#include "features/savings/savings_json.h"

#include <nlohmann/json.hpp>

namespace mirante::savings {

Json to_json(const std::optional<Money>& money) { return money ? to_json(*money) : Json(); }

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
