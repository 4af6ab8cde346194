#include "features/schedules/keep_maintenance.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/schedules/keep_schedules.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/schedule_store.h"
#include "platform/events/events.h"

namespace mirante::schedules {
namespace {

constexpr std::size_t windows_max = 500;  // Of one tenant, not ended.

/// Nothing would start what no schedule looks after.
void must_be_scheduled(sql::Snapshot& snapshot, TenantId tenant, const Targets& targets) {
  const auto schedules = list(snapshot, tenant);
  const auto customers = customers_of(snapshot, tenant);
  const auto found = targets_of(snapshot, tenant, targets);
  const bool is_any = std::ranges::any_of(found, [&](const TargetServer& one) {
    const Asked asked(one.resource);
    return std::ranges::any_of(schedules, [&](const StoredSchedule& schedule) {
      return !schedule.is_paused && is_for(schedule.targets, asked, customers);
    });
  });
  if (is_any) return;
  throw Failure(Error{.kind = ErrorKind::conflict,
                      .message = "no schedule that is active looks after any of these servers, so "
                                 "nothing would start them; make a schedule for them first, or "
                                 "keep them on by an override",
                      .field = "targets",
                      .code = "maintenance.no_schedule"});
}

void record(sql::Tx& tx, const CallContext& ctx, Instant now, std::string_view action,
            const StoredMaintenance& window) {
  audit::append(tx, ctx, now, action,
                {{"maintenance", window.id.text()},
                 {"begin", to_iso8601(window.begin)},
                 {"end", to_iso8601(window.end)},
                 {"reason", window.reason},
                 {"targets", to_json(window.targets)}});
  events::append(tx, ctx.tenant, "schedules.changed", {{"maintenance", window.id.text()}});
}

}  // namespace

Task<StoredMaintenance> make_maintenance(SchedulesServices& services, CallContext ctx,
                                         MaintenanceWish wish) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  must_be_whole(wish.span, now);
  const StoredMaintenance wished{.id = MaintenanceId::make(services.loop.clock(), services.rng),
                                 .begin = std::max(wish.span.begin, now),
                                 .end = wish.span.end,
                                 .reason = wish.span.reason,
                                 .targets = std::move(wish.targets),
                                 .made_by = ctx.actor.name};
  // There may be many servers, and nobody writes meanwhile what is read within a write.
  co_await services.db.read([&](sql::Snapshot& snapshot) {
    must_reach(snapshot, ctx, wished.targets);
    must_be_scheduled(snapshot, ctx.tenant, wished.targets);
  });
  co_return co_await services.db.write([&](sql::Tx& tx) {
    must_reach(tx, ctx, wished.targets);
    if (list_maintenance(tx, ctx.tenant, now).size() >= windows_max)
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "a company has at most 500 maintenance windows; end one first",
                          .code = "maintenance.too_many"});
    look_again(tx, services, ctx.tenant);
    auto made = wished;
    made.begin = std::max(made.begin, unhandled_from(tx, ctx.tenant, now));
    insert(tx, ctx.tenant, made);
    record(tx, ctx, now, "maintenance.made", made);
    return made;
  });
}

Task<void> end_maintenance(SchedulesServices& services, CallContext ctx, std::string id) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    const auto parsed = MaintenanceId::parse(id);
    auto found = parsed ? find_maintenance(tx, ctx.tenant, *parsed) : std::nullopt;
    if (!found || !is_visible(tx, ctx, found->targets))
      throw Failure(Error{.kind = ErrorKind::not_found,
                          .message = "there is no maintenance window \"" + id + "\"",
                          .field = "maintenance",
                          .code = "maintenance.unknown"});
    if (found->end <= now)
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "this maintenance window has ended already",
                          .code = "maintenance.ended"});
    look_again(tx, services, ctx.tenant);
    found->end = std::min(found->end, unhandled_from(tx, ctx.tenant, now));
    if (found->end <= found->begin)
      remove_maintenance(tx, ctx.tenant, found->id);
    else
      end_maintenance(tx, ctx.tenant, found->id, found->end);
    record(tx, ctx, now, "maintenance.ended", *found);
  });
}

Task<std::vector<StoredMaintenance>> show_maintenance(SchedulesServices& services,
                                                      CallContext ctx) {
  require(ctx, Permission::policy_read);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    auto windows = list_maintenance(snapshot, ctx.tenant, now);
    std::erase_if(windows, [&](const StoredMaintenance& one) {
      return !is_visible(snapshot, ctx, one.targets);
    });
    return windows;
  });
}

}  // namespace mirante::schedules
