// The tables of schedules. Plain functions, tenant first; `due` alone crosses tenants.
//
// `due_at` says when the firing looks at a schedule next. It is 0 after every change, so that the
// firing computes it anew; whoever moves it on does so only from the value that it has read
// (`move_due`), so of any number of processes one alone gets each instant. `ahead_at` is the same
// for whoever looks ahead of the fires; a change that comes while somebody looks makes it another
// value, so that it is looked at again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/schedules/stored_schedule.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::schedules {

sql::Migrations migrations();

/// `due_at` of a schedule that was changed and is to be looked at. Changes that come before
/// somebody has looked are counted from there on, a microsecond each: who has read less looks
/// again.
inline constexpr Instant look_now{};
inline bool is_look_now(Instant due_at) { return due_at < look_now + std::chrono::seconds(1); }

void insert(sql::Tx& tx, const StoredSchedule& schedule);
/// Writes everything but id and creation, as a version of its own, due now; never while paused.
void update(sql::Tx& tx, const StoredSchedule& schedule);
/// Its versions and its history stay.
void remove(sql::Tx& tx, TenantId tenant, ScheduleId id);

std::optional<StoredSchedule> find(sql::Snapshot& snapshot, TenantId tenant, ScheduleId id);
std::optional<StoredSchedule> find_for_update(sql::Tx& tx, TenantId tenant, ScheduleId id);
/// By name, all of the tenant.
std::vector<StoredSchedule> list(sql::Snapshot& snapshot, TenantId tenant);
/// The tenant's schedule of exactly this name.
std::optional<ScheduleId> find_named(sql::Snapshot& snapshot, TenantId tenant,
                                     const std::string& name);
std::int64_t count(sql::Snapshot& snapshot, TenantId tenant);

/// Not paused ones of a tenant whose filter may find a server, and those of which nobody has listed
/// yet which servers they name (`list_servers_of_old`).
std::vector<StoredSchedule> with_filters(sql::Snapshot& snapshot, TenantId tenant);
/// Those that name the server by hand, paused ones too.
std::vector<ScheduleId> naming(sql::Snapshot& snapshot, TenantId tenant, const ServerRef& server);
/// Lists the servers that schedules of before name, at most so many schedules; returns how many. It
/// crosses tenants: whoever fires does it once, at its start.
int list_servers_of_old(sql::Tx& tx, int limit);

/// Somebody wants it looked at: an override or a freeze has changed. Who has read what is due
/// before that and not carried it out yet reads it again.
void look_at_all(sql::Tx& tx, TenantId tenant);
/// The first instant from `now` on that no schedule of the tenant has handled: what ends then is
/// noticed by all of them. To be asked after `look_at_all`.
Instant unhandled_from(sql::Tx& tx, TenantId tenant, Instant now);

struct StoredVersion {
  std::int64_t version = 1;
  std::string document;  // JSON texts.
  std::string targets;
  std::string settings;
  Instant made_at{};
  std::string made_by = {};
};
/// Newest first.
std::vector<StoredVersion> versions_of(sql::Snapshot& snapshot, TenantId tenant, ScheduleId id,
                                       int limit);

struct DueSchedule {
  TenantId tenant;
  ScheduleId id;
  Instant at{};
  friend bool operator==(const DueSchedule&, const DueSchedule&) = default;
};
/// How many of a tenant come before it is another's turn.
inline constexpr int turn_of_tenant = 100;
/// Schedules of all tenants, not paused, due at `now` or before: the longest due first, but of one
/// tenant only `turn_of_tenant` before it is the others' turn. Where more than `limit` are due each
/// tenant has its part of them, if it is one schedule. Where less are due there follow those whose
/// databases are to be looked at (`watch_at`): AWS starts a stopped one after seven days.
std::vector<DueSchedule> due(sql::Snapshot& snapshot, Instant now, int limit);
/// Nullopt: it is not due any more.
std::optional<StoredSchedule> find_due(sql::Snapshot& snapshot, const DueSchedule& one,
                                       Instant now);
/// When the next one is due or to be looked at, of all tenants.
std::optional<Instant> next_due(sql::Snapshot& snapshot);

struct Moved {
  std::optional<Instant> due_at = {};
  std::optional<Instant> watch_at = {};
  Instant handled_until{};
};
/// False: it is no longer due as it was read, as somebody else was faster or it was changed.
bool move_due(sql::Tx& tx, const StoredSchedule& read, const Moved& to);

/// One that cannot be read or decided is looked at again then, unless it was changed meanwhile.
bool put_off(sql::Tx& tx, const DueSchedule& one, Instant later);

/// Those to be looked at ahead, the longest first.
std::vector<StoredSchedule> due_ahead(sql::Snapshot& snapshot, Instant now, int limit);
std::optional<Instant> next_ahead(sql::Snapshot& snapshot);
/// As `move_due`; nullopt: not before it is changed.
bool move_ahead(sql::Tx& tx, const StoredSchedule& read, std::optional<Instant> to);

}  // namespace mirante::schedules
