#include "features/schedules/keep_surroundings.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/as_seen.h"
#include "features/accounts/reachable_store.h"
#include "features/audit/audit.h"
#include "features/inventory/resource_store.h"
#include "features/schedules/schedule_json.h"
#include "features/schedules/schedule_store.h"
#include "platform/events/events.h"

namespace mirante::schedules {
namespace {

constexpr std::chrono::days override_max{60};

Json detail_of(const StoredOverride& one) {
  return {{"override", one.id.text()},
          {"account", one.server.account.text()},
          {"region", one.server.region.value},
          {"server", one.server.id},
          {"state", one.state == State::running ? "running" : "stopped"},
          {"until", to_iso8601(one.end)},
          {"reason", one.reason}};
}

void tell(sql::Tx& tx, const CallContext& ctx, const ServerRef& server) {
  events::append(
      tx, ctx.tenant, "overrides.changed",
      {{"account", server.account.text()}, {"region", server.region.value}, {"server", server.id}});
}

inventory::Resource must_be_there(sql::Snapshot& snapshot, const CallContext& ctx,
                                  const ServerRef& server) {
  accounts::must_find(snapshot, ctx, server.account);
  auto found = inventory::find(snapshot, ctx.tenant,
                               inventory::switchable(server.account, server.region, server.id));
  if (found && !found->gone_at) return *std::move(found);
  throw Failure(Error{.kind = ErrorKind::not_found,
                      .message = "there is no server " + server.id + " in " + server.region.value,
                      .field = "servers",
                      .code = "server.unknown"});
}

/// Nobody else changes it before the transaction ends.
StoredCalendar must_find_calendar(sql::Tx& tx, const CallContext& ctx, const SeenCalendar& seen) {
  const auto parsed = CalendarId::parse(seen.id);
  auto found = parsed ? find_calendar_for_update(tx, ctx.tenant, *parsed) : std::nullopt;
  if (!found)
    throw Failure(Error{.kind = ErrorKind::not_found,
                        .message = "there is no calendar \"" + seen.id + "\" of your own",
                        .field = "calendar",
                        .code = "calendar.unknown"});
  require_everything(ctx, "change calendars");
  must_be_as_seen(seen.if_match, entity_tag(*found), "calendar.changed");
  return *std::move(found);
}

}  // namespace

Overridden put_overrides(sql::Tx& tx, const SchedulesServices& services, const CallContext& ctx,
                         const OverrideWish& wish) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  must_say_why(wish.reason);
  if (wish.servers.empty()) throw wrong_field("servers", "name at least one server");
  if (wish.until <= now) throw wrong_field("until", "has passed; write a later time");
  if (wish.until > now + override_max)
    throw wrong_field("until", "is more than 60 days away; make a schedule for that");
  Overridden made;
  std::map<std::string_view, operations::RequestDraft> drafts;
  for (const auto& server : wish.servers) {
    const StoredOverride one{.id = OverrideId::make(services.loop.clock(), services.rng),
                             .server = server,
                             .state = wish.state,
                             .begin = now,
                             .end = wish.until,
                             .reason = wish.reason,
                             .made_by = ctx.actor.name};
    const auto resource = must_be_there(tx, ctx, server);
    auto& draft = drafts[inventory::kind_of_id(server.id)];
    draft.targets.push_back(server);
    draft.names[server] = resource.name;
    insert(tx, ctx.tenant, one);
    audit::append(tx, ctx, now, "override.made", detail_of(one));
    tell(tx, ctx, server);
    made.overrides.push_back(one);
  }
  look_again(tx, services, ctx.tenant);
  for (auto& [kind, draft] : drafts) {
    draft.kind = operation_kind(kind, wish.state == State::running ? "start" : "stop");
    made.operations.push_back(operations::request(tx, ctx, services.spine, draft).id);
  }
  return made;
}

Task<Overridden> override_servers(SchedulesServices& services, CallContext ctx, OverrideWish wish) {
  co_return co_await services.db.write(
      [&](sql::Tx& tx) { return put_overrides(tx, services, ctx, wish); });
}

Task<StoredOverride> end_override(SchedulesServices& services, CallContext ctx, std::string id) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto parsed = OverrideId::parse(id);
    auto found = parsed ? find_override(tx, ctx.tenant, *parsed) : std::nullopt;
    if (!found || !accounts::reaches(tx, ctx, found->server.account))
      throw Failure(Error{.kind = ErrorKind::not_found,
                          .message = "there is no override \"" + id + "\"",
                          .field = "override",
                          .code = "override.unknown"});
    if (found->end <= now)
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "this override has ended already",
                          .code = "override.ended"});
    look_again(tx, services, ctx.tenant);
    found->end = std::min(found->end, unhandled_from(tx, ctx.tenant, now));
    found->cancelled_at = now;
    cancel_override(tx, ctx.tenant, *found);
    audit::append(tx, ctx, now, "override.cancelled", detail_of(*found));
    tell(tx, ctx, found->server);
    return *found;
  });
}

Task<std::vector<StoredOverride>> show_overrides(SchedulesServices& services, CallContext ctx) {
  require(ctx, Permission::policy_read);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    auto overrides = list_overrides(snapshot, ctx.tenant, now);
    const auto within = accounts::within(snapshot, ctx);
    std::erase_if(overrides, [&](const StoredOverride& one) {
      return !accounts::is_within(within, one.server.account);
    });
    return overrides;
  });
}

Task<StoredFreeze> make_freeze(SchedulesServices& services, CallContext ctx, SpanWish wish) {
  require(ctx, Permission::policy_write);
  require_everything(ctx, "freeze all schedules");
  const auto now = services.loop.clock().now();
  must_be_whole(wish, now);
  const StoredFreeze made{.id = FreezeId::make(services.loop.clock(), services.rng),
                          .begin = std::max(wish.begin, now),
                          .end = wish.end,
                          .reason = wish.reason,
                          .made_by = ctx.actor.name};
  co_await services.db.write([&](sql::Tx& tx) {
    insert(tx, ctx.tenant, made);
    audit::append(tx, ctx, now, "freeze.made",
                  {{"freeze", made.id.text()},
                   {"begin", to_iso8601(made.begin)},
                   {"end", to_iso8601(made.end)},
                   {"reason", made.reason}});
    events::append(tx, ctx.tenant, "schedules.changed", {{"freeze", made.id.text()}});
    look_again(tx, services, ctx.tenant);
  });
  co_return made;
}

Task<void> lift_freeze(SchedulesServices& services, CallContext ctx, std::string id) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    const auto parsed = FreezeId::parse(id);
    const auto found = parsed ? find_freeze(tx, ctx.tenant, *parsed) : std::nullopt;
    if (!found)
      throw Failure(Error{.kind = ErrorKind::not_found,
                          .message = "there is no freeze \"" + id + "\"",
                          .field = "freeze",
                          .code = "freeze.unknown"});
    require_everything(ctx, "lift a freeze of all schedules");
    if (found->end <= now)
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "this freeze has ended already",
                          .code = "freeze.ended"});
    look_again(tx, services, ctx.tenant);
    end_freeze(tx, ctx.tenant, found->id, unhandled_from(tx, ctx.tenant, now));
    audit::append(tx, ctx, now, "freeze.lifted",
                  {{"freeze", found->id.text()}, {"reason", found->reason}});
    events::append(tx, ctx.tenant, "schedules.changed", {{"freeze", found->id.text()}});
  });
}

Task<std::vector<StoredFreeze>> show_freezes(SchedulesServices& services, CallContext ctx) {
  require(ctx, Permission::policy_read);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return list_freezes(snapshot, ctx.tenant, now); });
}

Task<StoredCalendar> keep_calendar(SchedulesServices& services, CallContext ctx, SeenCalendar seen,
                                   Json json) {
  require(ctx, Permission::policy_write);
  const bool is_new = seen.id.empty();
  if (is_new) require_everything(ctx, "make calendars");
  const auto now = services.loop.clock().now();
  auto made = CalendarId::make(services.loop.clock(), services.rng);
  if (!json.is_object()) throw wrong_field("", "the body must be a JSON object");
  if (json.contains("id")) throw wrong_field("id", "is made by the panel; leave it out");
  json["id"] = made.text();  // Whatever is replaced keeps its own.
  const auto wished = parse_calendar(Field(json, ""));
  co_return co_await services.db.write([&](sql::Tx& tx) {
    StoredCalendar kept{.id = made};
    if (!is_new) {
      kept = must_find_calendar(tx, ctx, seen);
      ++kept.revision;
    }
    kept.calendar = wished;
    kept.calendar.id = kept.id.text();
    put(tx, ctx.tenant, kept);
    audit::append(tx, ctx, now, is_new ? "calendar.made" : "calendar.changed",
                  {{"calendar", kept.id.text()}, {"name", kept.calendar.name}});
    events::append(tx, ctx.tenant, "schedules.changed", {{"calendar", kept.id.text()}});
    look_again(tx, services, ctx.tenant);
    return kept;
  });
}

Task<void> drop_calendar(SchedulesServices& services, CallContext ctx, SeenCalendar seen) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    const auto found = must_find_calendar(tx, ctx, seen);
    const auto id = found.id.text();
    for (const auto& schedule : list(tx, ctx.tenant))
      if (std::ranges::find(schedule.schedule.calendars, id, &CalendarUse::calendar) !=
          schedule.schedule.calendars.end())
        throw Failure(Error{.kind = ErrorKind::conflict,
                            .message = "schedule \"" + schedule.schedule.name +
                                       "\" refers to it; take it out there first",
                            .code = "calendar.in_use"});
    remove_calendar(tx, ctx.tenant, found.id);
    audit::append(tx, ctx, now, "calendar.removed",
                  {{"calendar", id}, {"name", found.calendar.name}});
    events::append(tx, ctx.tenant, "schedules.changed", {{"calendar", id}});
  });
}

Task<std::vector<StoredCalendar>> show_calendars(SchedulesServices& services, CallContext ctx) {
  require(ctx, Permission::policy_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return list_calendars(snapshot, ctx.tenant); });
}

}  // namespace mirante::schedules
