#include "main/commands/show_servers.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "main/commands/reading.h"
#include "main/commands/show_operations.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

/// For what a server may well not have.
constexpr std::string_view none = "–";
/// For what must be there and is not known.
constexpr std::string_view unknown = "unknown";

/// "running", or what is being done with it.
std::string state_of(const Json& server) {
  auto state = text_of(server, "state", unknown);
  if (member(server, "operation") != nullptr) state += " (in work)";
  if (member(server, "never_switch_off") != nullptr) state += " (never off)";
  return state;
}

std::string account_of(const Json& row) {
  return text_of(row, "account_name", text_of(row, "account", unknown));
}

/// What regions that are unknown for one reason have in common.
struct Same {
  std::string account, cause, reason, since;
  friend auto operator<=>(const Same&, const Same&) = default;
};

/// One line for each reason: a dozen regions that one policy blocks are one fact.
std::map<Same, std::string> grouped(const std::vector<Json>& parts) {
  std::map<Same, std::string> lines;
  for (const auto& part : parts) {
    const Same same{.account = account_of(part),
                    .cause = text_of(part, "cause", unknown),
                    .reason = text_of(part, "reason", unknown),
                    .since = time_of(part, "since", unknown)};
    auto& regions = lines[same];
    regions += (regions.empty() ? "" : " ") + text_of(part, "region", unknown);
  }
  return lines;
}

std::string show_unknown(const std::vector<Json>& parts) {
  if (parts.empty()) return {};
  auto text = fmt::format(
      "\n{}\n", fmt::format(texts::unknown_title, counted(parts.size(), "part", "parts")));
  Table table({"ACCOUNT", "REGIONS", "CAUSE", "SINCE", "REASON"});
  for (const auto& [same, regions] : grouped(parts))
    table.add({same.account, regions, same.cause, same.since, same.reason});
  text += table.text();
  std::set<std::string> lines;
  for (const auto& part : parts)
    if (auto line = text_of(part, "policy_line"); !line.empty()) lines.insert(std::move(line));
  if (!lines.empty()) text += fmt::format("{}\n", texts::add_to_policy);
  for (const auto& line : lines) text += fmt::format("  {}\n", printable(line));
  return text;
}

std::string count_line(const std::vector<Json>& servers, const std::vector<Json>& read) {
  std::set<std::string> accounts;
  std::set<std::string> regions;
  for (const auto& server : servers) {
    accounts.insert(text_of(server, "account"));
    regions.insert(text_of(server, "region"));
  }
  auto line = fmt::format(texts::servers_counted, counted(servers.size(), "server", "servers"),
                          counted(regions.size(), "region", "regions"),
                          counted(accounts.size(), "account", "accounts"));
  std::string oldest;
  for (const auto& part : read)
    if (const auto at = text_of(part, "observed_at");
        !at.empty() && (oldest.empty() || at < oldest))
      oldest = at;
  if (!oldest.empty())
    line += fmt::format("; everything seen since {}", time_of(Json{{"at", oldest}}, "at", unknown));
  return line + ".\n";
}

std::string tags_of(const Json& server) {
  const auto* tags = member(server, "tags");
  if (tags == nullptr || !tags->is_object() || tags->empty()) return std::string(none);
  std::string text;
  for (const auto& [key, value] : tags->items()) {
    if (!text.empty()) text += '\n';
    text += key + " = " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

std::string mark_of(const Json& server) {
  const auto* mark = member(server, "never_switch_off");
  if (mark == nullptr) return "no";
  return fmt::format("yes, by {} since {}: {}", text_of(*mark, "by", unknown),
                     time_of(*mark, "since", unknown), text_of(*mark, "reason", none));
}

std::string show_losses(const Json& server) {
  std::string text;
  for (const auto& loss : list_of(server, "first_stop_losses")) {
    if (!text.empty()) text += '\n';
    text += text_of(loss, "text", text_of(loss, "code", unknown));
  }
  if (!text.empty()) return text;
  return text_of(server, "was_stopped_before") == "true" ? "nothing new: it was stopped before"
                                                         : std::string(unknown);
}

}  // namespace

std::string show_server_list(const Json& answer) {
  const auto servers = list_of(answer, "servers");
  const auto parts = list_of(answer, "unknown");
  const auto read = list_of(answer, "read");
  std::string text;
  if (servers.empty()) {
    text += fmt::format(
        "{}\n", read.empty() && parts.empty() ? texts::no_accounts_read : texts::no_servers);
  } else {
    Table table({"NAME", "ID", "STATE", "TYPE", "ACCOUNT", "REGION", "SEEN"});
    for (const auto& server : servers)
      table.add({text_of(server, "name", none), text_of(server, "id", unknown), state_of(server),
                 text_of(server, "type", unknown), account_of(server),
                 text_of(server, "region", unknown), time_of(server, "observed_at", "never")});
    text += table.text() + "\n" + count_line(servers, read);
  }
  text += show_unknown(parts);
  if (const auto next = text_of(answer, "next"); !next.empty())
    text += fmt::format("{}\n", fmt::format(texts::more_follow, next));
  return text;
}

std::string show_database_list(const Json& answer) {
  const auto databases = list_of(answer, "databases");
  std::string text;
  if (databases.empty()) {
    text += fmt::format("{}\n", texts::no_databases);
  } else {
    Table table({"NAME", "ID", "STATE", "ENGINE", "CLASS", "ACCOUNT", "REGION", "SEEN"});
    for (const auto& one : databases)
      table.add({text_of(one, "name", none), text_of(one, "id", unknown), state_of(one),
                 text_of(one, "engine", unknown), text_of(one, "type", none), account_of(one),
                 text_of(one, "region", unknown), time_of(one, "observed_at", "never")});
    text += table.text();
  }
  return text + show_unknown(list_of(answer, "unknown"));
}

std::string show_server(const Json& server) {
  auto text = sheet({{"Name", text_of(server, "name", none)},
                     {"Id", text_of(server, "id", unknown)},
                     {"State", text_of(server, "state", unknown)},
                     {"Seen", time_of(server, "observed_at", "never")},
                     {"Changed", time_of(server, "changed_at", unknown)},
                     {"Account", fmt::format("{} ({})", account_of(server),
                                             text_of(server, "aws_account", unknown))},
                     {"Region", text_of(server, "region", unknown)},
                     {"Zone", text_of(server, "zone", unknown)},
                     {"Type", text_of(server, "type", unknown)},
                     {"Platform", text_of(server, "platform", unknown)},
                     {"Lifecycle", text_of(server, "lifecycle", unknown)},
                     {"Launched", time_of(server, "launch_time", unknown)},
                     {"Private address", text_of(server, "private_ip", none)},
                     {"Public address", text_of(server, "public_ip", none)},
                     {"Tags", tags_of(server)},
                     {"Never switch off", mark_of(server)},
                     {"A stop loses", show_losses(server)},
                     {"In work", text_of(server, "operation", "no")}});
  if (const auto versions = list_of(server, "versions"); !versions.empty()) {
    Table table({"VERSION", "STATE", "FROM", "UNTIL"});
    for (const auto& version : versions)
      table.add({text_of(version, "version", unknown), text_of(version, "state", unknown),
                 time_of(version, "from", unknown), time_of(version, "until", "now")});
    text += "\nEarlier\n" + table.text();
  }
  if (const auto operations = list_of(server, "operations"); !operations.empty())
    text += "\nOperations\n" + show_operation_list(Json{{"operations", operations}});
  return text;
}

}  // namespace mirante::commands
