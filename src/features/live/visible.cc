#include "features/live/visible.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

namespace mirante::live {
namespace {

constexpr std::string_view of_operation[] = {"operation", "kind", "state"};
constexpr std::string_view of_part[] = {"account", "region", "kind", "code"};
constexpr std::string_view of_changes[] = {"account",     "region",        "kind",
                                           "added_count", "changed_count", "gone_count"};
constexpr std::string_view of_account[] = {"account"};
constexpr std::string_view of_customer[] = {"customer"};
constexpr std::string_view of_policy[] = {"scope", "id", "account", "region", "server"};
constexpr std::string_view of_schedule[] = {"schedule", "calendar", "freeze", "maintenance"};
constexpr std::string_view of_override[] = {"account", "region", "server"};
constexpr std::string_view of_person[] = {"user"};

struct Rule {
  std::string_view prefix;  // Of the kind; the first that fits counts.
  Permission permission;
  std::span<const std::string_view> fields;
};

constexpr Rule rules[] = {
    {"operation.", Permission::operation_read, of_operation},
    {"inventory.changed", Permission::server_read, of_changes},
    {"inventory.", Permission::server_read, of_part},
    {"account.", Permission::account_read, of_account},
    {"customers.", Permission::account_read, of_customer},
    {"policy.", Permission::policy_read, of_policy},
    {"schedules.", Permission::policy_read, of_schedule},
    {"overrides.", Permission::policy_read, of_override},
    {identity_changed, Permission::member_manage, of_person},
};

const Rule* rule_of(const events::Event& event) {
  const auto* const rule = std::ranges::find_if(
      rules, [&](const Rule& one) { return event.kind.starts_with(one.prefix); });
  return rule == std::ranges::end(rules) ? nullptr : rule;
}

}  // namespace

bool may_see(const events::Event& event, const CallContext& ctx) {
  if (event.tenant != ctx.tenant) return false;
  const auto* const rule = rule_of(event);
  return rule != nullptr && ctx.may(rule->permission);
}

Json shown_fields(const events::Event& event) {
  Json shown = Json::object();
  const auto* const rule = rule_of(event);
  if (rule == nullptr) return shown;
  for (const auto field : rule->fields)
    if (const auto found = event.body.find(field); found != event.body.end())
      shown[std::string(field)] = *found;
  return shown;
}

events::Event only_that_it_changed(events::Event event) {
  Json body = Json::object();
  if (const auto found = event.body.find("operation"); found != event.body.end())
    body["operation"] = *found;
  event.kind = "operation.changed";
  event.body = std::move(body);
  return event;
}

std::optional<std::string> whose_access(const events::Event& event) {
  if (event.kind != identity_changed) return std::nullopt;
  const auto user = event.body.find("user");
  if (user == event.body.end() || !user->is_string()) return std::nullopt;
  return user->get<std::string>();
}

}  // namespace mirante::live
