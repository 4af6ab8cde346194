#include "features/servers/server_json.h"

#include <nlohmann/json.hpp>

namespace mirante::servers {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json member_or_null(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found == json.end() ? Json() : *found;
}

std::string name_of(const std::map<AccountId, accounts::Account>& accounts, AccountId id) {
  const auto found = accounts.find(id);
  return found == accounts.end() ? std::string() : found->second.name;
}

}  // namespace

Json common_json(const inventory::Resource& resource, const Beside& beside) {
  Json json{{"id", resource.ref.id},
            {"account", resource.ref.account.text()},
            {"account_name", beside.account == nullptr ? Json() : Json(beside.account->name)},
            {"aws_account",
             beside.account == nullptr ? Json() : text_or_null(beside.account->aws_account.value)},
            {"region", resource.ref.region.value},
            {"name", text_or_null(resource.name)},
            {"state", text_or_null(resource.state)},
            {"type", text_or_null(resource.type)},
            {"zone", text_or_null(resource.zone)},
            {"tags", inventory::tags_of(resource)},
            {"observed_at", to_iso8601(resource.observed_at)},
            {"changed_at", to_iso8601(resource.changed_at)}};
  if (resource.gone_at) json["gone_at"] = to_iso8601(*resource.gone_at);
  if (beside.mark != nullptr)
    json["never_switch_off"] = {{"reason", beside.mark->reason},
                                {"by", beside.mark->by.name},
                                {"since", to_iso8601(beside.mark->since)}};
  if (beside.operation) json["operation"] = beside.operation->text();
  return json;
}

void put_from_summary(Json& json, const inventory::Resource& resource,
                      std::initializer_list<const char*> names) {
  const auto summary = Json::parse(resource.summary);
  for (const auto* name : names) json[name] = member_or_null(summary, name);
}

Json to_json(const inventory::Resource& server, const Beside& beside) {
  auto json = common_json(server, beside);
  put_from_summary(
      json, server,
      {"private_ip", "public_ip", "platform", "lifecycle", "launch_time", "state_reason"});
  // AWS leaves it out for what is neither Spot nor scheduled.
  if (json["lifecycle"].is_null()) json["lifecycle"] = "on-demand";
  return json;
}

Json coverage_json(const inventory::Coverage& coverage,
                   const std::map<AccountId, accounts::Account>& accounts) {
  Json json{{"read", Json::array()}, {"unknown", Json::array()}};
  for (const auto& read : coverage.read)
    json["read"].push_back({{"account", read.account.text()},
                            {"account_name", text_or_null(name_of(accounts, read.account))},
                            {"region", read.region.value},
                            {"observed_at", to_iso8601(read.observed_at)},
                            {"complete", read.complete}});
  for (const auto& part : coverage.unknown) {
    Json entry{{"account", part.account.text()},
               {"account_name", text_or_null(name_of(accounts, part.account))},
               {"region", part.region.value},
               {"cause", to_string(part.cause)},
               {"code", part.code},
               {"reason", part.reason},
               {"since", to_iso8601(part.since)}};
    if (!part.policy_line.empty()) entry["policy_line"] = part.policy_line;
    json["unknown"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace mirante::servers
