#include "platform/events/events.h"

#include <fmt/format.h>

namespace mirante::events {
namespace {

struct Bounds {
  std::int64_t last_number = 0;
  std::int64_t dropped_to = 0;
};

Bounds bounds(sql::Snapshot& snapshot) {
  const auto row = snapshot.one("select last_number, dropped_to from event_numbers where id = 1");
  return {.last_number = row->integer(0), .dropped_to = row->integer(1)};
}

/// The answer when it does not depend on the events themselves.
std::optional<Tail> without_reading(const Bounds& bounds, std::int64_t number) {
  if (number < bounds.dropped_to || number > bounds.last_number)
    return Tail{.is_reset = true, .last_number = bounds.last_number};
  if (number == bounds.last_number) return Tail{.last_number = bounds.last_number};
  return std::nullopt;
}

Event decode(const sql::Row& row) {
  auto body = Json::parse(row.text(3), nullptr, /*allow_exceptions=*/false);
  if (body.is_discarded())
    throw Failure(ErrorKind::corrupt, fmt::format("event {} holds no JSON", row.integer(0)));
  return {.number = row.integer(0),
          .tenant = row.id<TenantId>(1),
          .kind = row.text(2),
          .body = std::move(body),
          .numbered_at = row.instant(4)};
}

}  // namespace

void append(sql::Tx& tx, TenantId tenant, std::string_view kind, const Json& body) {
  tx.exec("insert into events (tenant_id, kind, body) values (?, ?, ?)", tenant, kind, body.dump());
  tx.announce();
}

Tail read_after(sql::Snapshot& snapshot, std::int64_t number, int limit) {
  const auto known = bounds(snapshot);
  if (auto tail = without_reading(known, number)) return *std::move(tail);
  Tail tail{.last_number = known.last_number};
  for (const auto& row :
       snapshot.all("select number, tenant_id, kind, body, numbered_at from numbered_events "
                    "where number > ?"
                    " order by number limit ?",
                    number, limit))
    tail.events.push_back(decode(row));
  return tail;
}

Tail read_after(sql::Snapshot& snapshot, TenantId tenant, std::int64_t number, int limit) {
  const auto known = bounds(snapshot);
  if (auto tail = without_reading(known, number)) return *std::move(tail);
  Tail tail{.last_number = known.last_number};
  for (const auto& row :
       snapshot.all("select number, tenant_id, kind, body, numbered_at from numbered_events"
                    " where tenant_id = ? and number > ? order by number limit ?",
                    tenant, number, limit))
    tail.events.push_back(decode(row));
  return tail;
}

std::int64_t newest(sql::Snapshot& snapshot) { return bounds(snapshot).last_number; }

std::optional<std::int64_t> cursor(sql::Snapshot& snapshot, std::string_view reader) {
  const auto row = snapshot.one("select number from event_cursors where reader = ?", reader);
  if (!row) return std::nullopt;
  return row->integer(0);
}

void advance(sql::Tx& tx, std::string_view reader, std::int64_t from, std::int64_t to) {
  const auto moved = [&] {
    return Failure(
        Error{.kind = ErrorKind::conflict,
              .message = fmt::format("the reader \"{}\" was moved on by another process", reader),
              .code = "events.cursor_moved"});
  };
  const auto now = tx.now();
  if (tx.exec("update event_cursors set number = ?, moved_at = ? where reader = ? and number = ?",
              to, now, reader, from) == 1)
    return;
  if (from != 0) throw moved();
  try {
    tx.exec("insert into event_cursors (reader, number, moved_at) values (?, ?, ?)", reader, to,
            now);
  } catch (const Failure& failure) {
    if (failure.error().code != "sql.duplicate") throw;
    throw moved();
  }
}

bool has_old(sql::Snapshot& snapshot, Instant before) {
  return snapshot
      .one("select 1 from numbered_events where number = ? and numbered_at < ?",
           bounds(snapshot).dropped_to + 1, before)
      .has_value();
}

int drop_old(sql::Tx& tx, Instant before, int limit) {
  const auto state =
      tx.one_for_update("select dropped_to, last_number from event_numbers where id = 1");
  const auto first = state->integer(0) + 1;
  const auto last = std::min(state->integer(0) + limit, state->integer(1));
  const auto old = tx.one(
      "select max(number) from numbered_events where number between ? and ? and numbered_at < ?",
      first, last, before);
  if (old->is_null(0)) return 0;
  tx.exec("update event_numbers set dropped_to = ? where id = 1", old->integer(0));
  return static_cast<int>(
      tx.exec("delete from numbered_events where number between ? and ?", first, old->integer(0)));
}

}  // namespace mirante::events
