#include "features/inventory/sweep.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/log.h"
#include "base/task_group.h"
#include "features/accounts/account_access.h"
#include "features/accounts/account_store.h"

namespace mirante::inventory {
namespace {

constexpr std::size_t accounts_at_once = 32;

/// One (account, region) that is being read.
struct Place {
  RegionRead result;
  std::size_t left = 0;  // Parts that have not ended.
};

/// One part to be read.
struct Job {
  Place* place;
  const SweepKind* kind;
};

/// The state of one sweep; lives in the frame of `sweep`.
class Sweep {
 public:
  Sweep(SweepServices& services, const CallContext& ctx, SweepWatcher& watcher)
      : services_(services), ctx_(ctx), watcher_(watcher) {}

  Task<void> run(SweepScope scope) {
    co_await for_each_bounded(
        services_.loop, co_await accounts_of(scope), accounts_at_once,
        [&](AccountId account) { return add_places(account, scope.regions); });
    total_ = static_cast<std::int64_t>(places_.size() * services_.kinds.size());
    watcher_.progress(0, total_);
    co_await for_each_bounded(services_.loop, jobs(), services_.config.parts_at_once,
                              [this](Job job) { return read_part(job); });
  }

 private:
  Task<std::vector<AccountId>> accounts_of(const SweepScope& scope) {
    co_return co_await services_.db.read([&](sql::Snapshot& snapshot) {
      std::vector<AccountId> found;
      for (const auto id : scope.accounts)
        found.push_back(accounts::must_find(snapshot, ctx_.tenant, id).id);
      if (!scope.accounts.empty()) return found;
      for (const auto& account : accounts::list(snapshot, ctx_.tenant))
        if (account.state == accounts::AccountState::connected) found.push_back(account.id);
      return found;
    });
  }

  Task<void> add_places(AccountId account, const std::vector<Region>& wanted) {
    for (auto& region : co_await services_.access.enabled_regions(ctx_, account)) {
      if (!wanted.empty() && std::ranges::find(wanted, region) == wanted.end()) continue;
      Place place{.result = {.account = account, .region = std::move(region)},
                  .left = services_.kinds.size()};
      places_.push_back(std::make_unique<Place>(std::move(place)));
    }
  }

  /// Neighbours in this order are in different regions, as a region is one host: its connections
  /// are few, and would all wait for each other.
  std::vector<Job> jobs() {
    std::map<std::pair<Region, AccountId>, Place*> by_region;
    for (const auto& place : places_)
      by_region.emplace(std::pair(place->result.region, place->result.account), place.get());
    std::map<Region, std::vector<Place*>> columns;
    for (const auto& [key, place] : by_region) columns[key.first].push_back(place);

    std::vector<Job> all;
    all.reserve(static_cast<std::size_t>(total_));
    for (std::size_t row = 0; all.size() < static_cast<std::size_t>(total_); ++row)
      for (const auto& kind : services_.kinds)
        for (const auto& [region, column] : columns)
          if (row < column.size()) all.push_back({.place = column[row], .kind = &kind});
    return all;
  }

  Task<void> read_part(Job job) {
    auto& result = job.place->result;
    const PartRef part{
        .account = result.account, .region = result.region, .kind = std::string(job.kind->name)};
    auto read = co_await sweep_part({.db = services_.db, .loop = services_.loop}, ctx_.tenant, part,
                                    job.kind->action,
                                    [this, &job](PageSink& sink) { return read_pages(job, sink); });
    result.seen += read.seen;
    result.written += read.written;
    if (!read.failure && job.kind->name == instance_kind) result.servers = read.seen;
    if (read.failure) result.failures.push_back(*std::move(read.failure));
    watcher_.progress(++done_, total_);
    if (--job.place->left == 0) co_await place_done(*job.place);
  }

  Task<void> read_pages(Job job, PageSink& sink) {
    const auto until = services_.loop.clock().steady() + services_.config.part_time_limit;
    co_await with_deadline(services_.loop, until, std::string(job.kind->action),
                           ask(job, sink, until));
  }

  Task<void> ask(Job job, PageSink& sink, Steady until) {
    auto ctx = ctx_;
    ctx.deadline = std::min(until, ctx.deadline.value_or(until));
    co_await job.kind->read(ctx, job.place->result.account, job.place->result.region, sink);
  }

  Task<void> place_done(Place& place) {
    auto& result = place.result;
    if (std::ranges::any_of(result.failures, [](const PartFailure& failure) {
          return failure.cause == Cause::credentials;
        }))
      result.is_not_enabled = !co_await is_enabled_now(result);
    result.read_at = services_.loop.clock().now();
    co_await watcher_.region_read(result);
  }

  /// In a region that was switched off, AWS refuses the credentials.
  Task<bool> is_enabled_now(const RegionRead& read) {
    if (refreshed_.insert(read.account).second) co_await refresh_regions(read.account);
    const auto regions = co_await services_.db.read([&](sql::Snapshot& snapshot) {
      return accounts::regions_of(snapshot, ctx_.tenant, read.account);
    });
    const auto found = std::ranges::find(regions, read.region, &accounts::AccountRegion::region);
    co_return found == regions.end() || found->state != accounts::RegionState::not_enabled;
  }

  Task<void> refresh_regions(AccountId account) {
    try {
      co_await services_.access.refresh_regions(ctx_, account);
    } catch (const Failure& failure) {
      // Then what was known of the regions counts.
      if (failure.error().kind == ErrorKind::cancelled) throw;
      log::info("inventory.regions.unread", ctx_, log::kv("account", account),
                log::kv("code", failure.error().code));
    }
  }

  SweepServices& services_;
  const CallContext& ctx_;
  SweepWatcher& watcher_;
  std::vector<std::unique_ptr<Place>> places_;
  std::set<AccountId> refreshed_;
  std::int64_t done_ = 0;
  std::int64_t total_ = 0;
};

}  // namespace

bool RegionRead::is_blocked() const {
  return !failures.empty() && std::ranges::all_of(failures, [](const PartFailure& failure) {
    return failure.cause == Cause::blocked;
  });
}

Result<SweepConfig> validate(SweepConfig config) {
  if (config.parts_at_once == 0 || config.parts_at_once > 1'000)
    return fail_field("sweep.parts_at_once", "must be between 1 and 1000");
  if (config.part_time_limit < std::chrono::seconds(10))
    return fail_field("sweep.part_time_limit", "must be at least 10 seconds");
  return config;
}

Task<void> sweep(SweepServices& services, CallContext ctx, SweepScope scope,
                 SweepWatcher& watcher) {
  Sweep work(services, ctx, watcher);
  co_await work.run(std::move(scope));
}

}  // namespace mirante::inventory
