// The append-only table of what happened. A use case appends in its own transaction; the sequencer
// (sequencer.h) numbers what was committed; readers follow the numbers, each with its own cursor.
//
//   events::append(tx, ctx.tenant, "operation.finished", {{"operation", id.text()}});
//
//   const auto tail = events::read_after(snapshot, cursor, 100);
//   if (tail.is_reset) …read everything anew, then go on from tail.last_number…
//   for (const auto& event : tail.events) …idempotent…
//   co_await db.write([&](sql::Tx& tx) { …; events::advance(tx, "history", cursor, last); });
//
// Numbers have no gaps and appear in their order, on both engines and with several processes: who
// has read up to N has seen everything up to N.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::events {

sql::Migrations migrations();

struct Event {
  std::int64_t number = 0;
  TenantId tenant;
  std::string kind;  // "operation.finished"
  Json body;
  Instant numbered_at{};
};

/// `kind` is "room.what_happened", at most 100 characters; `body` says only what a reader needs to
/// look the rest up, and no secret.
void append(sql::Tx& tx, TenantId tenant, std::string_view kind, const Json& body);

struct Tail {
  std::vector<Event> events;
  /// Events after the cursor were thrown away already, or the cursor is ahead of the store (which
  /// was put back from a backup): what the reader has built from events is to be built anew.
  /// `events` is empty then.
  bool is_reset = false;
  /// The newest number there is; after a reset the place to go on from.
  std::int64_t last_number = 0;
};

/// Up to `limit` events with numbers over `number`, in order.
Tail read_after(sql::Snapshot& snapshot, std::int64_t number, int limit);
/// The same of one tenant. Their numbers have gaps, where other tenants' events are.
Tail read_after(sql::Snapshot& snapshot, TenantId tenant, std::int64_t number, int limit);

/// The newest number there is.
std::int64_t newest(sql::Snapshot& snapshot);

/// Where `reader` stands; nullopt: it has never advanced.
std::optional<std::int64_t> cursor(sql::Snapshot& snapshot, std::string_view reader);

/// Moves `reader` on from `from` (0 or its cursor) to `to`, in the transaction that stores what it
/// made of the events. Failure(conflict), code "events.cursor_moved", when another process has
/// moved it meanwhile: then that one has done the work.
void advance(sql::Tx& tx, std::string_view reader, std::int64_t from, std::int64_t to);

/// Whether there is any that was numbered before `before`.
bool has_old(sql::Snapshot& snapshot, Instant before);
/// Throws away up to `limit` of the oldest events that were numbered before `before`; returns how
/// many. Readers that are behind will be told to reset.
int drop_old(sql::Tx& tx, Instant before, int limit);

}  // namespace mirante::events
