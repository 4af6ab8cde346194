#include "platform/events/sequencer.h"

#include "base/log.h"
#include "platform/events/events.h"

namespace mirante::events {
namespace {

constexpr auto pause_after_failure = std::chrono::milliseconds(1'000);
constexpr auto looks_for_writes_every = std::chrono::milliseconds(5);

/// Events that arrived one after the other, all of them committed.
struct Run {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

std::vector<Run> runs_of(const std::vector<sql::Row>& rows) {
  std::vector<Run> runs;
  for (const auto& row : rows) {
    const auto arrival = row.integer(0);
    if (!runs.empty() && runs.back().last + 1 == arrival)
      runs.back().last = arrival;
    else
      runs.push_back({.first = arrival, .last = arrival});
  }
  return runs;
}

}  // namespace

Numbered number_events(sql::Tx& tx, const Id16& holder, const SequencerConfig& config) {
  const auto state =
      tx.one_for_update("select holder, lease_until, last_number from event_numbers where id = 1");
  const auto now = tx.now();
  const bool is_mine = state->id16(0) == holder;
  if (!is_mine && state->instant(1) > now) return {};

  // `arrival` is a hint for order only: an event with a smaller one may be committed later, and
  // gets a later number.
  const auto rows = tx.all("select arrival from events order by arrival limit ?", config.batch);
  auto next = state->integer(2) + 1;
  for (const auto& run : runs_of(rows)) {
    tx.exec(
        "insert into numbered_events (number, tenant_id, kind, body, numbered_at) "
        "select arrival + ?, tenant_id, kind, body, ? from events where arrival between ? and ?",
        next - run.first, now, run.first, run.last);
    tx.exec("delete from events where arrival between ? and ?", run.first, run.last);
    next += run.last - run.first + 1;
  }
  // An idle holder renews at half time, so that idling writes little.
  const bool is_renewal_due = !is_mine || state->instant(1) - now < config.lease / 2;
  if (!rows.empty() || is_renewal_due)
    tx.exec("update event_numbers set holder = ?, lease_until = ?, last_number = ? where id = 1",
            holder, now + config.lease, next - 1);
  return {.is_holder = true, .count = static_cast<int>(rows.size())};
}

Sequencer::Sequencer(sql::Database& db, Loop& loop, Id16 holder, Waker& numbered,
                     SequencerConfig config)
    : db_(db),
      loop_(loop),
      holder_(holder),
      numbered_(numbered),
      config_(config),
      committed_(loop) {}

Task<std::int64_t> Sequencer::newest_number() {
  co_return co_await db_.read([](sql::Snapshot& snapshot) {
    return snapshot.one("select last_number from event_numbers where id = 1")->integer(0);
  });
}

Task<void> Sequencer::give_way() {
  const auto& clock = loop_.clock();
  const auto until = clock.steady() + config_.gives_way_for;
  while (db_.writes_waiting() > 0 && clock.steady() < until)
    co_await sleep_for(loop_, looks_for_writes_every);
}

/// Returns whether there may be more at once.
Task<bool> Sequencer::work() {
  const bool has_work = co_await db_.read([&](sql::Snapshot& snapshot) {
    const auto state = snapshot.one("select holder, lease_until from event_numbers where id = 1");
    const auto left = state->instant(1) - snapshot.now();
    if (state->id16(0) != holder_) return left.count() <= 0;
    return left < config_.lease / 2 || snapshot.one("select 1 from events limit 1").has_value();
  });
  Numbered numbered;
  if (has_work)
    numbered = co_await db_.write([&](sql::Tx& tx) { return number_events(tx, holder_, config_); });
  const auto newest = co_await newest_number();
  if (newest != known_number_) {
    known_number_ = newest;
    numbered_.wake();
  }
  co_await drop_some();
  co_return numbered.count == config_.batch;
}

Task<void> Sequencer::drop_some() {
  const auto now = loop_.clock().steady();
  if (!drop_at_) drop_at_ = now + config_.drop_every;
  if (now < *drop_at_) co_return;
  drop_at_ = now + config_.drop_every;
  const auto has_some = co_await db_.read(
      [&](sql::Snapshot& snapshot) { return has_old(snapshot, snapshot.now() - config_.keep); });
  if (!has_some) co_return;
  const int dropped = co_await db_.write(
      [&](sql::Tx& tx) { return drop_old(tx, tx.now() - config_.keep, config_.batch); });
  if (dropped == config_.batch) drop_at_ = now;
}

Task<void> Sequencer::run() {
  struct Deaf {
    sql::Database& db;
    ~Deaf() { db.on_announcement(nullptr); }
  };
  db_.on_announcement([this] { committed_.wake(); });
  const Deaf at_end{db_};
  CancelScope* const scope = co_await current_scope();
  bool has_more = false;
  for (;;) {
    if (scope != nullptr && scope->reason()) throw Failure(*scope->reason());
    const auto seen = committed_.count();
    const bool had_more = std::exchange(has_more, false);
    auto pause = config_.poll;
    if (!had_more) co_await give_way();
    try {
      has_more = co_await work();
      is_failing_ = false;
    } catch (const Failure& failure) {
      pause = std::max(pause, pause_after_failure);
      if (!std::exchange(is_failing_, true))
        log::warning("events.sequencer.failed", log::kv("why", failure.error().message));
    }
    if (is_failing_)
      co_await sleep_for(loop_, pause);
    else if (!has_more)
      co_await committed_.wait(seen, loop_.clock().steady() + pause);
  }
}

}  // namespace mirante::events
