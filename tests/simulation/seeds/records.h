// What is written after a run: the panel's own rows as they lie in its store, and what really
// happened to each server in the simulated AWS. Only read here; `judge` compares.
#pragma once

#include <map>
#include <set>

#include "simcloud/ec2/state.h"
#include "tests/simulation/seeds/fleet.h"
#include "tests/simulation/seeds/scenario.h"

namespace mirante::simulation {

struct DecisionRow {
  int tenant = 0;
  std::size_t server = 0;
  Instant at;
  Doing doing = Doing::nothing;
  std::string type;  // Empty: none is wished.
  std::string because, outcome;
  std::optional<Id16> operation;
  Id16 schedule{};
  std::int64_t version = 0;  // The schedule's.

  bool is_wish() const { return doing != Doing::nothing || !type.empty(); }
};
struct TargetRow {
  std::size_t server = 0;
  std::int64_t ordinal = 0;
  std::string outcome, code;
  std::optional<Instant> seen_at;   // AWS was asked for what is said of it.
  std::optional<Instant> ended_at;  // That was written down.
};
struct JournalRow {
  Instant at;
  std::int64_t fence = 0;
  std::string what, step, request_id, reply;
  std::int64_t attempt = 0;
  std::set<std::int64_t> ordinals;
  std::set<std::int64_t> unwinding;  // Of these: what was done to them is being taken back.
};
struct OperationRow {
  Id16 id{};
  int tenant = 0;
  std::string kind, state, by, key, code;
  Instant requested_at;
  std::optional<Instant> finished_at;
  std::string type;     // Of a resize: the wished one.
  bool starts = false;  // Of a resize: what is off is started.
  std::vector<TargetRow> targets;
  std::vector<JournalRow> journal;  // As it was numbered.
};
struct FireRow {
  std::string schedule;  // Its name now; empty: removed.
  Id16 id{};             // The schedule's.
  Instant due_at, fired_at;
  std::string outcome;
  std::int64_t skipped = 0;
  std::set<Id16> operations;
};
struct VersionRow {
  std::string name;
  Instant made_at;
};
struct ScheduleRow {
  int tenant = 0;
  std::optional<Instant> due_at;
  Instant handled_until;
  bool is_paused = false;
  std::vector<VersionRow> versions;  // Oldest first.
};
struct OverrideRow {
  std::size_t server = 0;
  Doing doing = Doing::nothing;
  Span when;
};
struct FreezeRow {
  int tenant = 0;
  Span when;
};
/// From when on the panel knew a server to be on, or on the way there; or off.
struct SeenRow {
  Instant at;
  bool is_on = false;
};

struct Records {
  std::vector<DecisionRow> decisions;
  std::map<Id16, OperationRow> operations;
  std::vector<FireRow> fires;
  std::map<Id16, ScheduleRow> schedules;
  std::vector<OverrideRow> overrides;
  std::vector<FreezeRow> freezes;
  std::vector<std::vector<SeenRow>> seen;  // By server, oldest first; by versions of the inventory.
  std::int64_t resource_claims = 0;
};

/// A change of a server's state in AWS. A database is told in the words of servers.
struct Turn {
  Instant at;
  simcloud::InstanceState to;
  std::uint64_t call = 0;
};

/// Where the servers of the scenario are known by AWS's ids.
using ServerIds = std::map<std::string, std::size_t>;

Records read_records(Fleet& fleet, const ServerIds& ids);
/// By server; the first is the state at the beginning.
std::vector<std::vector<Turn>> turns_of(Fleet& fleet, const Scenario& scenario,
                                        const ServerIds& ids);

/// A server's type from then on.
struct TypeRow {
  Instant at;
  std::string type;
};
/// By server; the first is the type at the beginning.
std::vector<std::vector<TypeRow>> types_of(Fleet& fleet, const Scenario& scenario,
                                           const ServerIds& ids);

/// Everything that happened, as one number: the same for the same seed.
std::uint64_t trace_of(Fleet& fleet, const Records& records);

}  // namespace mirante::simulation
