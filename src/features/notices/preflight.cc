#include "features/notices/preflight.h"

#include <nlohmann/json.hpp>

#include "features/schedules/fields.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::notices {

std::vector<Trouble> troubles_of(const Acting& acting,
                                 const std::optional<accounts::Account>& account, Instant now) {
  std::vector<Trouble> troubles;
  const auto add = [&](const char* code, std::string text) {
    troubles.push_back({.server = acting.server, .code = code, .text = std::move(text)});
  };
  if (!account || account->state != accounts::AccountState::connected)
    add("account.not_connected", "its account is not connected; connect it again");
  if (acting.is_paused)
    add("policy.paused", "automations are paused or frozen then, so nothing will be done");
  if (acting.state.empty())
    add("server.state_unknown", "its state is not known");
  else if (now - acting.seen_at > fresh_for)
    add("server.state_old", "it was last seen at " + to_iso8601(acting.seen_at) +
                                "; the account's reading fails or is behind");
  return troubles;
}

Json to_json(const Trouble& trouble) {
  auto json = schedules::to_json(trouble.server.server);
  if (!trouble.server.name.empty()) json["name"] = trouble.server.name;
  json["code"] = trouble.code;
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
                        .text = one.value("text", "")});
  }
  return troubles;
}

}  // namespace mirante::notices
