#include "features/notices/preflight.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/schedules/fields.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::notices {
namespace {

/// Those of before had none, and all of them prevented something.
servers::Weight weight_from(std::string_view text) {
  for (const auto weight : {servers::Weight::unknown, servers::Weight::caution})
    if (text == servers::to_string(weight)) return weight;
  return servers::Weight::prevents;
}

}  // namespace

std::vector<Trouble> troubles_of(const Acting& acting,
                                 const std::optional<accounts::Account>& account, Instant now) {
  std::vector<Trouble> troubles;
  const auto add = [&](const char* code, std::string text) {
    troubles.push_back({.server = acting.server, .code = code, .text = std::move(text)});
  };
  const auto cannot_tell = [&](const char* code, std::string text) {
    add(code, std::move(text));
    troubles.back().weight = servers::Weight::unknown;
  };
  if (!account || account->state != accounts::AccountState::connected)
    add("account.not_connected", "its account is not connected; connect it again");
  if (acting.is_paused)
    add("policy.paused", "automations are paused or frozen then, so nothing will be done");
  if (acting.state.empty())
    cannot_tell("server.state_unknown", "its state is not known");
  else if (now - acting.seen_at > fresh_for)
    cannot_tell("server.state_old", "it was last seen at " + to_iso8601(acting.seen_at) +
                                        "; the account's reading fails or is behind");
  return troubles;
}

bool is_mailed(const std::vector<Trouble>& troubles) {
  return std::ranges::any_of(
      troubles, [](const Trouble& one) { return one.weight != servers::Weight::caution; });
}

Json to_json(const Trouble& trouble) {
  auto json = schedules::to_json(trouble.server.server);
  if (!trouble.server.name.empty()) json["name"] = trouble.server.name;
  json["code"] = trouble.code;
  json["weight"] = servers::to_string(trouble.weight);
  json["text"] = trouble.text;
  return json;
}

Json to_json(const std::vector<Trouble>& troubles) {
  auto json = Json::array();
  for (const auto& one : troubles) json.push_back(to_json(one));
  return json;
}

std::vector<Trouble> troubles_from(const Json& json) {
  std::vector<Trouble> troubles;
  for (const auto& one : json) {
    const Json place{{"account", one.value("account", "")},
                     {"region", one.value("region", "")},
                     {"server", one.value("server", "")}};
    troubles.push_back({.server = {.server = schedules::parse_server({place, "problems"}),
                                   .name = one.value("name", ""),
                                   .owner = {}},
                        .code = one.value("code", ""),
                        .text = one.value("text", ""),
                        .weight = weight_from(one.value("weight", ""))});
  }
  return troubles;
}

}  // namespace mirante::notices
