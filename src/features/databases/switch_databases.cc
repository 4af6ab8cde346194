#include "features/databases/switch_databases.h"

#include <nlohmann/json.hpp>

#include "features/databases/database_facts.h"
#include "features/databases/show_databases.h"
#include "features/databases/switch_kinds.h"
#include "features/databases/switch_rules.h"
#include "features/operations/kinds.h"
#include "features/operations/operation_store.h"
#include "features/operations/request.h"
#include "features/operations/show_operation.h"
#include "features/policy/policy_store.h"
#include "features/servers/listed.h"

namespace mirante::databases {
namespace {

operations::TargetRef target_of(const inventory::Resource& database) {
  return {.account = database.ref.account, .region = database.ref.region, .id = database.ref.id};
}

policy::ServerRef place_of(const inventory::Resource& database) {
  return {
      .account = database.ref.account, .region = database.ref.region, .server = database.ref.id};
}

operations::RequestDraft draft_of(sql::Snapshot& snapshot, const CallContext& ctx,
                                  const SwitchWish& wish) {
  operations::RequestDraft draft{.kind = wish.kind,
                                 .idempotency_key = wish.idempotency_key,
                                 .despite_pause = wish.despite_pause};
  for (const auto& database : find_databases(snapshot, ctx, wish.databases)) {
    draft.targets.push_back(target_of(database));
    draft.names[target_of(database)] = database.name;
  }
  return draft;
}

void must_be_some(const SwitchWish& wish) {
  if (wish.databases.empty()) throw wrong_field("databases", "name at least one database");
  if (wish.databases.size() > operations::targets_max)
    throw wrong_field("databases", "one operation takes at most " +
                                       std::to_string(operations::targets_max) + " databases");
}

void refuse(Json& json, const Error& error) {
  json["verdict"] = "refused";
  json["reason_code"] = error.code;
  json["reason"] = error.message;
}

void judge(Json& json, const inventory::Resource& database, bool is_start) {
  const auto facts = facts_of(database);
  const auto plan =
      is_start ? plan_start(database.ref.id, facts) : plan_stop(database.ref.id, facts);
  if (!plan) return refuse(json, plan.error());
  if (plan->steps.empty()) {
    json["verdict"] = "already";
    json["reason"] = plan->text;
  } else if (!is_start) {
    json["warnings"].push_back(
        {{"code", "database.seven_days"},
         {"text", "AWS starts a stopped database again by itself after seven days"}});
  }
}

Json read_plan(sql::Snapshot& snapshot, const DatabasesServices& services, const CallContext& ctx,
               const SwitchWish& wish) {
  const auto databases = find_databases(snapshot, ctx, wish.databases);
  const bool is_start = wish.kind == start_kind;
  std::vector<operations::TargetRef> targets;
  for (const auto& database : databases) targets.push_back(target_of(database));
  const auto things = operations::things_of(snapshot, ctx.tenant, services.spine, targets);
  const auto brakes = policy::load_brakes(snapshot, ctx.tenant, things);
  const policy::Wish asked{.action = is_start ? policy::Action::start : policy::Action::stop,
                           .asked_by = ctx.actor.kind,
                           .despite_pause = wish.despite_pause};
  const auto accounts = servers::load_accounts(snapshot, ctx.tenant);
  const servers::Surroundings surroundings(snapshot, ctx.tenant);
  Json json{{"kind", wish.kind}, {"targets", Json::array()}, {"not_judged", {"permission"}}};
  for (std::size_t i = 0; i < databases.size(); ++i) {
    const auto& database = databases[i];
    const auto beside = surroundings.beside(database.ref, accounts);
    Json one{{"id", database.ref.id},
             {"account", database.ref.account.text()},
             {"region", database.ref.region.value},
             {"name", database.name},
             {"state", database.state.empty() ? Json() : Json(database.state)},
             {"observed_at", to_iso8601(database.observed_at)},
             {"verdict", "will"},
             {"warnings", Json::array()}};
    if (beside.account != nullptr) one["account_name"] = beside.account->name;
    if (const auto refusal = policy::decide(brakes, asked, things[i]))
      refuse(one, *refusal);
    else
      judge(one, database, is_start);
    if (beside.operation && one["verdict"] == "will")
      one["warnings"].push_back({{"code", "operation.waits"},
                                 {"text", "operation " + beside.operation->text() +
                                              " is changing it; this would wait for its end"}});
    json["targets"].push_back(std::move(one));
  }
  return json;
}

}  // namespace

Task<Json> switch_databases(DatabasesServices& services, CallContext ctx, SwitchWish wish) {
  require(ctx, Permission::server_switch);
  must_be_some(wish);
  const auto asked = co_await services.db.write([&](sql::Tx& tx) {
    return operations::request(tx, ctx, services.spine, draft_of(tx, ctx, wish));
  });
  co_return co_await operations::show_operation(services.operations, ctx, {.id = asked.id});
}

Task<Json> plan_switch(DatabasesServices& services, CallContext ctx, SwitchWish wish) {
  require(ctx, Permission::server_switch);
  must_be_some(wish);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_plan(snapshot, services, ctx, wish); });
}

Task<Json> mark_never_switch_off(DatabasesServices& services, CallContext ctx, DatabaseRef ref,
                                 std::string reason) {
  require(ctx, Permission::policy_write);
  const auto database = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return find_database(snapshot, ctx, ref, "id"); });
  co_await policy::set_never_switch_off(services.policy, ctx, place_of(database),
                                        std::move(reason));
  co_return co_await show_database(services, ctx, std::move(ref));
}

Task<Json> clear_never_switch_off(DatabasesServices& services, CallContext ctx, DatabaseRef ref) {
  require(ctx, Permission::policy_write);
  const auto database = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return find_database(snapshot, ctx, ref, "id"); });
  co_await policy::clear_never_switch_off(services.policy, ctx, place_of(database), "");
  co_return co_await show_database(services, ctx, std::move(ref));
}

}  // namespace mirante::databases
