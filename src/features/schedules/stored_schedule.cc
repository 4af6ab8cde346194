#include "features/schedules/stored_schedule.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::schedules {
namespace {

using namespace std::chrono;

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
  field.allow({"tags", "customers", "accounts", "regions"});
  TargetFilter filter;
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

minutes minutes_of(const Field& field, std::string_view member, minutes otherwise, minutes max) {
  const auto found = field.find(member);
  return found ? minutes(found->number(0, max.count())) : otherwise;
}

std::string address_of(const Field& field) {
  auto address = field.text(254);
  const auto at = address.find('@');
  if (at == 0 || at == std::string::npos || at + 1 == address.size() ||
      address.find_first_of(" \t\r\n,;<>") != std::string::npos)
    field.wrong("is no mail address; write one such as ana@example.com");
  return address;
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
  return {.account = *id,
          .region = {field.at("region", "write the server's region").text(64)},
          .id = field.at("server", "write AWS's id, such as i-0123456789abcdef0").text(128)};
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

Settings parse_settings(const Field& field) {
  field.allow({"catch_up_minutes", "observe_until", "notice_minutes", "notice_to", "owner_tag",
               "leave_on_max_minutes", "preflight_hours", "fallback_types"});
  const Settings usual;
  Settings settings;
  settings.catch_up = minutes_of(field, "catch_up_minutes", usual.catch_up, days(1));
  if (const auto until = field.find("observe_until")) settings.observe_until = until->instant();
  settings.notice = minutes_of(field, "notice_minutes", usual.notice, days(1));
  for (const auto& one : field.list("notice_to", 20)) settings.notice_to.push_back(address_of(one));
  if (const auto tag = field.find("owner_tag")) settings.owner_tag = tag->text(128);
  settings.leave_on_max = minutes_of(field, "leave_on_max_minutes", usual.leave_on_max, days(14));
  if (const auto hours_before = field.find("preflight_hours"))
    settings.preflight = hours(hours_before->number(0, 72));
  for (const auto& one : field.list("fallback_types", 10))
    settings.fallback_types.push_back(one.server_type());
  return settings;
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
  return json;
}

Json to_json(const Settings& settings) {
  Json json{{"catch_up_minutes", settings.catch_up.count()},
            {"notice_minutes", settings.notice.count()},
            {"notice_to", settings.notice_to},
            {"leave_on_max_minutes", settings.leave_on_max.count()},
            {"preflight_hours", settings.preflight.count()},
            {"fallback_types", settings.fallback_types}};
  if (settings.observe_until) json["observe_until"] = to_iso8601(*settings.observe_until);
  if (!settings.owner_tag.empty()) json["owner_tag"] = settings.owner_tag;
  return json;
}

std::string text_of(const ServerRef& server) {
  return server.account.text() + "/" + server.region.value + "/" + server.id;
}

}  // namespace mirante::schedules
