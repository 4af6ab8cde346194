#include "features/schedules/stored_schedule.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::schedules {
namespace {

constexpr std::size_t filter_max = 100;  // Of one member of a filter.

/// The smaller of both bounds counts.
constexpr std::size_t grown_percent = 20, grown_by = 5;

template <class IdType>
std::vector<IdType> parse_ids(const Field& filter, std::string_view member) {
  std::vector<IdType> ids;
  for (const auto& one : filter.list(member, filter_max)) {
    const auto id = IdType::parse(one.text());
    if (!id) one.wrong(id.error().message);
    ids.push_back(*id);
  }
  return ids;
}

TargetFilter parse_filter(const Field& field) {
  field.allow({"tags", "customers", "accounts", "regions", "kinds"});
  TargetFilter filter;
  if (const auto kinds = field.list("kinds", 2); !kinds.empty()) {
    filter.servers = false;
    for (const auto& one : kinds) {
      const auto kind = one.text();
      if (kind != "servers" && kind != "databases")
        one.wrong("must be \"servers\" or \"databases\"");
      (kind == "servers" ? filter.servers : filter.databases) = true;
    }
  }
  for (const auto& one : field.list("tags", filter_max)) {
    one.allow({"key", "value"});
    inventory::Filter::Tag tag{.key = one.at("key", "name the tag").text()};
    if (const auto value = one.find("value")) tag.value = value->text();
    filter.tags.push_back(std::move(tag));
  }
  filter.customers = parse_ids<CustomerId>(field, "customers");
  filter.accounts = parse_ids<AccountId>(field, "accounts");
  for (const auto& one : field.list("regions", filter_max))
    filter.regions.push_back({one.text(64)});
  return filter;
}

}  // namespace

bool is_held(std::size_t approved, std::size_t now) {
  if (now <= approved) return false;
  return now > approved + grown_by || now * 100 > approved * (100 + grown_percent);
}

ServerRef parse_server(const Field& field) {
  field.allow({"account", "region", "server"});
  const auto account = field.at("account", "write the account's id");
  const auto id = AccountId::parse(account.text());
  if (!id) account.wrong(id.error().message);
  return {
      .account = *id,
      .region = {field.at("region", "write the server's region").text(64)},
      .id =
          field.at("server", "write AWS's id, such as i-0123456789abcdef0 or db:orders").text(128)};
}

std::vector<ServerRef> parse_servers(const std::vector<Field>& fields) {
  std::vector<ServerRef> servers;
  for (const auto& one : fields) {
    auto server = parse_server(one);
    if (std::ranges::find(servers, server) == servers.end()) servers.push_back(std::move(server));
  }
  return servers;
}

Targets parse_targets(const Field& field) {
  field.allow({"servers", "filter"});
  Targets targets{.servers = parse_servers(field.list("servers", servers_max))};
  if (const auto filter = field.find("filter")) targets.filter = parse_filter(*filter);
  if (targets.servers.empty() && targets.filter.is_empty())
    field.wrong("chooses nothing; name servers, or write a filter with a tag, a customer, …");
  return targets;
}

Json to_json(const ServerRef& server) {
  return {
      {"account", server.account.text()}, {"region", server.region.value}, {"server", server.id}};
}

Json to_json(const std::vector<ServerRef>& servers) {
  auto json = Json::array();
  for (const auto& server : servers) json.push_back(to_json(server));
  return json;
}

Json to_json(const Targets& targets) {
  Json json{{"servers", to_json(targets.servers)}};
  const auto& filter = targets.filter;
  if (filter.is_empty()) return json;
  auto& shown = json["filter"] = Json::object();
  for (const auto& tag : filter.tags) {
    Json one{{"key", tag.key}};
    if (tag.value) one["value"] = *tag.value;
    shown["tags"].push_back(std::move(one));
  }
  for (const auto& id : filter.customers) shown["customers"].push_back(id.text());
  for (const auto& id : filter.accounts) shown["accounts"].push_back(id.text());
  for (const auto& region : filter.regions) shown["regions"].push_back(region.value);
  if (filter.databases) {
    shown["kinds"] = Json::array();
    if (filter.servers) shown["kinds"].push_back("servers");
    shown["kinds"].push_back("databases");
  }
  return json;
}

std::string operation_kind(std::string_view kind, std::string_view action) {
  return std::string(kind == inventory::database_kind ? "databases." : "servers.") +
         std::string(action);
}

std::string text_of(const ServerRef& server) {
  return server.account.text() + "/" + server.region.value + "/" + server.id;
}

}  // namespace mirante::schedules
