#include "main/commands/show_accounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "main/commands/reading.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view unknown = "unknown";
constexpr std::string_view none = "–";

/// The answer itself, or its member of that name.
const Json& inside(const Json& answer, std::string_view name) {
  const auto* found = member(answer, name);
  return found != nullptr && found->is_object() ? *found : answer;
}

std::string customer_of(const Json& account) {
  const auto* customer = member(account, "customer");
  return customer == nullptr ? std::string(none)
                             : text_of(*customer, "name", text_of(*customer, "id", unknown));
}

std::size_t enabled_in(const std::vector<Json>& regions) {
  return static_cast<std::size_t>(std::ranges::count_if(
      regions, [](const Json& region) { return text_of(region, "state") == "enabled"; }));
}

std::string regions_of(const Json& account) {
  const auto regions = list_of(account, "regions");
  if (regions.empty()) return std::string(unknown);
  return fmt::format("{} of {}", enabled_in(regions), regions.size());
}

std::string quoted(const std::string& name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  if (!name.empty() && std::ranges::all_of(name, is_plain)) return name;
  std::string text = "'";
  for (const char c : name) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string show_regions(const std::vector<Json>& regions) {
  Table table({"REGION", "STATE", "REASON"});
  for (const auto& region : regions) {
    if (text_of(region, "state") == "not_enabled") continue;
    table.add({text_of(region, "region", unknown), text_of(region, "state", unknown),
               text_of(region, "reason", none)});
  }
  return table.empty() ? std::string() : table.text();
}

/// The report may stand in the answer itself or in its member "check".
const Json& report_of(const Json& answer) {
  const auto* check = member(answer, "check");
  if (check != nullptr && check->is_object()) return *check;
  return inside(answer, "report");
}

/// A problem is a text, or an object with a message.
std::string problem_of(const Json& report) {
  const auto* problem = member(report, "problem");
  if (problem == nullptr) return {};
  return problem->is_object()
             ? text_of(*problem, "message", text_of(*problem, "detail", problem->dump()))
             : text_of(report, "problem");
}

}  // namespace

std::string show_account_list(const Json& answer) {
  const auto accounts = list_of(answer, "accounts");
  if (accounts.empty()) return fmt::format("{}\n", texts::no_accounts);
  Table table({"NAME", "ID", "AWS ACCOUNT", "STATE", "BY", "CUSTOMER", "REGIONS", "CHECKED"});
  for (const auto& account : accounts)
    table.add({text_of(account, "name", unknown), text_of(account, "id", unknown),
               text_of(account, "aws_account_id", unknown), text_of(account, "state", unknown),
               text_of(account, "connection", unknown), customer_of(account), regions_of(account),
               time_of(account, "checked_at", "never")});
  return table.text();
}

std::string show_instructions(const Json& answer) {
  const auto& account = inside(answer, "account");
  const auto& instructions = inside(answer, "instructions");
  const auto name = text_of(account, "name", "NAME");
  if (text_of(account, "state") == "connected")
    return fmt::format(texts::policy_to_apply, printable(name),
                       text_of(instructions, "policy_command", unknown), quoted(name));
  return fmt::format(
      texts::added_pending, printable(name), text_of(account, "external_id", unknown),
      text_of(instructions, "cloudshell_command", unknown), quoted(name),
      fmt::format("arn:aws:iam::ACCOUNT:role/{}", text_of(instructions, "role_name", "ROLE")));
}

std::string show_shared_role(const Json& answer) {
  return fmt::format(texts::shared_role, text_of(answer, "role_name", unknown),
                     text_of(answer, "external_id", unknown),
                     text_of(answer, "stack_set_command", unknown),
                     text_of(answer, "list_command", unknown));
}

std::string show_import(const Json& answer) {
  Table table({"LINE", "ACCOUNT", "NAME", "OUTCOME", "WHY"});
  std::size_t planned = 0;
  for (const auto& row : list_of(answer, "rows")) {
    const auto& problem = inside(row, "problem");
    const auto field = text_of(problem, "field");
    const auto verdict = text_of(row, "verdict", unknown);
    if (verdict == "will") ++planned;
    table.add({text_of(row, "line"), text_of(row, "account_id", none), text_of(row, "name", none),
               verdict == "will" ? "would be connected" : verdict,
               (field.empty() ? "" : field + ": ") + text_of(problem, "detail", none)});
  }
  const auto count = number_of(answer, "connected");
  return table.text() + "\n" +
         (planned > 0 ? fmt::format(texts::import_planned, planned, number_of(answer, "refused"))
                      : fmt::format(texts::imported, count, number_of(answer, "refused")));
}

std::string show_connected(const Json& answer) {
  const auto& account = inside(answer, "account");
  const auto regions = list_of(account, "regions");
  return fmt::format(texts::connected, printable(text_of(account, "name", unknown)),
                     text_of(account, "aws_account_id", unknown), enabled_in(regions),
                     regions.size());
}

std::string show_features(const Json& answer) {
  std::string names;
  for (const auto& feature : list_of(answer, "features"))
    names += (names.empty() ? "" : ", ") + feature.get<std::string>();
  const auto name = text_of(answer, "name", "NAME");
  return text_of(answer, "connection") == "keys"
             ? fmt::format(texts::features_of_keys, printable(name), names, quoted(name))
             : fmt::format(texts::features_of_role, printable(name), names, quoted(name));
}

std::string show_check(const Json& answer) {
  const auto& report = report_of(answer);
  std::string text;
  if (const auto problem = problem_of(report); !problem.empty())
    text += fmt::format("{}\n", fmt::format(texts::credentials_refused, printable(problem)));
  const auto permissions = list_of(report, "permissions");
  std::set<std::string> missing;
  if (!permissions.empty()) {
    Table table({"ACTION", "RESULT", "DETAIL"});
    for (const auto& permission : permissions) {
      if (text_of(permission, "result") == "not_wanted") continue;
      table.add({text_of(permission, "action", unknown), text_of(permission, "result", unknown),
                 text_of(permission, "detail", none)});
      if (auto line = text_of(permission, "policy_line"); !line.empty())
        missing.insert(std::move(line));
    }
    text += table.text();
  }
  if (!missing.empty()) text += fmt::format("\n{}\n", texts::add_to_policy);
  for (const auto& line : missing) text += fmt::format("  {}\n", printable(line));
  if (const auto regions = show_regions(list_of(report, "regions")); !regions.empty())
    text += "\n" + regions;
  if (is_check_clean(answer)) text += fmt::format("\n{}\n", texts::all_allowed);
  return text;
}

bool is_check_clean(const Json& answer) {
  const auto& report = report_of(answer);
  if (member(report, "problem") != nullptr) return false;
  return std::ranges::none_of(list_of(report, "permissions"), [](const Json& permission) {
    const auto result = text_of(permission, "result");
    return result == "denied" || result == "blocked_by_organization";
  });
}

}  // namespace mirante::commands
