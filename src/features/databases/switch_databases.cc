#include "features/databases/switch_databases.h"

#include <nlohmann/json.hpp>

#include "features/databases/database_facts.h"
#include "features/databases/show_databases.h"
#include "features/databases/switch_kinds.h"
#include "features/databases/switch_rules.h"
#include "features/operations/request.h"
#include "features/operations/show_operation.h"
#include "features/servers/planned_targets.h"
#include "features/servers/stored_server.h"

namespace mirante::databases {
namespace {

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
    draft.targets.push_back(servers::target_of(database));
    draft.names[servers::target_of(database)] = database.name;
  }
  return draft;
}

void must_be_some(const SwitchWish& wish) {
  if (wish.databases.empty()) throw wrong_field("databases", "name at least one database");
  if (wish.databases.size() > operations::targets_max)
    throw wrong_field("databases", "one operation takes at most " +
                                       std::to_string(operations::targets_max) + " databases");
}

void judge(Json& target, const inventory::Resource& database, bool is_start) {
  const auto facts = facts_of(database);
  const auto plan =
      is_start ? plan_start(database.ref.id, facts) : plan_stop(database.ref.id, facts);
  if (!plan) return servers::refuse_target(target, plan.error());
  if (plan->steps.empty()) {
    target["verdict"] = "already";
    target["reason"] = plan->text;
  } else if (!is_start) {
    servers::warn_of(target, "database.seven_days",
                     "AWS starts a stopped database again by itself after seven days");
  }
}

Json read_plan(sql::Snapshot& snapshot, const DatabasesServices& services, const CallContext& ctx,
               const SwitchWish& wish) {
  const bool is_start = wish.kind == start_kind;
  const servers::PlanQuestion question{
      .kind = wish.kind,
      .action = is_start ? policy::Action::start : policy::Action::stop,
      .despite_pause = wish.despite_pause,
      .not_judged = {"permission"}};
  return servers::plan_targets(snapshot, services.spine, ctx, question,
                               find_databases(snapshot, ctx, wish.databases),
                               [&](Json& target, const inventory::Resource& database) {
                                 judge(target, database, is_start);
                               });
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
