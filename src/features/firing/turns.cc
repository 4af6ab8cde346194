#include "features/firing/turns.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "features/schedules/stored_schedule.h"

namespace mirante::firing {
namespace {

using State = Turn::State;

constexpr State all_states[] = {State::waiting, State::running, State::passed, State::failed,
                                State::not_started};

State state_from(const std::string& text) {
  for (const auto state : all_states)
    if (to_string(state) == text) return state;
  throw Failure(ErrorKind::corrupt, "a fire's turns hold the unknown state \"" + text + "\"");
}

schedules::ServerRef server_from(const Json& json) {
  return {.account = or_throw(AccountId::parse(json.at("account").get<std::string>())),
          .region = {json.at("region").get<std::string>()},
          .id = json.at("server").get<std::string>()};
}

/// Groups of servers that are to run come in their order, those that are to stop the other way
/// round. Where both are in one fire they share the turns.
using Groups = std::map<std::string, std::vector<schedules::ServerRef>,
                        bool (*)(std::string_view, std::string_view)>;

void add_turns(std::vector<Turn>& turns, const Groups& groups, bool is_reverse) {
  std::vector<Turn> ordered;
  for (const auto& [group, servers] : groups)
    ordered.push_back({.group = group, .servers = servers});
  if (is_reverse) std::ranges::reverse(ordered);
  for (auto& one : ordered) turns.push_back(std::move(one));
}

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::waiting: return "waiting";
    case State::running: return "running";
    case State::passed: return "passed";
    case State::failed: return "failed";
    case State::not_started: return "not_started";
  }
  std::unreachable();
}

std::optional<std::size_t> Turns::turn_of(const schedules::ServerRef& server) const {
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (std::ranges::find(turns[i].servers, server) != turns[i].servers.end()) return i;
  return std::nullopt;
}

std::vector<Turn> turns_of(const std::map<schedules::ServerRef, bool>& wished,
                           const std::map<schedules::ServerRef, std::string>& groups) {
  Groups starts(schedules::starts_before), stops(schedules::starts_before);
  for (const auto& [server, is_stop] : wished) {
    const auto group = groups.find(server);
    (is_stop ? stops : starts)[group == groups.end() ? "" : group->second].push_back(server);
  }
  std::vector<Turn> turns;
  add_turns(turns, stops, true);
  add_turns(turns, starts, false);
  return turns;
}

Next move_on(Turns& turns, const std::vector<operations::Outcome>& outcomes) {
  const bool has_passed = std::ranges::all_of(
      outcomes, [](operations::Outcome one) { return one == operations::Outcome::succeeded; });
  turns.turns[turns.at].state = has_passed ? State::passed : State::failed;
  const bool is_last = turns.at + 1 == turns.turns.size();
  if (is_last || (!has_passed && !turns.gate.goes_on)) {
    turns.is_open = false;
    for (auto i = turns.at + 1; i < turns.turns.size(); ++i)
      turns.turns[i].state = State::not_started;
    return is_last ? Next::over : Next::give_up;
  }
  turns.turns[++turns.at].state = State::running;
  return Next::next_turn;
}

Json to_json(const Turns& turns) {
  Json json{
      {"key", turns.key},
      {"by", {{"kind", to_string(turns.by.kind)}, {"id", turns.by.id}, {"name", turns.by.name}}},
      {"gate", schedules::to_json(turns.gate)},
      {"at", turns.at},
      {"turns", Json::array()},
      {"names", Json::array()}};
  for (const auto& turn : turns.turns) {
    auto operations = Json::array();
    for (const auto& id : turn.operations) operations.push_back(id.text());
    json["turns"].push_back({{"group", turn.group},
                             {"servers", schedules::to_json(turn.servers)},
                             {"operations", std::move(operations)},
                             {"state", to_string(turn.state)}});
  }
  for (const auto& [server, name] : turns.names)
    json["names"].push_back({{"server", schedules::to_json(server)}, {"name", name}});
  return json;
}

Turns turns_from(const Json& json, const FireKey& fire) {
  const auto& by = json.at("by");
  Turns turns{.fire = fire,
              .key = json.at("key").get<std::string>(),
              .by = {.kind = or_throw(parse_actor_kind(by.at("kind").get<std::string>())),
                     .id = by.at("id").get<std::string>(),
                     .name = by.at("name").get<std::string>()},
              .gate = schedules::parse_gate(schedules::Field(json.at("gate"), "gate")),
              .at = json.at("at").get<std::size_t>()};
  for (const auto& one : json.at("turns")) {
    Turn turn{.group = one.at("group").get<std::string>(),
              .state = state_from(one.at("state").get<std::string>())};
    for (const auto& server : one.at("servers")) turn.servers.push_back(server_from(server));
    for (const auto& id : one.at("operations"))
      turn.operations.push_back(or_throw(OperationId::parse(id.get<std::string>())));
    turns.turns.push_back(std::move(turn));
  }
  for (const auto& one : json.at("names"))
    turns.names[server_from(one.at("server"))] = one.at("name").get<std::string>();
  return turns;
}

std::optional<TurnKey> turn_key_of(std::string_view idempotency_key) {
  if (const auto fire = fire_of(idempotency_key))
    return TurnKey{.schedule = fire->schedule, .due_at = fire->due_at};
  // run/SCHEDULE/INSTANT/NUMBER
  if (!idempotency_key.starts_with("run/")) return std::nullopt;
  idempotency_key.remove_prefix(4);
  const auto slash = idempotency_key.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto schedule = schedules::ScheduleId::parse(idempotency_key.substr(0, slash));
  const auto rest = idempotency_key.substr(slash + 1);
  std::int64_t micros = 0;
  const auto [end, wrong] = std::from_chars(rest.data(), rest.data() + rest.size(), micros);
  if (!schedule || wrong != std::errc() || end == rest.data() + rest.size() || *end != '/')
    return std::nullopt;
  return TurnKey{.schedule = *schedule, .due_at = from_micros(micros)};
}

}  // namespace mirante::firing
