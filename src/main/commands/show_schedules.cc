#include "main/commands/show_schedules.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "main/commands/reading.h"
#include "main/commands/table.h"
#include "main/commands/texts.h"

namespace mirante::commands {
namespace {

constexpr std::string_view unknown = "unknown";
constexpr std::string_view none = "–";

/// The member itself, or an empty object.
Json inside(const Json& object, std::string_view name) {
  const auto* found = member(object, name);
  return found == nullptr ? Json::object() : *found;
}

/// "2026-03-02T19:00:00-03:00 America/Sao_Paulo"
std::string local_of(const Json& moment, std::string_view otherwise) {
  const auto local = text_of(moment, "local");
  return local.empty() ? std::string(otherwise)
                       : fmt::format("{} {}", local, text_of(moment, "zone"));
}

/// What is not known yet, as the schedule has just been changed, is not "never".
std::string next_of(const Json& schedule) {
  if (text_of(schedule, "state") == "paused") return std::string(none);
  return local_of(inside(schedule, "next_due"), unknown);
}

std::string action_of(const Json& fire) {
  auto action = text_of(fire, "action", unknown);
  if (const auto type = text_of(fire, "type"); !type.empty()) action += " " + type;
  return action;
}

std::string reason_of(const Json& object) {
  return text_of(inside(object, "reason"), "text", unknown);
}

/// Behind what was decided: what was observed of it, or what AWS said.
std::string outcome_of(const Json& decision) {
  auto text = text_of(decision, "outcome", unknown);
  const auto operation = inside(decision, "operation");
  for (const auto* name : {"outcome", "observed_state", "reason"})
    if (const auto said = text_of(operation, name); !said.empty()) text += ", " + said;
  const auto turn = inside(decision, "turn");
  const auto* after = member(turn, "after");
  if (after == nullptr || !operation.empty()) return text;
  const auto group = after->get<std::string>();
  return text + (text == "waiting" ? ", for group " : ", as the gate was not passed by group ") +
         (group.empty() ? "without order" : group);
}

/// "by tag ordem, then port 5432 within 10 minutes, else stop"
std::string order_of(const Json& order) {
  if (order.empty()) return std::string(none);
  const auto gate = inside(order, "gate");
  const auto tag = text_of(order, "tag");
  auto text = tag.empty()
                  ? counted(list_of(order, "groups").size(), "group by hand", "groups by hand")
                  : "by tag " + tag;
  text += "; gate " + text_of(gate, "until", unknown);
  if (const auto port = text_of(gate, "port"); !port.empty())
    text += " " + port + " (" + text_of(gate, "address", unknown) + " address)";
  return text + " within " + text_of(gate, "minutes", unknown) + " min, else " +
         text_of(gate, "otherwise", unknown);
}

std::string names_of(const std::vector<Json>& schedules) {
  std::string names;
  for (const auto& one : schedules)
    names += (names.empty() ? "" : ", ") + text_of(one, "name", unknown);
  return names.empty() ? std::string(none) : names;
}

std::string override_of(const Json& one) {
  if (one.empty()) return std::string(none);
  return fmt::format("{} until {}, by {}: {}", text_of(one, "state", unknown),
                     time_of(one, "until", unknown), text_of(one, "by", unknown),
                     text_of(one, "reason", none));
}

/// By hand, and what a filter says.
std::string targets_of(const Json& targets) {
  const auto servers = list_of(targets, "servers");
  std::string text;
  if (!servers.empty()) text = counted(servers.size(), "server by hand", "servers by hand");
  for (const auto* name : {"tags", "customers", "accounts", "regions"})
    for (const auto& one : list_of(inside(targets, "filter"), name)) {
      const auto value =
          one.is_string() ? one.get<std::string>()
                          : fmt::format("{}:{}", text_of(one, "key"), text_of(one, "value", "*"));
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, value);
    }
  return text.empty() ? std::string(unknown) : text;
}

}  // namespace

std::string show_schedule_list(const Json& answer) {
  const auto schedules = list_of(answer, "schedules");
  if (schedules.empty()) return fmt::format("{}\n", texts::no_schedules);
  Table table({"NAME", "STATE", "MODE", "APPROVED", "NEXT", "ID"});
  for (const auto& one : schedules)
    table.add({text_of(one, "name", unknown), text_of(one, "state", unknown),
               text_of(one, "mode", unknown), text_of(one, "approved", unknown), next_of(one),
               text_of(one, "id", unknown)});
  return table.text();
}

std::string show_schedule(const Json& schedule) {
  auto text = sheet({{"Name", text_of(schedule, "name", unknown)},
                     {"Id", text_of(schedule, "id", unknown)},
                     {"State", text_of(schedule, "state", unknown)},
                     {"Version", text_of(schedule, "version", unknown)},
                     {"Changed", fmt::format("{} by {}", time_of(schedule, "updated_at", unknown),
                                             text_of(schedule, "updated_by", unknown))},
                     {"Zone", text_of(schedule, "zone", unknown)},
                     {"Mode", text_of(schedule, "mode", unknown)},
                     {"Targets", targets_of(inside(schedule, "targets"))},
                     {"Order", order_of(inside(inside(schedule, "settings"), "order"))},
                     {"Approved", text_of(schedule, "approved", unknown)},
                     {"Next", next_of(schedule)}});
  for (const auto* name : {"rules", "calendars", "exceptions"}) {
    const auto entries = list_of(schedule, name);
    if (entries.empty()) continue;
    text += fmt::format("\n{}\n", name);
    for (const auto& one : entries)
      text += "  " + printable(one.dump(-1, ' ', false, Json::error_handler_t::replace)) + "\n";
  }
  return text;
}

std::string show_preflight(const Json& answer) {
  std::string text;
  for (const auto& check : list_of(answer, "checks")) {
    const auto problems = list_of(check, "problems");
    const auto state = text_of(check, "state") == "waiting" ? "not checked yet"
                       : problems.empty()                   ? "nothing found"
                                                            : "problems:";
    text += fmt::format("{}  {}\n", local_of(check, unknown), state);
    for (const auto& one : problems) {
      const auto weight = text_of(one, "weight", "prevents");
      text +=
          fmt::format("  {} {}: {}{}\n", text_of(one, "server"), printable(text_of(one, "name")),
                      weight == "prevents" ? "" : "(" + printable(weight) + ") ",
                      printable(text_of(one, "text")));
    }
  }
  return text.empty() ? "No fire is near enough to be checked.\n" : text;
}

std::string show_foreseen(const Json& answer) {
  Table fires({"LOCAL TIME", "ZONE", "SERVER", "ACTION", "REASON"});
  const auto servers = list_of(answer, "servers");
  for (const auto& server : servers)
    for (const auto& fire : list_of(server, "fires"))
      fires.add({text_of(fire, "local", unknown), text_of(fire, "zone", unknown),
                 text_of(server, "name", text_of(server, "server", unknown)), action_of(fire),
                 reason_of(fire)});
  Table bands({"RUNNING FROM", "TO"});
  for (const auto& band : list_of(answer, "bands"))
    bands.add({text_of(band, "begin_local", unknown), text_of(band, "end_local", unknown)});
  auto text = fires.text() + "\n" + bands.text();
  const auto total = number_of(answer, "total", static_cast<std::int64_t>(servers.size()));
  if (total > static_cast<std::int64_t>(servers.size()))
    text += fmt::format("\n{}\n", fmt::format(texts::foreseen_of, servers.size(), total));
  Table conflicts({"AT", "SERVER", "WANTED", "DONE", "WHY"});
  for (const auto& one : list_of(answer, "conflicts"))
    conflicts.add({time_of(one, "at", unknown), text_of(one, "server", unknown),
                   text_of(one, "wanted", unknown), text_of(one, "done", unknown),
                   text_of(one, "schedule_name", reason_of(one))});
  if (!conflicts.empty()) text += fmt::format("\n{}\n", texts::other_schedules) + conflicts.text();
  return text;
}

std::string show_maintenance(const Json& answer) {
  const auto windows = list_of(answer, "windows");
  if (windows.empty()) return fmt::format("{}\n", texts::no_maintenance);
  Table table({"FROM", "UNTIL", "SERVERS", "REASON", "BY", "ID"});
  for (const auto& one : windows)
    table.add({time_of(one, "begin", unknown), time_of(one, "end", unknown),
               targets_of(inside(one, "targets")), text_of(one, "reason", unknown),
               text_of(one, "by", unknown), text_of(one, "id", unknown)});
  return table.text();
}

std::string show_decisions(const Json& answer) {
  const auto next = inside(answer, "next_fire");
  auto text =
      sheet({{"Schedules", names_of(list_of(answer, "schedules"))},
             {"Override", override_of(inside(answer, "override"))},
             {"Next", next.empty() ? std::string(none)
                                   : fmt::format("{}, {}: {}", action_of(next),
                                                 local_of(next, unknown), reason_of(next))}});
  Table table({"AT", "SCHEDULE", "ACTION", "REASON", "OUTCOME"});
  for (const auto& one : list_of(answer, "decisions"))
    table.add({local_of(one, time_of(one, "at", unknown)),
               text_of(one, "schedule_name", text_of(one, "schedule", unknown)), action_of(one),
               reason_of(one), outcome_of(one)});
  if (table.empty()) return text + fmt::format("\n{}\n", texts::no_decisions);
  return text + "\n" + table.text();
}

}  // namespace mirante::commands
