#include "features/schedules/order.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "features/schedules/stored_schedule.h"

namespace mirante::schedules {
namespace {

using std::chrono::minutes;

constexpr std::size_t groups_max = 20;
constexpr Gate::Until all_untils[] = {Gate::Until::state, Gate::Until::status_checks,
                                      Gate::Until::port};

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::vector<operations::TargetRef>> parse_groups(const std::vector<Field>& fields) {
  std::vector<std::vector<operations::TargetRef>> groups;
  std::set<operations::TargetRef> seen;
  for (const auto& field : fields) {
    auto& group = groups.emplace_back();
    for (const auto& one : field.items(servers_max)) {
      const auto server = parse_server(one);
      if (!seen.insert(server).second)
        one.wrong("stands in two places; name each server in one group");
      group.push_back(server);
    }
    if (group.empty()) field.wrong("has no servers; name some, or leave the group out");
  }
  return groups;
}

}  // namespace

std::string_view to_string(Gate::Until until) {
  switch (until) {
    case Gate::Until::state: return "state";
    case Gate::Until::status_checks: return "status_checks";
    case Gate::Until::port: return "port";
  }
  std::unreachable();
}

std::string Order::group_of(const operations::TargetRef& server,
                            const std::map<std::string, std::string>& tags) const {
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (std::ranges::find(groups[i], server) != groups[i].end()) return std::to_string(i + 1);
  const auto found = tags.find(tag);
  return tag.empty() || found == tags.end() ? "" : found->second;
}

bool starts_before(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return !a.empty();
  const auto left = number_of(a), right = number_of(b);
  if (left && right && *left != *right) return *left < *right;
  if (left.has_value() != right.has_value()) return left.has_value();
  return a < b;
}

Gate parse_gate(const Field& field) {
  field.allow({"until", "port", "address", "minutes", "otherwise"});
  Gate gate;
  if (const auto until = field.find("until")) {
    const auto found = std::ranges::find(all_untils, until->text(),
                                         [](Gate::Until one) { return to_string(one); });
    if (found == std::end(all_untils)) until->wrong("must be state, status_checks or port");
    gate.until = *found;
  }
  const bool asks_port = gate.until == Gate::Until::port;
  for (const auto* member : {"port", "address"})
    if (const auto given = field.find(member); given && !asks_port)
      given->wrong("counts only where until is port");
  if (asks_port)
    gate.port = static_cast<int>(
        field.at("port", "write which TCP port must answer, such as 5432").number(1, 65535));
  if (const auto address = field.find("address")) {
    const auto text = address->text();
    if (text != "private" && text != "public") address->wrong("must be private or public");
    gate.is_public = text == "public";
  }
  if (const auto within = field.find("minutes")) gate.within = minutes(within->number(1, 240));
  if (const auto otherwise = field.find("otherwise")) {
    const auto text = otherwise->text();
    if (text != "stop" && text != "go_on") otherwise->wrong("must be stop or go_on");
    gate.goes_on = text == "go_on";
  }
  return gate;
}

Json to_json(const Gate& gate) {
  Json json{{"until", to_string(gate.until)},
            {"minutes", gate.within.count()},
            {"otherwise", gate.goes_on ? "go_on" : "stop"}};
  if (gate.until == Gate::Until::port) {
    json["port"] = gate.port;
    json["address"] = gate.is_public ? "public" : "private";
  }
  return json;
}

Order parse_order(const Field& field) {
  field.allow({"tag", "groups", "gate"});
  Order order;
  if (const auto tag = field.find("tag")) order.tag = tag->text(128);
  order.groups = parse_groups(field.list("groups", groups_max));
  if (order.tag.empty() == order.groups.empty())
    field.wrong("needs either tag, whose value is the order, or groups");
  if (const auto gate = field.find("gate")) order.gate = parse_gate(*gate);
  return order;
}

Json to_json(const Order& order) {
  Json json{{"gate", to_json(order.gate)}};
  if (!order.tag.empty()) json["tag"] = order.tag;
  for (const auto& group : order.groups) json["groups"].push_back(to_json(group));
  return json;
}

}  // namespace mirante::schedules
