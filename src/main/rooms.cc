#include "main/rooms.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "features/accounts/reachable_store.h"
#include "features/accounts/routes.h"
#include "features/audit/routes.h"
#include "features/databases/obstacles.h"
#include "features/databases/routes.h"
#include "features/databases/switch_kinds.h"
#include "features/firing/ahead.h"
#include "features/firing/fire_store.h"
#include "features/firing/routes.h"
#include "features/firing/show_fires.h"
#include "features/firing/take_turns.h"
#include "features/identity/routes.h"
#include "features/identity/tenant_store.h"
#include "features/inventory/aws_kinds.h"
#include "features/inventory/resource_store.h"
#include "features/live/routes.h"
#include "features/mails/routes.h"
#include "features/notices/fire_mails.h"
#include "features/notices/notice_store.h"
#include "features/notices/routes.h"
#include "features/notices/tell_outage.h"
#include "features/operations/lease_store.h"
#include "features/operations/operation_store.h"
#include "features/operations/routes.h"
#include "features/policy/routes.h"
#include "features/prices/price_store.h"
#include "features/resizing/resize_kind.h"
#include "features/resizing/routes.h"
#include "features/resizing/start_kind.h"
#include "features/resizing/type_obstacles.h"
#include "features/savings/estimate_schedule.h"
#include "features/savings/routes.h"
#include "features/schedules/overdue_store.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/routes.h"
#include "features/schedules/schedule_store.h"
#include "features/servers/key_obstacles.h"
#include "features/servers/obstacles.h"
#include "features/servers/routes.h"
#include "features/servers/switch_kinds.h"
#include "features/switchers/routes.h"
#include "main/live_reach.h"
#include "main/people_of_tenants.h"
#include "main/sweep_job.h"
#include "platform/events/events.h"

namespace mirante {
namespace {

/// Operations that have not ended in an account, each once.
std::vector<OperationId> running_in(sql::Snapshot& snapshot, TenantId tenant, AccountId account) {
  std::vector<OperationId> ids;
  for (const auto& one : operations::in_flight(snapshot, tenant, account))
    if (ids.empty() || ids.back() != one.operation) ids.push_back(one.operation);
  return ids;
}

std::optional<CustomerId> customer_named(sql::Snapshot& snapshot, const CallContext& ctx,
                                         std::string_view reference) {
  const auto customer = accounts::find_customer(snapshot, ctx, reference);
  return customer ? std::optional(customer->id) : std::nullopt;
}

std::optional<std::string> name_of(sql::Snapshot& snapshot, TenantId tenant, AccountId id) {
  const auto account = accounts::find_even_removed(snapshot, tenant, id);
  if (!account) return std::nullopt;
  return account->name;
}

/// Of what is made without a key of the room's own: such a request may be sent again.
bool is_creation(const http::Route& route) {
  static const std::set<std::string> made{"accounts",
                                          "accounts/shared-role",
                                          "calendars",
                                          "customers",
                                          "freezes",
                                          "invitations",
                                          "maintenance",
                                          "members/{user}/new-password",
                                          "members/{user}/tokens",
                                          "overrides",
                                          "tenants",
                                          "tokens"};
  constexpr std::string_view api = "/api/v1/";
  return route.verb == http::Verb::post && route.pattern.starts_with(api) &&
         made.contains(route.pattern.substr(api.size()));
}

}  // namespace

std::vector<sql::Migrations> all_migrations() {
  return {events::migrations(),    vault::migrations(),      audit::migrations(),
          engines::migrations(),   heartbeat::migrations(),  mails::migrations(),
          identity::migrations(),  accounts::migrations(),   policy::migrations(),
          inventory::migrations(), operations::migrations(), schedules::migrations(),
          firing::migrations(),    prices::migrations(),     notices::migrations(),
          switchers::migrations(), requests::migrations()};
}

Rooms::Rooms(Outside outside, RoomsConfig config)
    : outside_(outside),
      config_(std::move(config)),
      began_at_(outside.loop.clock().now()),
      client_(outside.loop, outside.rng, outside.transport, config_.aws, meter_.reader()),
      passwords_(outside.hashing, outside.loop, config_.passwords),
      set_up_code_(outside.rng),
      requests_{.db = outside.db, .loop = outside.loop, .rng = outside.rng, .vault = outside.vault},
      new_mails_(outside.loop),
      outbox_(outside.vault, outside.loop, outside.rng, new_mails_),
      link_mails_(outbox_, config_.panel_address),
      people_{.db = outside.db,
              .loop = outside.loop,
              .rng = outside.rng,
              .vault = outside.vault,
              .passwords = passwords_,
              .throttle = throttle_,
              .turned_away = turned_away_,
              .first_tenant = config_.tenant,
              .must_be_known = accounts::must_be_known,
              .post = outside.mailer == nullptr ? nullptr : &link_mails_},
      identity_(config_.identity),
      access_({.db = outside.db,
               .loop = outside.loop,
               .vault = outside.vault,
               .client = client_,
               .panel = identity_}),
      accounts_{.db = outside.db,
                .loop = outside.loop,
                .rng = outside.rng,
                .vault = outside.vault,
                .client = client_,
                .panel = identity_,
                .access = access_,
                .running_operations = running_in},
      policy_{.db = outside.db, .loop = outside.loop},
      audit_{.db = outside.db,
             .accounts = {.within = accounts::within,
                          .of_operation = operations::places_of,
                          .ids_of = accounts::ids_of,
                          .customer = customer_named}},
      mails_{.db = outside.db,
             .loop = outside.loop,
             .rng = outside.rng,
             .mailer = outside.mailer,
             .from = config_.mail_from,
             .panel_address = [this] { return link_mails_.panel_address(); }},
      sweeps_{.db = outside.db,
              .loop = outside.loop,
              .access = access_,
              .kinds = inventory::aws_kinds(client_, access_, outside.loop.clock()),
              .config = config_.sweep},
      news_(outside.loop),
      spine_(make_spine()),
      operations_{.db = outside.db,
                  .loop = outside.loop,
                  .spine = spine_,
                  .news = news_,
                  .account_name = name_of},
      servers_{.db = outside.db,
               .loop = outside.loop,
               .spine = spine_,
               .operations = operations_,
               .policy = policy_,
               .look_ahead = look_ahead()},
      resizing_{.servers = servers_,
                .client = client_,
                .access = access_,
                .own_server = config_.own_server},
      databases_{.db = outside.db,
                 .spine = spine_,
                 .operations = operations_,
                 .policy = policy_,
                 .look_ahead = look_ahead()},
      schedule_changes_(outside.loop),
      schedules_{
          .db = outside.db,
          .loop = outside.loop,
          .rng = outside.rng,
          .spine = spine_,
          .wake = [this] { schedule_changes_.wake(); },
          .own_server = config_.own_server,
          .standing =
              [this](sql::Snapshot& snapshot, const CallContext& ctx,
                     const std::vector<schedules::StoredSchedule>& schedules,
                     std::vector<Json>& rows) {
                firing::put_last_fires(snapshot, ctx, schedules, rows);
                savings::put_savings(snapshot, ctx, outside_.loop.clock().now(), schedules, rows);
              },
          .session_end =
              [this](CallContext ctx) { return accounts::session_end(identity_, std::move(ctx)); }},
      scheduler_({.db = outside.db,
                  .loop = outside.loop,
                  .spine = spine_,
                  .wake = schedule_changes_,
                  .on_fire =
                      [this](sql::Tx& tx, const schedules::StoredSchedule& schedule,
                             const firing::Fire& fire) {
                        notices::on_fire(tx, notices_, schedule, fire);
                      }},
                 config_.scheduler),
      notices_{.schedules = schedules_,
               .outbox = outside.mailer == nullptr ? nullptr : &outbox_,
               .panel_address = [this] { return link_mails_.panel_address(); },
               .people = people_of_tenants(),
               .ask_aws =
                   [this](CallContext ctx, AccountId account, Region region,
                          std::vector<servers::Intended> intended) {
                     return obstacles_of(std::move(ctx), account, std::move(region),
                                         std::move(intended));
                   }},
      wanted_checks_(outside.loop),
      notifier_(notices_, schedule_changes_, wanted_checks_, config_.notifier),
      preflights_(notices_, wanted_checks_, config_.preflight),
      savings_{.db = outside.db, .loop = outside.loop, .scheduled = schedules::scheduled_servers},
      runner_({.db = outside.db,
               .loop = outside.loop,
               .spine = spine_,
               .target_of =
                   [this](const CallContext& ctx, AccountId account, const Region& region) {
                     return access_.target(ctx, account, region);
                   },
               .on_end =
                   [this](sql::Tx& tx, TenantId tenant, OperationId operation) {
                     // First: whoever is asked for next belongs to what is told of.
                     firing::on_operation_end(tx, spine_, tenant, operation);
                     notices::on_operation_end(tx, notices_, tenant, operation);
                   }},
              config_.runner),
      stops_(outside.loop),
      sequencer_(outside.db, outside.loop, make_id16(outside.loop.clock(), outside.rng), news_,
                 config_.sequencer),
      hub_(outside.db, outside.loop, news_),
      streams_(config_.streams),
      live_{.db = outside.db,
            .loop = outside.loop,
            .hub = hub_,
            .streams = streams_,
            .reached = reached_of_event},
      refusals_(outside.db, outside.loop),
      collector_(sweeps_, outside.rng, config_.collector.value_or(inventory::CollectorConfig{})),
      heartbeat_({.db = outside.db,
                  .loop = outside.loop,
                  .tenant = config_.tenant,
                  .tell_people =
                      [this](sql::Tx& tx, const heartbeat::Outage& outage) {
                        const notices::Down down{.began_at = outage.began_at,
                                                 .ended_at = outage.ended_at};
                        auto companies =
                            schedules::tenants_looked_at(tx, outage.began_at, outage.ended_at);
                        std::erase_if(companies, [&](TenantId company) {
                          return !notices::tell_outage(tx, notices_, company, down);
                        });
                        return companies;
                      },
                  .call = config_.heartbeat_call},
                 config_.heartbeat.value_or(heartbeat::HeartbeatConfig{})),
      quotas_({.db = outside.db,
               .loop = outside.loop,
               .id = encode_id16(make_id16(outside.loop.clock(), outside.rng)),
               .use = [this](double part) { client_.use_part_of_buckets(part); }},
              config_.engines.value_or(engines::EnginesConfig{})),
      price_keeper_({.db = outside.db,
                     .loop = outside.loop,
                     .client = client_,
                     .access = access_,
                     .panel = identity_},
                    config_.prices.value_or(prices::KeeperConfig{})),
      switchers_{.db = outside.db, .loop = outside.loop},
      trail_reader_({.db = outside.db, .loop = outside.loop, .client = client_, .access = access_},
                    config_.trail.value_or(switchers::TrailConfig{})) {
  servers::add_kinds(kinds_, outside.db, {.client = client_, .loop = outside.loop},
                     config_.own_server, outside_.probe);
  resizing::add_kind(kinds_, outside.db, {.client = client_, .loop = outside.loop},
                     config_.own_server);
  resizing::add_start(kinds_, client_);
  databases::add_kinds(kinds_, client_);
  kinds_.add(make_sweep_job(sweeps_));
  if (outside.mailer != nullptr)
    sender_.emplace(mails::SenderServices{.db = outside.db,
                                          .loop = outside.loop,
                                          .vault = outside.vault,
                                          .mailer = *outside.mailer,
                                          .from = config_.mail_from,
                                          .wake = new_mails_},
                    encode_id16(make_id16(outside.loop.clock(), outside.rng)));
}

servers::LookAhead Rooms::look_ahead() {
  return [this](sql::Snapshot& snapshot, const CallContext& ctx,
                const std::vector<inventory::Resource>& things) {
    return firing::ahead_of(snapshot, ctx, outside_.loop.clock().now(), things);
  };
}

operations::Spine Rooms::make_spine() {
  return {.kinds = kinds_,
          .clock = outside_.loop.clock(),
          .rng = outside_.rng,
          .customer_of = accounts::customer_of,
          .wake = [this] { runner_.wake(); },
          .ended = [this](const std::string& kind,
                          operations::State state) { ++ended_[{kind, state}]; }};
}

Task<servers::Obstacles> Rooms::obstacles_of(CallContext ctx, AccountId account, Region region,
                                             std::vector<servers::Intended> intended) {
  const auto target = co_await access_.target(ctx, account, region);
  const servers::AwsCalls calls{.client = client_, .loop = outside_.loop};
  std::vector<servers::Intended> keeping, changing, databases;  // Servers that keep their types, …
  for (auto& one : intended) {
    const bool is_database = inventory::kind_of_id(one.id) == inventory::database_kind;
    auto& same = is_database ? databases : one.type.empty() ? keeping : changing;
    same.push_back(std::move(one));
  }
  std::vector<std::string> with_keys;
  for (const auto* same : {&keeping, &changing})
    for (const auto& one : *same)
      if (one.asks_for_keys && starts(one)) with_keys.push_back(one.id);
  servers::Obstacles obstacles;
  if (!databases.empty())
    obstacles = co_await databases::obstacles_of(client_, ctx, target, std::move(databases));
  if (!keeping.empty())
    merge(obstacles, co_await servers::obstacles_of(calls, ctx, target, std::move(keeping),
                                                    config_.own_server));
  if (!changing.empty())
    merge(obstacles, co_await resizing::type_obstacles_of(calls, ctx, target, std::move(changing),
                                                          config_.own_server));
  std::erase_if(with_keys, [&](const std::string& id) {
    const auto found = obstacles.find(id);
    return found != obstacles.end() &&
           std::ranges::any_of(found->second, [](const servers::Obstacle& one) {
             return one.why.code == servers::unknown_to_aws().why.code;
           });
  });
  merge(obstacles, co_await servers::key_obstacles(client_, ctx, target, std::move(with_keys)));
  co_return obstacles;
}

void Rooms::stop() {
  is_stopping_ = true;
  stops_.wake();
  runner_.stop();
}

Task<void> Rooms::work() {
  if (config_.is_alone)
    co_await outside_.db.write([](sql::Tx& tx) {
      operations::end_leases_of_the_dead(tx);
      mails::end_leases_of_the_dead(tx);
    });
  if (config_.is_engine && config_.heartbeat) co_await heartbeat_.begin();
  TaskGroup group(outside_.loop, co_await current_scope());
  group.spawn(or_stop(sequencer_.run()));
  group.spawn(or_stop(hub_.run()));
  group.spawn(or_stop(identity::keep_recording_turned_away(people_)));
  if (config_.is_engine) {
    if (config_.collector) group.spawn(or_stop(collector_.run()));
    group.spawn(or_stop(scheduler_.run()));
    group.spawn(or_stop(notifier_.run()));
    group.spawn(or_stop(preflights_.run()));
    if (config_.engines) group.spawn(or_stop(quotas_.run()));
    if (config_.heartbeat) group.spawn(or_stop(heartbeat_.run()));
    if (config_.prices) group.spawn(or_stop(price_keeper_.run()));
    if (config_.trail) group.spawn(or_stop(trail_reader_.run()));
    if (sender_) group.spawn(or_stop(sender_->run()));
    if (!config_.is_alone) group.spawn(or_stop(hear_of_others()));
  }
  co_await carry_out();
  group.cancel({.kind = ErrorKind::cancelled, .message = "the panel ends"});
  try {
    co_await group.join();
  } catch (const Failure& failure) {
    if (failure.error().kind != ErrorKind::cancelled) throw;
  }
  co_await tell_who_was_turned_away();
  if (config_.is_engine && config_.engines) co_await quotas_.leave();
}

/// Of the last minute. A store that is away keeps no process from ending.
Task<void> Rooms::tell_who_was_turned_away() {
  try {
    co_await identity::record_turned_away(people_);
  } catch (const Failure& failure) {
    log::warning("refusals.not_recorded", log::kv("why", failure.error().message));
  }
}

/// A part that fails, which none of them does for a store that is away, ends the panel: it would go
/// on without events, sweeps or mails, and nobody would notice.
Task<void> Rooms::or_stop(Task<void> part) {
  try {
    co_await std::move(part);
  } catch (...) {
    stop();
    throw;
  }
}

/// Until `stop`.
Task<void> Rooms::carry_out() {
  if (config_.is_engine) {
    co_await runner_.run();
    co_return;
  }
  while (!is_stopping_)
    co_await stops_.wait(stops_.count(), outside_.loop.clock().steady() + std::chrono::hours(1));
}

/// What other processes were asked for arrives as an event; the runner's own look, every few
/// seconds, would make people wait.
Task<void> Rooms::hear_of_others() {
  for (auto seen = news_.count();;) {
    seen = co_await news_.wait(seen, outside_.loop.clock().steady() + std::chrono::hours(1));
    runner_.wake();
    schedule_changes_.wake();
  }
}

void Rooms::add_routes(http::Router& all) {
  http::Router router;
  all.on_forbidden([this](CallContext ctx, std::string route, Error reason) {
    return refusals_.record(std::move(ctx), std::move(route), std::move(reason));
  });
  identity::add_routes(router, people_, set_up_code_);
  accounts::add_routes(router, accounts_);
  policy::add_routes(router, policy_);
  audit::add_routes(router, audit_);
  mails::add_routes(router, mails_);
  operations::add_routes(router, operations_);
  servers::add_routes(router, servers_);
  resizing::add_routes(router, resizing_);
  databases::add_routes(router, databases_);
  schedules::add_routes(router, schedules_);
  firing::add_routes(router, schedules_);
  notices::add_routes(router, notices_);
  savings::add_routes(router, savings_);
  switchers::add_routes(router, switchers_);
  live::add_routes(router, live_);
  for (const auto& one : router.routes())
    all.add(one.verb, one.pattern, one.permission,
            is_creation(one) ? requests::answered_once(requests_, one.handler) : one.handler);
}

}  // namespace mirante
