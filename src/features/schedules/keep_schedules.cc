#include "features/schedules/keep_schedules.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/as_seen.h"
#include "features/accounts/reachable_store.h"
#include "features/audit/audit.h"
#include "features/operations/kinds.h"
#include "features/schedules/key_store.h"
#include "features/schedules/lasting.h"
#include "features/schedules/next_version.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/schedule_json.h"
#include "features/schedules/surroundings_store.h"
#include "platform/crypto/hash.h"
#include "platform/events/events.h"

namespace mirante::schedules {
namespace {

constexpr std::int64_t schedules_max = 100'000;  // Of one tenant.

Failure unknown(const std::string& id) {
  return Failure(Error{.kind = ErrorKind::not_found,
                       .message = "there is no schedule \"" + id + "\"",
                       .field = "schedule",
                       .code = "schedule.unknown"});
}

void must_be_seen(const StoredSchedule& stored, const std::string& if_match) {
  must_say_what_was_seen(if_match, "schedule.not_seen");
  must_be_as_seen(if_match, entity_tag(stored), "schedule.changed");
}

void must_know_calendars(sql::Snapshot& snapshot, TenantId tenant, const Schedule& schedule) {
  const auto own = list_calendars(snapshot, tenant);
  const auto& built_in = built_in_calendars();
  for (std::size_t i = 0; i < schedule.calendars.size(); ++i) {
    const auto& id = schedule.calendars[i].calendar;
    const bool is_own =
        std::ranges::any_of(own, [&](const auto& one) { return one.calendar.id == id; });
    if (!is_own && std::ranges::find(built_in, id) == built_in.end())
      throw wrong_field("calendars/" + std::to_string(i) + "/calendar",
                        "there is no calendar \"" + id + "\"; GET /api/v1/calendars lists them");
  }
}

void must_be_free(sql::Snapshot& snapshot, const StoredSchedule& schedule) {
  const auto named = find_named(snapshot, schedule.tenant, schedule.schedule.name);
  if (named && *named != schedule.id)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "there is already a schedule named \"" + schedule.schedule.name +
                                   "\"; choose another name",
                        .field = "name",
                        .code = "schedule.name_taken"});
}

std::vector<ServerRef> refs_of(const std::vector<TargetServer>& targets) {
  std::vector<ServerRef> refs;
  for (const auto& one : targets) refs.push_back(one.ref());
  return refs;
}

void record(sql::Tx& tx, const CallContext& ctx, Instant now, std::string_view action,
            const StoredSchedule& schedule, Json detail = Json::object()) {
  detail["schedule"] = schedule.id.text();
  detail["name"] = schedule.schedule.name;
  detail["version"] = schedule.version;
  audit::append(tx, ctx, now, action, detail);
  events::append(tx, ctx.tenant, "schedules.changed", {{"schedule", schedule.id.text()}});
}

StoredSchedule must_find_for_update(sql::Tx& tx, const CallContext& ctx, const std::string& text) {
  const auto id = ScheduleId::parse(text);
  if (!id) throw unknown(text);
  auto found = find_for_update(tx, ctx.tenant, *id);
  if (!found || !is_visible(tx, ctx, found->targets)) throw unknown(text);
  return *std::move(found);
}

/// The next version of `before`, with what `change` makes of it, its record and its event.
template <class Change>
StoredSchedule store_next(sql::Tx& tx, const CallContext& ctx, const SchedulesServices& services,
                          const StoredSchedule& before, std::string_view action, Change change) {
  const auto now = services.loop.clock().now();
  auto next = before;
  ++next.version;
  next.updated_at = now;
  next.updated_by = ctx.actor.name;
  next.handled_until = begin_of_next(tx, before, now);
  next.due_at = look_now;
  const Json detail = change(next);
  update(tx, next);
  record(tx, ctx, now, action, next, detail);
  services.wake_after(tx);
  return next;
}

/// What matches now is what the person sees.
Json approve_present(sql::Snapshot& snapshot, StoredSchedule& schedule) {
  schedule.approved = refs_of(targets_of(snapshot, schedule.tenant, schedule.targets));
  return {{"targets", schedule.approved.size()}};
}

constexpr std::size_t key_length_max = 150;

std::string content_of(const StoredSchedule& schedule) {
  auto document = to_json(schedule.schedule);
  document.erase("id");
  const Json content{{"document", std::move(document)},
                     {"targets", to_json(schedule.targets)},
                     {"settings", to_json(schedule.settings)},
                     {"is_paused", schedule.is_paused}};
  return crypto::to_hex(
      crypto::sha256(content.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

/// What an earlier request with this key has made.
std::optional<StoredSchedule> made_before(sql::Snapshot& snapshot, const CallContext& ctx,
                                          const std::string& key, const std::string& content) {
  const auto made = find_made(snapshot, ctx.tenant, key);
  if (!made) return std::nullopt;
  auto stored = find(snapshot, ctx.tenant, made->schedule);
  if (made->content == content && stored && is_visible(snapshot, ctx, stored->targets))
    return stored;
  throw Failure(Error{.kind = ErrorKind::conflict,
                      .message = "this key was used for another schedule; use a new key",
                      .field = "idempotency_key",
                      .code = "schedule.key_reused"});
}

/// What is paused needs no credentials.
Task<std::optional<Instant>> end_that_counts(const SchedulesServices& services,
                                             const CallContext& ctx, bool is_paused) {
  if (is_paused) co_return std::nullopt;
  co_return co_await session_end(services, ctx);
}

}  // namespace

ScheduleDraft parse_draft(const Json& body) {
  const Field field(body, "");
  field.allow({"name", "zone", "mode", "from", "until", "rules", "calendars", "exceptions",
               "targets", "settings", "state"});
  auto document = body;
  for (const auto* member : {"targets", "settings", "state"}) document.erase(member);
  document["id"] = "new";
  ScheduleDraft draft{
      .schedule = parse_schedule(Field(document, "")),
      .targets = parse_targets(field.at("targets", "choose servers by name or by filter"))};
  draft.schedule.id.clear();
  if (const auto settings = field.find("settings")) draft.settings = parse_settings(*settings);
  if (const auto state = field.find("state")) {
    const auto text = state->text();
    if (text != "active" && text != "paused") state->wrong("must be active or paused");
    draft.is_paused = text == "paused";
  }
  return draft;
}

std::string entity_tag(const StoredSchedule& schedule) { return tag_of_revision(schedule.version); }

void must_reach(sql::Snapshot& snapshot, const CallContext& ctx, const Targets& targets) {
  for (const auto& server : targets.servers) accounts::must_find(snapshot, ctx, server.account);
  for (const auto& account : targets.filter.accounts) accounts::must_find(snapshot, ctx, account);
  for (const auto& customer : targets.filter.customers) {
    if (!accounts::find_customer(snapshot, ctx, customer.text()))
      throw accounts::unknown_customer(customer.text());
    if (!ctx.reach.customers.contains(customer))
      require_everything(ctx, "schedule all servers of this customer");
  }
  if (!targets.filter.is_empty() && targets.filter.accounts.empty() &&
      targets.filter.customers.empty())
    require_everything(ctx, "schedule the servers of all accounts; name accounts or customers");
}

bool is_visible(sql::Snapshot& snapshot, const CallContext& ctx, const Targets& targets) {
  if (ctx.reach.is_everything) return true;
  const auto within = accounts::within(snapshot, ctx);
  const auto& filter = targets.filter;
  const bool is_bounded =
      filter.is_empty() || !filter.accounts.empty() || !filter.customers.empty();
  return is_bounded &&
         std::ranges::all_of(
             targets.servers,
             [&](const ServerRef& one) { return accounts::is_within(within, one.account); }) &&
         std::ranges::all_of(filter.accounts,
                             [&](AccountId one) { return accounts::is_within(within, one); }) &&
         (!filter.accounts.empty() || std::ranges::all_of(filter.customers, [&](CustomerId one) {
           return ctx.reach.customers.contains(one);
         }));
}

StoredSchedule must_find(sql::Snapshot& snapshot, const CallContext& ctx, const std::string& text) {
  const auto id = ScheduleId::parse(text);
  if (!id) throw unknown(text);
  auto found = find(snapshot, ctx.tenant, *id);
  if (!found || !is_visible(snapshot, ctx, found->targets)) throw unknown(text);
  return *std::move(found);
}

Task<std::vector<StoredSchedule>> list_schedules(SchedulesServices& services, CallContext ctx) {
  require(ctx, Permission::policy_read);
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    auto schedules = list(snapshot, ctx.tenant);
    std::erase_if(schedules, [&](const StoredSchedule& one) {
      return !is_visible(snapshot, ctx, one.targets);
    });
    return schedules;
  });
}

Task<StoredSchedule> show_schedule(SchedulesServices& services, CallContext ctx, std::string id) {
  require(ctx, Permission::policy_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return must_find(snapshot, ctx, id); });
}

Task<StoredSchedule> make_schedule(SchedulesServices& services, CallContext ctx,
                                   ScheduleDraft draft) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  StoredSchedule made{.tenant = ctx.tenant,
                      .id = ScheduleId::make(services.loop.clock(), services.rng),
                      .is_paused = draft.is_paused,
                      .schedule = std::move(draft.schedule),
                      .targets = std::move(draft.targets),
                      .settings = std::move(draft.settings),
                      .created_at = now,
                      .updated_at = now,
                      .updated_by = ctx.actor.name,
                      .due_at = look_now,
                      .handled_until = now};
  made.schedule.id = made.id.text();
  const auto& key = draft.idempotency_key;
  if (key.size() > key_length_max)
    throw wrong_field("idempotency_key", "must have at most 150 bytes");
  const auto content = content_of(made);
  const auto end = co_await end_that_counts(services, ctx, made.is_paused);
  co_return co_await services.db.write([&](sql::Tx& tx) {
    if (!key.empty())
      if (auto before = made_before(tx, ctx, key, content)) return *std::move(before);
    if (count(tx, ctx.tenant) >= schedules_max)
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "a tenant has at most 100,000 schedules; take one away first",
                          .code = "schedule.too_many"});
    must_reach(tx, ctx, made.targets);
    must_know_calendars(tx, ctx.tenant, made.schedule);
    must_be_free(tx, made);
    must_last(tx, ctx.tenant, made.targets, end);
    auto stored = made;
    const auto detail = approve_present(tx, stored);
    insert(tx, stored);
    if (!key.empty()) insert_made(tx, ctx.tenant, key, {.schedule = stored.id, .content = content});
    record(tx, ctx, now, "schedule.made", stored, detail);
    services.wake_after(tx);
    return stored;
  });
}

Task<StoredSchedule> replace_schedule(SchedulesServices& services, CallContext ctx, std::string id,
                                      ScheduleDraft draft, std::string if_match) {
  require(ctx, Permission::policy_write);
  const auto end = co_await end_that_counts(services, ctx, draft.is_paused);
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto before = must_find_for_update(tx, ctx, id);
    must_be_seen(before, if_match);
    return store_next(tx, ctx, services, before, "schedule.changed", [&](StoredSchedule& next) {
      next.schedule = draft.schedule;
      next.schedule.id = before.schedule.id;
      next.targets = draft.targets;
      next.settings = draft.settings;
      next.is_paused = draft.is_paused;
      must_reach(tx, ctx, next.targets);
      must_know_calendars(tx, ctx.tenant, next.schedule);
      must_be_free(tx, next);
      must_last(tx, ctx.tenant, next.targets, end);
      return approve_present(tx, next);
    });
  });
}

Task<void> remove_schedule(SchedulesServices& services, CallContext ctx, std::string id,
                           std::string if_match) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    const auto before = must_find_for_update(tx, ctx, id);
    must_be_seen(before, if_match);
    remove(tx, ctx.tenant, before.id);
    record(tx, ctx, now, "schedule.removed", before);
  });
}

Task<StoredSchedule> pause_schedule(SchedulesServices& services, CallContext ctx, std::string id,
                                    bool is_paused) {
  require(ctx, Permission::policy_write);
  const auto end = co_await end_that_counts(services, ctx, is_paused);
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto before = must_find_for_update(tx, ctx, id);
    if (before.is_paused == is_paused) return before;
    must_last(tx, ctx.tenant, before.targets, end);
    const auto* action = is_paused ? "schedule.paused" : "schedule.resumed";
    return store_next(tx, ctx, services, before, action, [&](StoredSchedule& next) {
      next.is_paused = is_paused;
      return Json::object();
    });
  });
}

Task<StoredSchedule> approve_targets(SchedulesServices& services, CallContext ctx, std::string id) {
  require(ctx, Permission::policy_write);
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto before = must_find_for_update(tx, ctx, id);
    return store_next(tx, ctx, services, before, "schedule.targets_approved",
                      [&](StoredSchedule& next) { return approve_present(tx, next); });
  });
}

}  // namespace mirante::schedules
