#include "simcloud/json_reading.h"

#include <nlohmann/json.hpp>

namespace mirante::simcloud {

JsonReader::JsonReader(const Json& json) : json_(json) {
  if (!json.is_object()) outcome_ = fail_field("", "must be a JSON object");
}

bool JsonReader::has(std::string_view name) { return find(name) != nullptr; }

std::string JsonReader::text(std::string_view name, std::string_view otherwise) {
  const auto* value = find(name);
  if (value == nullptr) return std::string(otherwise);
  if (value->is_string()) return value->get<std::string>();
  wrong(name, "a text");
  return std::string(otherwise);
}

double JsonReader::number(std::string_view name, double otherwise) {
  const auto* value = find(name);
  if (value == nullptr) return otherwise;
  if (value->is_number()) return value->get<double>();
  wrong(name, "a number");
  return otherwise;
}

std::chrono::microseconds JsonReader::seconds(std::string_view name, double otherwise) {
  static constexpr double longest = 1e10;  // Three hundred years.
  const auto seconds = number(name, otherwise);
  if (seconds >= 0 && seconds <= longest)
    return std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
  wrong(name, "a number of seconds, none below zero");
  return std::chrono::microseconds(0);
}

std::optional<Instant> JsonReader::instant(std::string_view name) {
  if (!has(name)) return std::nullopt;
  const auto written = text(name, "");
  const auto instant = parse_iso8601(written);
  if (instant) return *instant;
  wrong(name, "a time such as 2026-03-02T18:00:00Z");
  return std::nullopt;
}

bool JsonReader::flag(std::string_view name, bool otherwise) {
  const auto* value = find(name);
  if (value == nullptr) return otherwise;
  if (value->is_boolean()) return value->get<bool>();
  wrong(name, "true or false");
  return otherwise;
}

const Json* JsonReader::child(std::string_view name) { return find(name); }

Result<void> JsonReader::finish() {
  if (!outcome_ || !json_.is_object()) return outcome_;
  for (const auto& [name, value] : json_.items())
    if (!known_.contains(name)) return fail_field(name, "is not known here");
  return {};
}

const Json* JsonReader::find(std::string_view name) {
  known_.emplace(name);
  if (!json_.is_object()) return nullptr;
  const auto found = json_.find(std::string(name));
  if (found == json_.end() || found->is_null()) return nullptr;
  return &*found;
}

std::unexpected<Error> inside(std::string_view place, Error error) {
  error.field = std::string(place) + (error.field.empty() ? "" : "." + error.field);
  return fail(std::move(error));
}

void JsonReader::wrong(std::string_view name, std::string_view wanted) {
  if (outcome_) outcome_ = fail_field(std::string(name), "must be " + std::string(wanted));
}

}  // namespace mirante::simcloud
