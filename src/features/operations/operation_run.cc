#include "features/operations/operation_run.h"

#include <algorithm>

#include "base/error_table.h"
#include "base/task_group.h"
#include "features/audit/audit.h"
#include "features/operations/finish.h"
#include "features/operations/part_run.h"
#include "platform/events/events.h"

namespace mirante::operations {
namespace {

using What = Entry::What;
using namespace std::chrono_literals;

constexpr auto store_pause = 500ms;  // Between attempts while the store is away.

/// What a write needs beside its entries; copied, as the loop's thread goes on meanwhile.
struct StoredRound {
  const CallContext& ctx;
  const Claim& claim;
  const std::string& kind_name;
  const Kind& kind;
  ProgressMap before = {};
  std::map<std::int64_t, Facts> seen = {};
};

Json outcome_of(const Progress& progress) {
  const auto& target = progress.target;
  return {{"account", target.ref.account.text()},
          {"region", target.ref.region.value},
          {"id", target.ref.id},
          {"outcome", to_string(target.outcome)},
          {"code", target.reason_code},
          {"reason", target.reason},
          {"state", target.observed_state},
          {"request_ids", target.request_ids}};
}

void store_ended(sql::Tx& tx, const StoredRound& round, const Entry& entry,
                 const ProgressMap& after) {
  Json targets = Json::array();
  for (const auto& [ordinal, said] : entry.each) {
    const auto& progress = after.at(ordinal);
    targets.push_back(outcome_of(progress));
    release_resource(tx, round.claim.tenant, round.claim.id, progress.target.ref);
  }
  add_done(tx, round.claim.tenant, round.claim.id, static_cast<std::int64_t>(entry.each.size()));
  audit::append(
      tx, round.ctx, entry.at, "operation.outcome",
      {{"operation", round.claim.id.text()}, {"kind", round.kind_name}, {"targets", targets}});
}

void store(sql::Tx& tx, const StoredRound& round, const std::vector<Entry>& entries) {
  if (entries.empty()) return;
  const auto& claim = round.claim;
  auto after = round.before;
  for (const auto& entry : entries) {
    append_entry(tx, claim.tenant, claim.id, entry);
    apply_entry(after, entry);
  }
  for (const auto& [ordinal, progress] : after)
    put_target(tx, claim.tenant, claim.id, ordinal, progress.target);
  for (const auto& entry : entries) {
    if (entry.what == What::observed)
      for (const auto& [ordinal, said] : entry.each)
        if (const auto seen = round.seen.find(ordinal); seen != round.seen.end())
          round.kind.store_observed(tx, claim.tenant, after.at(ordinal).target.ref, seen->second,
                                    entry.at);
    if (entry.what == What::ended) store_ended(tx, round, entry, after);
  }
  events::append(tx, claim.tenant, "operation.changed",
                 {{"operation", claim.id.text()}, {"kind", round.kind_name}});
}

}  // namespace

OperationRun::OperationRun(RunnerServices& services, const RunnerConfig& config, Claim claim,
                           Operation operation, Steady lease_ends)
    : services_(services),
      config_(config),
      claim_(std::move(claim)),
      operation_(std::move(operation)),
      ctx_{.tenant = operation_.tenant,
           .actor = operation_.by,
           .permissions = {},
           .trace = operation_.id.text()},
      lease_ends_(lease_ends),
      nudge_(services.loop) {}

Task<void> OperationRun::run(Kind& kind, std::vector<Target> targets, std::vector<Entry> journal) {
  kind_ = &kind;
  map_ = replay(targets, journal);
  last_seq_ = journal.empty() ? 0 : journal.back().seq;
  co_await run_parts(kind);
  if (!is_over()) co_await finish();
}

void OperationRun::cancel(Instant at, std::string by) {
  if (operation_.cancel_at) return;
  operation_.cancel_at = at;
  operation_.cancel_by = std::move(by);
  nudge();
}

void OperationRun::stop_soon() {
  is_stopping_ = true;
  nudge();
}

void OperationRun::lose_lease() {
  has_lost_lease_ = true;
  nudge();
}

Task<void> OperationRun::doze(Instant until, std::uint64_t seen) {
  const auto pause = std::max(until - now(), std::chrono::microseconds(0));
  co_await nudge_.wait(seen, loop().clock().steady() + pause);
}

Task<void> OperationRun::run_parts(Kind& kind) {
  std::map<std::pair<AccountId, Region>, std::vector<std::int64_t>> parts;
  for (const auto& [ordinal, progress] : map_)
    if (progress.is_pending())
      parts[{progress.target.ref.account, progress.target.ref.region}].push_back(ordinal);
  // A part that cannot go on lets the others end the call that they are making: an answer that
  // arrives is never thrown away.
  std::exception_ptr failure;
  const auto guarded = [&](std::vector<std::int64_t> ordinals) -> Task<void> {
    try {
      co_await run_part(kind, std::move(ordinals));
    } catch (...) {
      if (!failure) failure = std::current_exception();
      has_failed_ = true;
      nudge();
    }
  };
  std::vector<std::vector<std::int64_t>> lists;
  for (auto& [key, ordinals] : parts) lists.push_back(std::move(ordinals));
  co_await for_each_bounded(loop(), std::move(lists), config_.parts_max, guarded);
  if (failure && !has_lost_lease_) std::rethrow_exception(failure);
}

Task<void> OperationRun::run_part(Kind& kind, std::vector<std::int64_t> ordinals) {
  PartRun part(*this, kind, std::move(ordinals));
  co_await part.run();
}

Task<void> OperationRun::write(std::vector<Entry> entries) {
  if (entries.empty()) co_return;
  std::vector<std::int64_t> ordinals;
  for (const auto& entry : entries)
    for (const auto& [ordinal, said] : entry.each) ordinals.push_back(ordinal);
  co_await write(std::move(ordinals),
                 [&entries](sql::Tx&, const Held&, const ProgressMap&) { return entries; });
}

Task<void> OperationRun::write(std::vector<std::int64_t> ordinals, Make make) {
  const auto first_seq = last_seq_ + 1;
  last_seq_ += entries_max;
  // The closure runs on the store's thread and sees only these.
  StoredRound round{.ctx = ctx_, .claim = claim_, .kind_name = operation_.kind, .kind = *kind_};
  for (const auto ordinal : ordinals) {
    if (const auto known = map_.find(ordinal); known != map_.end()) round.before.insert(*known);
    if (const auto seen = seen_.find(ordinal); seen != seen_.end()) round.seen.insert(*seen);
  }
  std::vector<Entry> entries;
  co_await hold_and_write(first_seq, [&](sql::Tx& tx, const Held& held) {
    entries = make(tx, held, round.before);
    MIRANTE_CHECK(entries.size() <= static_cast<std::size_t>(entries_max));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      entries[i].seq = first_seq + static_cast<std::int64_t>(i);
      entries[i].fence = claim_.fence;
    }
    store(tx, round, entries);
  });
  for (const auto& entry : entries) apply_entry(map_, entry);
}

Task<std::map<std::int64_t, OperationId>> OperationRun::claim_resources(
    std::vector<std::int64_t> ordinals) {
  std::vector<TargetRef> refs;
  for (const auto ordinal : ordinals) refs.push_back(map_.at(ordinal).target.ref);
  std::map<std::size_t, OperationId> held_by;
  co_await hold_and_write(0, [&](sql::Tx& tx, const Held&) {
    held_by = operations::claim_resources(tx, claim_.tenant, claim_.id, refs);
  });
  std::map<std::int64_t, OperationId> result;
  for (const auto& [position, holder] : held_by) result[ordinals[position]] = holder;
  co_return result;
}

Task<void> OperationRun::hold_until(Steady until) {
  for (int attempt = 0; lease_ends_ < until && attempt < 3; ++attempt)
    co_await hold_and_write(0, [](sql::Tx&, const Held&) {});
  if (lease_ends_ >= until) co_return;
  lose_lease();
  throw Failure(Error{.kind = ErrorKind::conflict,
                      .message = "the store is too slow to hold the lease for one call",
                      .code = "operation.lease_lost"});
}

Task<void> OperationRun::hold_and_write(std::int64_t marker,
                                        std::function<void(sql::Tx&, const Held&)> work) {
  Held held;
  for (;;) {
    const auto begun = loop().clock().steady();
    Error error;
    try {
      co_await services_.db.write([&](sql::Tx& tx) {
        held = hold_and_get_on(tx, claim_, config_.lease);
        work(tx, held);
      });
      extend_lease(begun + config_.lease);
      break;
    } catch (const Failure& caught) {
      error = caught.error();
    }
    if (error.code == "operation.lease_lost") lose_lease();
    if (!is_transient(error.kind)) throw Failure(error);
    if (loop().clock().steady() >= lease_ends_) {
      lose_lease();
      throw Failure(
          Error{.kind = ErrorKind::conflict,
                .message = "the store was away for longer than the lease lasts: " + error.message,
                .code = "operation.lease_lost"});
    }
    co_await sleep_for(loop(), store_pause);
    // COMMIT was sent and its answer lost: only the journal knows.
    if (error.code == "sql.unknown_outcome" && marker > 0 && co_await is_stored(marker)) break;
  }
  if (held.cancel_at) cancel(*held.cancel_at, held.cancel_by);
}

Task<bool> OperationRun::is_stored(std::int64_t seq) {
  for (;;) {
    Error error;
    try {
      co_return co_await services_.db.read([&](sql::Snapshot& snapshot) {
        return has_entry(snapshot, claim_.tenant, claim_.id, seq, claim_.fence);
      });
    } catch (const Failure& caught) {
      error = caught.error();
    }
    if (!is_transient(error.kind) || loop().clock().steady() >= lease_ends_) throw Failure(error);
    co_await sleep_for(loop(), store_pause);
  }
}

Task<void> OperationRun::finish() {
  std::vector<Outcome> outcomes;
  for (const auto& [ordinal, progress] : map_) outcomes.push_back(progress.target.outcome);
  const Ending ending{.state = state_of(outcomes), .at = now(), .counts = counts_of(outcomes)};
  MIRANTE_CHECK(ending.state != State::running);
  try {
    co_await hold_and_write(0, [&](sql::Tx& tx, const Held&) {
      record_finished(tx, ctx_, claim_, operation_.kind, ending);
      if (services_.on_end) services_.on_end(tx, claim_.tenant, claim_.id);
    });
    note_ended(services_.spine, operation_.kind, ending.state);
  } catch (const Failure& failure) {
    // When COMMIT's answer was lost although it had gone through, there is no lease any more.
    if (failure.error().code != "operation.lease_lost") throw;
  }
}

}  // namespace mirante::operations
