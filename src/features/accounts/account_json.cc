#include "features/accounts/account_json.h"

#include <algorithm>

namespace mirante::accounts {
namespace {

void put_text(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = text;
}

void put_instant(Json& json, const char* name, const std::optional<Instant>& instant) {
  if (instant) json[name] = to_iso8601(*instant);
}

}  // namespace

Json to_json(const Account& account, const std::vector<AccountRegion>& regions,
             const std::vector<Customer>& customers) {
  Json json{{"id", account.id.text()},
            {"name", account.name},
            {"etag", entity_tag(account)},
            {"state", to_string(account.state)},
            {"connection", to_string(account.connection)},
            {"created_at", to_iso8601(account.created_at)},
            {"features", Json::array()},
            {"regions", Json::array()}};
  for (const auto feature : account.features) json["features"].push_back(to_string(feature));
  put_text(json, "aws_account_id", account.aws_account.value);
  put_text(json, "role_arn", account.role_arn);
  put_text(json, "external_id", account.external_id);
  put_text(json, "key_fingerprint", account.key_fingerprint);
  put_text(json, "without_external_id", account.without_external_id);
  put_instant(json, "connected_at", account.connected_at);
  put_instant(json, "checked_at", account.checked_at);
  if (account.customer) {
    json["customer"] = {{"id", account.customer->text()}};
    const auto found = std::ranges::find(customers, *account.customer, &Customer::id);
    if (found != customers.end()) json["customer"]["name"] = found->name;
  }
  for (const auto& region : regions) {
    Json entry{{"region", region.region.value}, {"state", to_string(region.state)}};
    put_text(entry, "reason", region.reason);
    json["regions"].push_back(std::move(entry));
  }
  return json;
}

Json to_json(const PendingAccount& pending) {
  const auto& instructions = pending.instructions;
  Json json{{"principal", instructions.principal},
            {"role_name", instructions.role_name},
            {"trust_policy", instructions.trust_policy},
            {"policy", instructions.policy},
            {"cloudshell_command", instructions.cloudshell_command},
            {"policy_command", instructions.policy_command}};
  put_text(json, "quick_create_link", pending.quick_create_link);
  return json;
}

}  // namespace mirante::accounts
