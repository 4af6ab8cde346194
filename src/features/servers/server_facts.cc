#include "features/servers/server_facts.h"

#include <nlohmann/json.hpp>

namespace mirante::servers {
namespace {

std::optional<Instant> instant_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_integer()) return std::nullopt;
  return from_micros(found->get<std::int64_t>());
}

void put(Json& json, const char* name, const std::optional<bool>& flag) {
  if (flag) json[name] = *flag;
}
std::optional<bool> flag_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) return std::nullopt;
  return found->get<bool>();
}

Json to_json(const StopFacts& stop) {
  Json json{{"unchecked", stop.unchecked}, {"was_stopped_before", stop.was_stopped_before}};
  put(json, "is_protected", stop.is_protected);
  put(json, "terminates_on_shutdown", stop.terminates_on_shutdown);
  put(json, "has_instance_store", stop.has_instance_store);
  put(json, "is_one_time_spot", stop.is_one_time_spot);
  return json;
}

StopFacts stop_from(const Json& json) {
  return {.is_protected = flag_of(json, "is_protected"),
          .terminates_on_shutdown = flag_of(json, "terminates_on_shutdown"),
          .has_instance_store = flag_of(json, "has_instance_store"),
          .is_one_time_spot = flag_of(json, "is_one_time_spot"),
          .was_stopped_before = json.value("was_stopped_before", false),
          .unchecked = json.value("unchecked", "")};
}

}  // namespace

PublicAddress public_address_of(const Json& document) {
  const auto address = document.find("PublicIpAddress");
  if (address == document.end()) return PublicAddress::none;
  for (const auto& interface : document.value("NetworkInterfaces", Json::array())) {
    const auto association = interface.value("Association", Json::object());
    if (association.value("PublicIp", Json()) == *address)
      return association.value("IpOwnerId", "") == "amazon" ? PublicAddress::automatic
                                                            : PublicAddress::elastic;
  }
  return PublicAddress::automatic;
}

operations::Facts to_facts(const ServerFacts& facts) {
  Json json{{"reason_code", facts.reason_code},
            {"reason", facts.reason},
            {"type", facts.type},
            {"zone", facts.zone},
            {"is_spot", facts.is_spot},
            {"has_instance_store_root", facts.has_instance_store_root},
            {"scaling_group", facts.scaling_group},
            {"manager", facts.manager},
            {"public_address", static_cast<int>(facts.public_address)},
            {"can_hibernate", facts.can_hibernate},
            {"checks", static_cast<int>(facts.checks)},
            {"observed", inventory::to_json(facts.observed)}};
  if (facts.launch_time) json["launch_time"] = to_micros(*facts.launch_time);
  put(json, "port_answers", facts.port_answers);
  if (facts.stop) json["stop"] = to_json(*facts.stop);
  return {.state = facts.state, .document = std::move(json)};
}

ServerFacts from_facts(const operations::Facts& given) {
  const auto& json = given.document;
  ServerFacts facts{.state = given.state,
                    .reason_code = json.value("reason_code", ""),
                    .reason = json.value("reason", ""),
                    .launch_time = instant_of(json, "launch_time"),
                    .type = json.value("type", ""),
                    .zone = json.value("zone", ""),
                    .is_spot = json.value("is_spot", false),
                    .has_instance_store_root = json.value("has_instance_store_root", false),
                    .scaling_group = json.value("scaling_group", ""),
                    .manager = json.value("manager", ""),
                    .public_address = static_cast<PublicAddress>(json.value("public_address", 0)),
                    .can_hibernate = json.value("can_hibernate", false),
                    .checks = static_cast<StatusChecks>(json.value("checks", 0)),
                    .port_answers = flag_of(json, "port_answers"),
                    .observed = or_throw(inventory::observed_from_json(json.at("observed")))};
  if (const auto stop = json.find("stop"); stop != json.end()) facts.stop = stop_from(*stop);
  return facts;
}

Json to_evidence(const ServerFacts& facts) {
  Json json{{"reason_code", facts.reason_code}};
  if (facts.launch_time) json["launch_time"] = to_micros(*facts.launch_time);
  return json;
}

Before before_from(const Json& evidence) {
  if (!evidence.is_object()) return {};
  return {.launch_time = instant_of(evidence, "launch_time"),
          .reason_code = evidence.value("reason_code", "")};
}

}  // namespace mirante::servers
