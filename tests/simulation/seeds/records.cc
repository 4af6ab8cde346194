#include "tests/simulation/seeds/records.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/aws_ids.h"
#include "simcloud/cloud.h"

namespace mirante::simulation {
namespace {

Doing doing_of(const std::string& action) {
  if (action == "start" || action == "running") return Doing::start;
  if (action == "stop" || action == "stopped") return Doing::stop;
  return action == "reboot" ? Doing::reboot : Doing::nothing;
}

class Reading {
 public:
  Reading(sql::Snapshot& snapshot, const std::vector<TenantId>& tenants, const ServerIds& ids)
      : snapshot_(snapshot), tenants_(tenants), ids_(ids) {}

  Records read() && {
    read_decisions();
    read_operations();
    read_journal();
    read_schedules();
    read_fires();
    read_surroundings();
    read_seen();
    made_.resource_claims = snapshot_.one("select count(*) from operation_claims")->integer(0);
    return std::move(made_);
  }

 private:
  int tenant_of(const Id16& id) const {
    return static_cast<int>(std::ranges::find(tenants_, id, &TenantId::bytes) - tenants_.begin());
  }

  void read_decisions() {
    for (const auto& row : snapshot_.all("select server, at, action, because, outcome, "
                                         "operation_id, tenant_id, type, schedule_id, "
                                         "version from decisions order by at, server"))
      made_.decisions.push_back(
          {.tenant = tenant_of(row.id16(6)),
           .server = ids_.at(row.text(0)),
           .at = row.instant(1),
           .doing = doing_of(row.text(2)),
           .type = row.text(7),
           .because = row.text(3),
           .outcome = row.text(4),
           .operation = row.is_null(5) ? std::nullopt : std::optional(row.id16(5)),
           .schedule = row.id16(8),
           .version = row.integer(9)});
  }

  void read_operations() {
    for (const auto& row : snapshot_.all(
             "select id, kind, state, by_kind, idempotency_key, reason_code, requested_at, "
             "finished_at, tenant_id, params from operations")) {
      const auto params = Json::parse(row.text(9));
      made_.operations[row.id16(0)] = {.id = row.id16(0),
                                       .tenant = tenant_of(row.id16(8)),
                                       .kind = row.text(1),
                                       .state = row.text(2),
                                       .by = row.text(3),
                                       .key = row.text(4),
                                       .code = row.text(5),
                                       .requested_at = row.instant(6),
                                       .finished_at = row.maybe(7, &sql::Row::instant),
                                       .type = params.value("type", ""),
                                       .starts = params.value("start", false),
                                       .targets = {},
                                       .journal = {}};
    }
    for (const auto& row : snapshot_.all(
             "select operation_id, resource, ordinal, outcome, reason_code, observed_at from "
             "operation_targets order by operation_id, ordinal"))
      if (const auto server = ids_.find(row.text(1)); server != ids_.end())
        made_.operations[row.id16(0)].targets.push_back(
            {.server = server->second,
             .ordinal = row.integer(2),
             .outcome = row.text(3),
             .code = row.text(4),
             .seen_at = row.maybe(5, &sql::Row::instant),
             .ended_at = {}});
  }

  void read_journal() {
    std::map<Id16, std::set<std::int64_t>> unwinding;
    for (const auto& row : snapshot_.all(
             "select operation_id, at, what, step, request_id, body, attempt, each_target, fence "
             "from journal order by operation_id, seq")) {
      auto& operation = made_.operations[row.id16(0)];
      JournalRow entry{.at = row.instant(1),
                       .fence = row.integer(8),
                       .what = row.text(2),
                       .step = row.text(3),
                       .request_id = row.text(4),
                       .reply = {},
                       .attempt = row.integer(6),
                       .ordinals = {},
                       .unwinding = {}};
      if (entry.what == "answered") entry.reply = Json::parse(row.text(5)).value("reply", "");
      if (entry.what == "intended" || entry.what == "answered" || entry.what == "ended") {
        const auto each = Json::parse(row.text(7));
        for (const auto& [ordinal, said] : each.items()) entry.ordinals.insert(std::stoll(ordinal));
      }
      if (entry.what == "unwinding")
        for (const auto& [ordinal, said] : Json::parse(row.text(7)).items())
          unwinding[operation.id].insert(std::stoll(ordinal));
      entry.unwinding = unwinding[operation.id];
      if (entry.what == "ended")
        for (auto& target : operation.targets)
          if (entry.ordinals.contains(target.ordinal)) target.ended_at = entry.at;
      operation.journal.push_back(std::move(entry));
    }
  }

  /// What it was, then what it is; where nothing tells on from off, what was known before stays.
  void read_seen() {
    made_.seen.resize(ids_.size());
    const auto read = [&](const char* statement) {
      for (const auto& row : snapshot_.all(statement)) {
        const auto server = ids_.find(row.text(0));
        if (server == ids_.end()) continue;
        const auto& state = row.text(1);
        const bool is_off = state == "stopping" || state == "stopped";
        // Databases that run are backed up, changed and more.
        const bool is_on = state == "running" || state == "pending" ||
                           (row.text(0).starts_with("db:") && !is_off && state != "creating");
        if (!is_on && !is_off) continue;
        auto& seen = made_.seen[server->second];
        if (seen.empty() || seen.back().is_on != is_on)
          seen.push_back({.at = row.instant(2), .is_on = is_on});
      }
    };
    read("select id, state, valid_from from resource_versions order by id, version");
    read("select id, state, changed_at from resources");
  }

  void read_schedules() {
    for (const auto& row : snapshot_.all(
             "select tenant_id, id, due_at, handled_until, is_paused, name from schedules"))
      made_.schedules[row.id16(1)] = {.tenant = tenant_of(row.id16(0)),
                                      .due_at = row.maybe(2, &sql::Row::instant),
                                      .handled_until = row.instant(3),
                                      .is_paused = row.boolean(4),
                                      .versions = {}};
    for (const auto& row : snapshot_.all(
             "select schedule_id, document, made_at from schedule_versions order by schedule_id, "
             "version"))
      made_.schedules[row.id16(0)].versions.push_back(
          {.name = Json::parse(row.text(1)).at("name").get<std::string>(),
           .made_at = row.instant(2)});
  }

  void read_fires() {
    for (const auto& row : snapshot_.all(
             "select schedule_id, due_at, fired_at, outcome, skipped, operations from fires order "
             "by due_at")) {
      made_.fires.push_back({.schedule = made_.schedules[row.id16(0)].versions.back().name,
                             .id = row.id16(0),
                             .due_at = row.instant(1),
                             .fired_at = row.instant(2),
                             .outcome = row.text(3),
                             .skipped = row.integer(4),
                             .operations = {}});
      for (const auto& id : Json::parse(row.text(5)))
        made_.fires.back().operations.insert(
            or_throw(OperationId::parse(id.get<std::string>())).bytes);
    }
  }

  void read_surroundings() {
    for (const auto& row :
         snapshot_.all("select server, state, begins_at, ends_at from overrides order by id"))
      made_.overrides.push_back({.server = ids_.at(row.text(0)),
                                 .doing = doing_of(row.text(1)),
                                 .when = {.from = row.instant(2), .to = row.instant(3)}});
    for (const auto& row :
         snapshot_.all("select tenant_id, begins_at, ends_at from freezes order by id"))
      made_.freezes.push_back({.tenant = tenant_of(row.id16(0)),
                               .when = {.from = row.instant(1), .to = row.instant(2)}});
  }

  sql::Snapshot& snapshot_;
  const std::vector<TenantId>& tenants_;
  const ServerIds& ids_;
  Records made_;
};

class Trace {
 public:
  void add(std::string_view text) {
    for (const char c : text) add_byte(static_cast<std::uint8_t>(c));
    add_byte(0);
  }
  void add(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) add_byte(static_cast<std::uint8_t>(number >> (8 * i)));
  }
  void add(Instant at) { add(static_cast<std::uint64_t>(to_micros(at))); }
  std::uint64_t value() const { return value_; }

 private:
  void add_byte(std::uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace

Records read_records(Fleet& fleet, const ServerIds& ids) {
  return fleet.read(
      [&](sql::Snapshot& snapshot) { return Reading(snapshot, fleet.tenants(), ids).read(); });
}

/// What RDS told of its databases, and the calls that it took.
void add_turns_of_databases(Fleet& fleet, const Scenario& scenario, const ServerIds& ids,
                            std::vector<std::vector<Turn>>& turns) {
  using simcloud::InstanceState;
  for (const auto& account : fleet.world().cloud().accounts)
    for (const auto& place : account.places) {
      if (place == nullptr) continue;
      for (const auto& event : place->databases.events) {
        const auto server = ids.find("db:" + event.source);
        if (server == ids.end() || event.at < scenario.begin - std::chrono::days(1)) continue;
        if (event.message == "DB instance stopped")
          turns[server->second].push_back({.at = event.at, .to = InstanceState::stopped});
        if (event.message == "DB instance started")
          turns[server->second].push_back({.at = event.at, .to = InstanceState::running});
      }
    }
  for (const auto& call : fleet.world().cloud().ledger.calls()) {
    const bool starts = call.action == "StartDBInstance";
    if ((!starts && call.action != "StopDBInstance") || !call.code.empty()) continue;
    const auto name = Json::parse(call.parameters).value("DBInstanceIdentifier", "");
    if (const auto server = ids.find("db:" + name); server != ids.end())
      turns[server->second].push_back(
          {.at = call.at,
           .to = starts ? InstanceState::pending : InstanceState::stopping,
           .call = call.number});
  }
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (scenario.servers[i].is_database) std::ranges::sort(turns[i], {}, &Turn::at);
}

std::vector<std::vector<Turn>> turns_of(Fleet& fleet, const Scenario& scenario,
                                        const ServerIds& ids) {
  using simcloud::InstanceState;
  std::vector<std::vector<Turn>> turns;
  for (const auto& server : scenario.servers)
    turns.push_back(
        {{.at = {}, .to = server.is_running ? InstanceState::running : InstanceState::stopped}});
  for (const auto& change : fleet.world().cloud().ledger.changes()) {
    const auto server = ids.find(simcloud::format_id("i-", change.instance));
    if (server != ids.end() && change.at > scenario.begin - std::chrono::days(1))
      turns[server->second].push_back({.at = change.at, .to = change.to, .call = change.call});
  }
  add_turns_of_databases(fleet, scenario, ids, turns);
  return turns;
}

std::vector<std::vector<TypeRow>> types_of(Fleet& fleet, const Scenario& scenario,
                                           const ServerIds& ids) {
  const std::vector<TypeRow> first{{.at = {}, .type = first_type}};
  std::vector<std::vector<TypeRow>> types(scenario.servers.size(), first);
  for (const auto& call : fleet.world().cloud().ledger.calls()) {
    if (call.action != "ModifyInstanceAttribute" || !call.code.empty()) continue;
    const auto parameters = Json::parse(call.parameters);
    const auto server = ids.find(parameters.value("InstanceId", ""));
    if (server != ids.end())
      types[server->second].push_back(
          {.at = call.at, .type = parameters.value("InstanceType.Value", "")});
  }
  return types;
}

std::uint64_t trace_of(Fleet& fleet, const Records& records) {
  Trace trace;
  const auto& ledger = fleet.world().cloud().ledger;
  for (const auto& call : ledger.calls()) {
    trace.add(call.at);
    trace.add(call.action);
    trace.add(call.parameters);
    trace.add(call.code);
    trace.add(call.fault);
  }
  for (const auto& change : ledger.changes()) {
    trace.add(change.at);
    trace.add(change.instance);
    trace.add(static_cast<std::uint64_t>(change.to));
  }
  for (const auto& one : records.decisions) {
    trace.add(one.at);
    trace.add(one.server);
    trace.add(one.because);
    trace.add(one.outcome);
  }
  for (const auto& [id, operation] : records.operations) {
    trace.add(operation.kind);
    trace.add(operation.state);
    trace.add(operation.requested_at);
    trace.add(operation.finished_at.value_or(Instant{}));
  }
  return trace.value();
}

}  // namespace mirante::simulation
