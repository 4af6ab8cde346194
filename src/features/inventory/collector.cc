#include "features/inventory/collector.h"

#include <algorithm>

#include "base/log.h"
#include "features/inventory/sweep_schedule_store.h"

namespace mirante::inventory {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

/// Adds up what a background sweep did, for its log line.
class Tally final : public SweepWatcher {
 public:
  void progress(std::int64_t, std::int64_t total) override { parts_ = total; }
  Task<void> region_read(RegionRead read) override {
    seen_ += read.seen;
    written_ += read.written;
    if (!read.is_not_enabled) failures_ += static_cast<std::int64_t>(read.failures.size());
    co_return;
  }

  void log(const accounts::TenantAccount& which) const {
    // A sweep that found nothing new is the usual case and no news.
    const auto level = written_ > 0 || failures_ > 0 ? log::Level::info : log::Level::debug;
    log::write(level, "inventory.sweep.ended",
               {log::kv("tenant", which.tenant), log::kv("account", which.account),
                log::kv("parts", parts_), log::kv("seen", seen_), log::kv("written", written_),
                log::kv("failed_parts", failures_)});
  }

 private:
  std::int64_t parts_ = 0;
  std::int64_t seen_ = 0;
  std::int64_t written_ = 0;
  std::int64_t failures_ = 0;
};

bool is_cancellation(const Error& error) { return error.kind == ErrorKind::cancelled; }

}  // namespace

Result<CollectorConfig> validate(CollectorConfig config) {
  if (config.interval < std::chrono::seconds(30))
    return fail_field("collector.interval", "must be at least 30 seconds");
  if (!(config.jitter >= 0.0 && config.jitter <= 0.5))
    return fail_field("collector.jitter", "must be between 0 and 0.5");
  if (config.poll < std::chrono::seconds(1) || config.poll > config.interval)
    return fail_field("collector.poll", "must be between 1 second and collector.interval");
  if (config.accounts_at_once == 0 || config.accounts_at_once > 1'000)
    return fail_field("collector.accounts_at_once", "must be between 1 and 1000");
  return config;
}

Instant next_sweep(const CollectorConfig& config, Instant now, double chance) {
  const auto factor = 1.0 + config.jitter * (2.0 * chance - 1.0);
  const auto interval = static_cast<double>(microseconds(config.interval).count());
  return now + microseconds(static_cast<std::int64_t>(interval * factor));
}

Task<void> Collector::run() {
  TaskGroup running(services_.loop, co_await current_scope());
  std::exception_ptr ended;
  try {
    for (;;) {
      co_await poll(running);
      co_await sleep_until(services_.loop, services_.loop.clock().steady() +
                                               (co_await wake_at() - services_.loop.clock().now()));
    }
  } catch (...) {
    ended = std::current_exception();
  }
  co_await running.join();
  std::rethrow_exception(ended);
}

Task<void> Collector::poll(TaskGroup& running) {
  try {
    const auto changes = co_await services_.db.read(
        [](sql::Snapshot& snapshot) { return schedule_changes(snapshot); });
    const auto now = services_.loop.clock().now();
    if (!changes.empty())
      co_await services_.db.write([&](sql::Tx& tx) { apply(tx, changes, now); });
    while (running.running() < config_.accounts_at_once) {
      const auto due =
          co_await services_.db.read([](sql::Snapshot& snapshot) { return next_due(snapshot); });
      if (!due || *due > now) break;
      const auto next = next_sweep(config_, now, rng_.unit());
      const auto taken =
          co_await services_.db.write([&](sql::Tx& tx) { return take_due(tx, now, next); });
      if (!taken) break;
      running.spawn(sweep_one(*taken));
    }
  } catch (const Failure& failure) {
    if (is_cancellation(failure.error())) throw;
    log::warning("inventory.collector.failed", log::kv("code", failure.error().code),
                 log::kv("reason", failure.error().message));
  }
}

Task<void> Collector::sweep_one(accounts::TenantAccount which) {
  const CallContext ctx{.tenant = which.tenant,
                        .actor = {.kind = Actor::Kind::system, .id = {}, .name = "collector"},
                        .permissions = all_permissions(),
                        .trace = "collector"};
  Tally tally;
  try {
    co_await sweep(services_, ctx, SweepScope{.accounts = {which.account}}, tally);
    tally.log(which);
  } catch (const Failure& failure) {
    if (is_cancellation(failure.error())) throw;
    log::warning("inventory.sweep.failed", log::kv("tenant", which.tenant),
                 log::kv("account", which.account), log::kv("code", failure.error().code),
                 log::kv("reason", failure.error().message));
  }
}

Task<Instant> Collector::wake_at() {
  const auto now = services_.loop.clock().now();
  const auto latest = now + config_.poll;
  try {
    const auto due =
        co_await services_.db.read([](sql::Snapshot& snapshot) { return next_due(snapshot); });
    // What is due already waits for a free place, which is looked for at every poll.
    if (due && *due > now) co_return std::min(*due, latest);
  } catch (const Failure& failure) {
    if (is_cancellation(failure.error())) throw;
  }
  co_return latest;
}

}  // namespace mirante::inventory
