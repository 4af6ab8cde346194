#include "features/operations/operation_json.h"

#include <nlohmann/json.hpp>

namespace mirante::operations {
namespace {

void put(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = text;
}
void put(Json& json, const char* name, const std::optional<Instant>& instant) {
  if (instant) json[name] = to_iso8601(*instant);
}

Json common(const Operation& operation) {
  Json json{{"id", operation.id.text()},
            {"kind", operation.kind},
            {"state", to_string(operation.state)},
            {"requested_at", to_iso8601(operation.requested_at)},
            {"by",
             {{"kind", to_string(operation.by.kind)},
              {"id", operation.by.id},
              {"name", operation.by.name}}},
            {"params", operation.params},
            {"done", operation.done},
            {"total", operation.total}};
  put(json, "finished_at", operation.finished_at);
  put(json, "reason_code", operation.reason_code);
  put(json, "reason", operation.reason);
  put(json, "cancel_at", operation.cancel_at);
  put(json, "cancel_by", operation.cancel_by);
  put(json, "despite_pause", operation.despite_pause);
  put(json, "idempotency_key", operation.idempotency_key);
  return json;
}

}  // namespace

Json to_json(const Target& target, const NameOfAccount& name_of) {
  Json json{{"id", target.ref.id},
            {"account", target.ref.account.text()},
            {"region", target.ref.region.value},
            {"outcome", to_string(target.outcome)},
            {"request_ids", target.request_ids},
            {"losses", to_json(target.losses)}};
  if (name_of)
    if (const auto name = name_of(target.ref.account)) json["account_name"] = *name;
  put(json, "name", target.name);
  put(json, "reason_code", target.reason_code);
  put(json, "reason", target.reason);
  put(json, "observed_state", target.observed_state);
  put(json, "observed_at", target.observed_at);
  return json;
}

Json to_json(const Operation& operation, const std::vector<Target>& targets,
             const NameOfAccount& name_of) {
  auto json = common(operation);
  json["targets"] = Json::array();
  for (const auto& target : targets) json["targets"].push_back(to_json(target, name_of));
  return json;
}

Json summary_json(const Operation& operation, const OutcomeCounts& outcomes) {
  auto json = common(operation);
  json["outcomes"] = Json::object();
  for (const auto& [outcome, count] : outcomes)
    json["outcomes"][std::string(to_string(outcome))] = count;
  return json;
}

Json to_json(const Entry& entry) {
  Json json{{"seq", entry.seq},
            {"at", to_iso8601(entry.at)},
            {"what", to_string(entry.what)},
            {"body", entry.body},
            {"each", Json::object()}};
  if (entry.attempt > 0) json["attempt"] = entry.attempt;
  put(json, "step", entry.step);
  put(json, "request_id", entry.request_id);
  for (const auto& [ordinal, said] : entry.each) json["each"][std::to_string(ordinal)] = said;
  return json;
}

}  // namespace mirante::operations
