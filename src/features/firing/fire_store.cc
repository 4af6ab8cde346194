#include "features/firing/fire_store.h"

#include <deque>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "features/operations/operation_store.h"
#include "features/schedules/simulate.h"
#include "platform/sql/many_rows.h"
#include "platform/sql/query.h"

namespace mirante::firing {
namespace {

using schedules::Because;

constexpr Outcome outcomes[] = {Outcome::requested, Outcome::nothing,      Outcome::observed,
                                Outcome::held,      Outcome::skipped_late, Outcome::failed};
constexpr Because reasons[] = {Because::nothing,     Because::freeze,    Because::never_switch_off,
                               Because::override_,   Because::exception, Because::holiday,
                               Because::maintenance, Because::schedule,  Because::other_window,
                               Because::kept_on,     Because::aws_start};

template <class Values>
auto named(const Values& values, const std::string& text) {
  for (const auto value : values)
    if (to_string(value) == text) return value;
  throw Failure(ErrorKind::corrupt,
                "the tables of the firing hold the unknown word \"" + text + "\"");
}

schedules::Wish wish_of(const std::string& action, const std::string& type) {
  schedules::Wish wish{.type = type};
  if (action == "start") wish.state = schedules::State::running;
  if (action == "stop") wish.state = schedules::State::stopped;
  wish.reboot = action == "reboot";
  return wish;
}

Fire read_fire(const sql::Row& row, schedules::ScheduleId schedule) {
  Fire fire{.schedule = schedule,
            .due_at = row.instant(0),
            .version = row.integer(1),
            .fired_at = row.instant(2),
            .outcome = named(outcomes, row.text(3)),
            .action = row.text(4),
            .servers = row.integer(5),
            .requested = row.integer(6),
            .held = row.integer(7),
            .skipped = row.integer(8)};
  for (const auto& id : Json::parse(row.text(9)))
    fire.operations.push_back(or_throw(OperationId::parse(id.get<std::string>())));
  return fire;
}

Decided read_decided(const sql::Row& row, const schedules::ServerRef& server) {
  return {.server = server,
          .at = row.instant(0),
          .schedule = row.id<schedules::ScheduleId>(1),
          .version = row.integer(2),
          .decision = {.wish = wish_of(row.text(3), row.text(4)),
                       .reason = {.because = named(reasons, row.text(5)),
                                  .schedule = row.text(6),
                                  .name = row.text(7),
                                  .by = row.text(8)}},
          .outcome = row.text(9),
          .operation = row.is_null(10) ? std::nullopt : std::optional(row.id<OperationId>(10))};
}

std::string texts_of(const std::vector<OperationId>& operations) {
  std::string list;
  for (const auto& id : operations) {
    if (!list.empty()) list += ',';
    list += '"' + id.text() + '"';
  }
  return '[' + list + ']';
}

std::int64_t micros_before(std::optional<Instant> before) {
  return before ? to_micros(*before) : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

void insert_all(sql::Tx& tx, const std::vector<Of<Fire>>& fires) {
  std::deque<std::string> operations;  // The rows refer to them.
  sql::ManyRows rows(
      "fires (tenant_id, schedule_id, due_at, version, fired_at, outcome, action, servers, "
      "requested, held, skipped, operations)");
  for (const auto& [tenant, fire] : fires)
    rows.add(tenant, fire.schedule, fire.due_at, fire.version, fire.fired_at,
             to_string(fire.outcome), fire.action, fire.servers, fire.requested, fire.held,
             fire.skipped, operations.emplace_back(texts_of(fire.operations)));
  rows.insert(tx);
}

void insert_all(sql::Tx& tx, const std::vector<Of<Decided>>& decisions) {
  sql::ManyRows rows(
      "decisions (tenant_id, account_id, region, server, at, schedule_id, version, action, type, "
      "because, asked_by, name, made_by, outcome, operation_id)");
  for (const auto& [tenant, decided] : decisions) {
    const auto& [wish, reason] = decided.decision;
    rows.add(tenant, decided.server.account, decided.server.region, decided.server.id, decided.at,
             decided.schedule, decided.version, schedules::action_of(wish), wish.type,
             to_string(reason.because), reason.schedule, reason.name, reason.by, decided.outcome,
             decided.operation);
  }
  rows.insert(tx);
}

void update(sql::Tx& tx, TenantId tenant, const Fire& fire) {
  tx.exec(
      "update fires set operations = ?, requested = ? where tenant_id = ? and schedule_id = ? and "
      "due_at = ? and version = ?",
      texts_of(fire.operations), fire.requested, tenant, fire.schedule, fire.due_at, fire.version);
}

void update(sql::Tx& tx, TenantId tenant, const Decided& decided) {
  const auto& server = decided.server;
  tx.exec(
      "update decisions set outcome = ?, operation_id = ? where tenant_id = ? and account_id = ? "
      "and region = ? and server = ? and at = ?",
      decided.outcome, decided.operation, tenant, server.account, server.region, server.id,
      decided.at);
}

std::set<ServerInstant> decided_of(sql::Snapshot& snapshot,
                                   const std::vector<ServerInstant>& asked) {
  // Of one place and instant all servers are looked for at once.
  std::map<std::tuple<TenantId, AccountId, Region, Instant>, std::vector<std::string_view>> places;
  for (const auto& [tenant, server, at] : asked)
    places[{tenant, server.account, server.region, at}].push_back(server.id);
  std::set<ServerInstant> found;
  for (const auto& [place, ids] : places) {
    const auto& [tenant, account, region, at] = place;
    sql::each_part(ids, [&](auto some) {
      sql::Query query(
          "select server from decisions where tenant_id = ? and account_id = ? and region = ? and "
          "at = ?",
          tenant, account, region, at);
      query.one_of("server", some);
      snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
        found.insert({tenant, {.account = account, .region = region, .id = row.text(0)}, at});
        return true;
      });
    });
  }
  return found;
}

std::vector<Fire> fires_of(sql::Snapshot& snapshot, TenantId tenant, schedules::ScheduleId schedule,
                           std::optional<Instant> before, int limit) {
  std::vector<Fire> fires;
  for (const auto& row : snapshot.all(
           "select due_at, version, fired_at, outcome, action, servers, requested, held, skipped, "
           "operations from fires where tenant_id = ? and schedule_id = ? and due_at < ? order by "
           "due_at desc, version desc limit ?",
           tenant, schedule, micros_before(before), limit))
    fires.push_back(read_fire(row, schedule));
  return fires;
}

std::vector<Decided> decisions_of(sql::Snapshot& snapshot, TenantId tenant,
                                  const schedules::ServerRef& server, std::optional<Instant> before,
                                  int limit) {
  std::vector<Decided> decisions;
  for (const auto& row : snapshot.all(
           "select at, schedule_id, version, action, type, because, asked_by, name, made_by, "
           "outcome, operation_id from decisions where tenant_id = ? and account_id = ? and "
           "region = ? and server = ? and at < ? order by at desc limit ?",
           tenant, server.account, server.region, server.id, micros_before(before), limit))
    decisions.push_back(read_decided(row, server));
  return decisions;
}

std::optional<Fire> find_for_update(sql::Tx& tx, TenantId tenant, const FireKey& key) {
  const auto row = tx.one_for_update(
      "select due_at, version, fired_at, outcome, action, servers, requested, held, skipped, "
      "operations from fires where tenant_id = ? and schedule_id = ? and due_at = ? and version = "
      "?",
      tenant, key.schedule, key.due_at, key.version);
  if (!row) return std::nullopt;
  return read_fire(*row, key.schedule);
}

std::vector<Decided> decisions_at(sql::Snapshot& snapshot, TenantId tenant,
                                  schedules::ScheduleId schedule, Instant at) {
  std::vector<Decided> decisions;
  for (const auto& row : snapshot.all(
           "select at, schedule_id, version, action, type, because, asked_by, name, made_by, "
           "outcome, operation_id, account_id, region, server from decisions where tenant_id = ? "
           "and at = ? and schedule_id = ? order by account_id, region, server",
           tenant, at, schedule))
    decisions.push_back(read_decided(
        row, {.account = row.id<AccountId>(11), .region = {row.text(12)}, .id = row.text(13)}));
  return decisions;
}

std::optional<Asked> last_asked_for(sql::Snapshot& snapshot, TenantId tenant,
                                    const Decided& wished) {
  const auto newest = decisions_of(snapshot, tenant, wished.server, std::nullopt, 1);
  if (newest.empty() || !newest.front().operation) return std::nullopt;
  const auto& last = newest.front();
  if (last.decision.wish != wished.decision.wish) return std::nullopt;
  auto target = operations::find_target(snapshot, tenant, *last.operation, wished.server);
  if (!target) return std::nullopt;
  return Asked{.at = last.at, .target = *std::move(target)};
}

}  // namespace mirante::firing
