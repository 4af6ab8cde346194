// What becomes of a due instant of a schedule, as values and pure rules: which instants there are,
// which of those that were missed are still carried out, and what is kept of each.
//
// After an outage a point (start, stop, reboot, resize) is carried out if it is late by no more
// than the schedule's catch-up, else skipped, which is kept. Edges of windows are made up for
// however late they are, once for each server (`catch_up.h`).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/schedules/decide.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::firing {

/// What makes an instant of a schedule due.
enum class Edge : std::uint8_t {
  point,        // An action of its own: start, stop, reboot, resize.
  window,       // Begin or end of a window.
  surrounding,  // An override or a freeze ends, a maintenance window begins or ends.
  aws_start,    // AWS has started a database by itself that is to be off.
  enforcement,  // Mode enforce looks again.
};

struct Due {
  Instant at;
  Edge edge = Edge::window;
  friend bool operator==(const Due&, const Due&) = default;
};

/// How often mode enforce restores the state; its instants are multiples of it.
inline constexpr std::chrono::minutes enforce_every{5};

/// The last of them up to an instant.
Instant enforcement_before(Instant at);

/// How often a schedule for databases is looked at for those that AWS may have started; near the
/// instant that AWS has announced as often as `enforce_every`.
inline constexpr std::chrono::minutes watch_every{60};

/// What is known of one database that a schedule is for.
struct Watched {
  std::optional<Instant> announced = {};  // It is off, and AWS is going to start it then.
  bool is_unanswered = false;             // AWS has started it, and nothing was decided since.
};
/// When to look next; nullopt: at no database.
std::optional<Instant> next_watch(const std::vector<Watched>& databases, Instant now);

/// Further back nothing is looked for.
inline constexpr std::chrono::days look_back{32};

/// Instants in (after, until], none of them before `until - look_back`, in order; of several at one
/// instant the first kind of `Edge` above.
/// The almanac is the plan's.
std::vector<Due> due_between(const schedules::Schedule& schedule, const schedules::Plan& plan,
                             schedules::Almanac& almanac, Instant after, Instant until);
std::vector<Due> due_between(const schedules::Schedule& schedule, const schedules::Plan& plan,
                             Instant after, Instant until);

/// The first after `after`. Where there is none within 400 days: the end of these days, at which
/// one looks again.
Instant next_after(const schedules::Schedule& schedule, const schedules::Plan& plan,
                   schedules::Almanac& almanac, Instant after);
Instant next_after(const schedules::Schedule& schedule, const schedules::Plan& plan, Instant after);

/// Of what is due the first that is carried out, and what before it (or all) is not.
struct Pick {
  std::optional<Due> run = {};
  std::int64_t skipped = 0;          // Points that are too late.
  std::optional<Instant> last = {};  // Up to here all is handled: `run`'s instant, or the last one.
  friend bool operator==(const Pick&, const Pick&) = default;
};
/// `made_up`: the edges that are carried out however late they are.
Pick pick(const std::vector<Due>& due, Instant now, std::chrono::minutes catch_up,
          const std::set<Instant>& made_up);
/// Whether of each of them is known what to do without looking at the others: one, and in time.
bool is_plain(const std::vector<Due>& due, Instant now, std::chrono::minutes catch_up);

/// How a fire ended.
enum class Outcome : std::uint8_t {
  requested,     // Operations were asked for; they say what came of it.
  nothing,       // Nothing was to be done, or everything was held back, each with its reason.
  observed,      // The schedule only observes.
  held,          // Servers that nobody approved were left out, and nothing else was to be done.
  skipped_late,  // Too late after an outage.
  failed,        // It could not be decided or asked for: its problem says why.
};
std::string_view to_string(Outcome outcome);

/// A row of the history.
struct Fire {
  schedules::ScheduleId schedule;
  Instant due_at{};
  std::int64_t version = 1;
  Instant fired_at{};
  Outcome outcome = Outcome::nothing;
  std::string action = {};   // "start", "stop", …; "mixed"; empty: none.
  std::int64_t servers = 0;  // For which something was decided.
  std::int64_t requested = 0;
  std::int64_t held = 0;
  std::int64_t skipped = 0;  // Instants that were too late.
  std::vector<OperationId> operations = {};
  friend bool operator==(const Fire&, const Fire&) = default;
};

/// (schedule, version, due instant): never reused.
struct FireKey {
  schedules::ScheduleId schedule;
  std::int64_t version = 1;
  Instant due_at{};
  friend bool operator==(const FireKey&, const FireKey&) = default;
};
std::string to_text(const FireKey& key);
/// Of the idempotency key of one of its operations; nullopt where no fire asked for it.
std::optional<FireKey> fire_of(std::string_view idempotency_key);

/// A row of a server's ledger.
struct Decided {
  schedules::ServerRef server;
  Instant at{};
  schedules::ScheduleId schedule;  // Whose fire it was.
  std::int64_t version = 1;
  schedules::Decision decision;
  /// "requested", "observed", "held", "held_back", "unavailable"; of groups that take turns
  /// "waiting", "not_started" (one before did not pass its gate) and "overtaken" (by what was
  /// decided since).
  std::string outcome = {};
  std::optional<OperationId> operation = {};
  friend bool operator==(const Decided&, const Decided&) = default;
};

}  // namespace mirante::firing
