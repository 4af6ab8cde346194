// Schedules as people keep them: made, changed, paused, taken away. Each change is a version, an
// audit record and an event. A person who is limited sees those whose targets all lie within reach.
//
// A change that is stored before a due fire was carried out decides that fire: the newest version
// counts until a fire is durable. What the new rules would have done before they were saved is not
// made up for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/schedules_services.h"

namespace mirante::schedules {

/// What a body says; `schedule.id` is empty.
struct ScheduleDraft {
  Schedule schedule;
  Targets targets;
  Settings settings;
  bool is_paused = false;
  std::string idempotency_key = {};  // Of the request that makes it; empty: none.
};
/// Throws Failure(invalid) naming the field and the mend.
ScheduleDraft parse_draft(const Json& body);

Task<std::vector<StoredSchedule>> list_schedules(SchedulesServices& services, CallContext ctx);
/// Throws Failure(not_found), code "schedule.unknown".
Task<StoredSchedule> show_schedule(SchedulesServices& services, CallContext ctx, std::string id);
StoredSchedule must_find(sql::Snapshot& snapshot, const CallContext& ctx, const std::string& id);

/// Throws Failure: invalid for what names no calendar, account or customer of the tenant; conflict
/// "schedule.name_taken". The same key with the same content gives the schedule that it has made,
/// as it is now; with other content, or where it was taken away since, conflict
/// "schedule.key_reused".
Task<StoredSchedule> make_schedule(SchedulesServices& services, CallContext ctx,
                                   ScheduleDraft draft);
/// Also conflict "schedule.not_seen" without an entity tag, "schedule.changed" with an old one.
Task<StoredSchedule> replace_schedule(SchedulesServices& services, CallContext ctx, std::string id,
                                      ScheduleDraft draft, std::string if_match);
Task<void> remove_schedule(SchedulesServices& services, CallContext ctx, std::string id,
                           std::string if_match);
Task<StoredSchedule> pause_schedule(SchedulesServices& services, CallContext ctx, std::string id,
                                    bool is_paused);
/// What matches now is what a person has seen and wants.
Task<StoredSchedule> approve_targets(SchedulesServices& services, CallContext ctx, std::string id);

/// An HTTP entity tag of its version.
std::string entity_tag(const StoredSchedule& schedule);

/// All that is named is the tenant's, and within reach. Throws Failure: not_found for an account or
/// customer that is not.
void must_reach(sql::Snapshot& snapshot, const CallContext& ctx, const Targets& targets);

/// Whether `ctx` may see it: all of its targets lie within reach.
bool is_visible(sql::Snapshot& snapshot, const CallContext& ctx, const Targets& targets);

}  // namespace mirante::schedules
