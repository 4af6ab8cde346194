#include "features/operations/runner.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "features/audit/audit.h"
#include "features/operations/finish.h"
#include "features/operations/round.h"

namespace mirante::operations {
namespace {

using namespace std::chrono_literals;

/// How long a claim that failed is left alone, by how often it was tried.
std::chrono::seconds failure_pause(std::int64_t tries) {
  return std::min(std::chrono::seconds(1LL << std::min<std::int64_t>(tries, 9)),
                  std::chrono::seconds(300));
}

}  // namespace

/// What the store says of a claimed operation.
struct Runner::Loaded {
  Operation operation;
  std::vector<Target> targets;
  std::vector<Entry> journal;
};

struct Runner::Running {
  Claim claim;
  AccountId lead_account;
  Steady lease_ends{};
  std::unique_ptr<OperationRun> operation = nullptr;  // One of the two, once it is loaded.
  std::unique_ptr<JobRun> job = nullptr;

  void cancel(const Held& held) {
    if (operation) operation->cancel(*held.cancel_at, held.cancel_by);
    if (job) job->cancel(*held.cancel_at, held.cancel_by);
  }
  void stop_soon() {
    if (operation) operation->stop_soon();
    if (job) job->stop_soon();
  }
  void lose_lease() {
    if (operation) operation->lose_lease();
    if (job) job->lose_lease();
  }
  bool has_lost_lease() const {
    return (operation && operation->has_lost_lease()) || (job && job->has_lost_lease());
  }
};

Result<RunnerConfig> validate(RunnerConfig config) {
  if (config.lease < config.call_timeout + 5s)
    return fail(ErrorKind::invalid,
                "operations.lease must be at least 5 s longer than operations.call_timeout");
  if (config.limits.all == 0 || config.limits.per_tenant == 0 || config.limits.per_account == 0 ||
      config.parts_max == 0)
    return fail(ErrorKind::invalid, "the limits of operations must be over 0");
  return config;
}

Runner::Runner(RunnerServices services, RunnerConfig config)
    : services_(std::move(services)),
      config_(or_throw(validate(config))),
      holder_(
          fmt::format("{:016x}{:016x}", services_.spine.rng.next(), services_.spine.rng.next())),
      wakes_(services_.loop),
      beats_(services_.loop) {}

Runner::~Runner() = default;

void Runner::stop() {
  is_stopping_ = true;
  wakes_.wake();
}

Task<void> Runner::run() {
  TaskGroup group(services_.loop, co_await current_scope());
  group.spawn(beat());
  while (!is_stopping_) {
    const auto seen = wakes_.count();
    const auto next = co_await take_work(group);
    if (is_stopping_) break;
    co_await wakes_.wait(seen, next);
  }
  for (const auto& [key, running] : running_) running->stop_soon();
  while (!running_.empty()) {
    const auto seen = wakes_.count();
    if (running_.empty()) break;
    co_await wakes_.wait(seen, services_.loop.clock().steady() + config_.poll);
  }
  is_at_rest_ = true;
  beats_.wake();
  co_await group.join();
}

Load Runner::load() const {
  Load load;
  for (const auto& [key, running] : running_) ++load[{key.first, running->lead_account}];
  return load;
}

Task<Steady> Runner::take_work(TaskGroup& group) {
  const auto now = services_.loop.clock().steady();
  std::chrono::microseconds pause = config_.poll;
  try {
    for (auto& running : co_await claim_due()) {
      running_[{running->claim.tenant, running->claim.id}] = running;
      group.spawn(carry(std::move(running)));
    }
    const auto waiting = co_await services_.db.read([](sql::Snapshot& snapshot) {
      const auto next = next_due(snapshot);
      return next ? std::optional(*next - snapshot.now()) : std::nullopt;
    });
    if (waiting) pause = std::clamp(*waiting, std::chrono::microseconds(1ms), pause);
  } catch (...) {
    const auto error = error_of(std::current_exception());
    if (error.kind == ErrorKind::cancelled) throw;
    log::error("operations.store.away", log::kv("why", error.message));
  }
  co_return now + pause;
}

Task<std::vector<std::shared_ptr<Runner::Running>>> Runner::claim_due() {
  struct Due {
    std::vector<Share> shares;
    std::vector<std::vector<OperationId>> ids;
    std::vector<CancelAsked> cancels;
  };
  const auto here = load();
  const auto due = co_await services_.db.read([&](sql::Snapshot& snapshot) {
    Due found{.shares = share_out(due_groups(snapshot), here, config_.limits),
              .ids = {},
              .cancels = cancels_for(snapshot, holder_)};
    for (const auto& share : found.shares)
      found.ids.push_back(due_in(snapshot, share.group, share.count));
    return found;
  });
  heard_cancels(due.cancels);
  // What was taken away from us may still be coming to rest here.
  std::vector<std::pair<Key, AccountId>> wanted;
  for (std::size_t i = 0; i < due.shares.size(); ++i)
    for (const auto& id : due.ids[i])
      if (const Key key{due.shares[i].group.tenant, id}; !running_.contains(key))
        wanted.emplace_back(key, due.shares[i].group.account);
  std::vector<std::shared_ptr<Running>> claimed;
  if (wanted.empty() || is_stopping_) co_return claimed;
  const auto begun = services_.loop.clock().steady();
  co_await services_.db.write([&](sql::Tx& tx) {
    claimed.clear();
    for (const auto& [key, account] : wanted)
      if (auto mine = claim(tx, key.first, key.second, holder_, config_.lease))
        claimed.push_back(
            std::make_shared<Running>(*std::move(mine), account, begun + config_.lease));
  });
  co_return claimed;
}

void Runner::heard_cancels(const std::vector<CancelAsked>& asked) {
  for (const auto& cancel : asked)
    if (const auto known = running_.find({cancel.tenant, cancel.id}); known != running_.end())
      known->second->cancel(cancel.held);
}

Task<void> Runner::carry(std::shared_ptr<Running> running) {
  const auto claim = running->claim;
  std::optional<Error> error;
  try {
    co_await carry_out(*running);
  } catch (...) {
    error = error_of(std::current_exception());
  }
  if (error)
    log::error("operation.interrupted", log::kv("operation", claim.id),
               log::kv("tries", claim.tries), log::kv("why", error->message));
  // A no-op for what has ended or was taken over.
  if (!running->has_lost_lease())
    co_await give_back(claim, error ? failure_pause(claim.tries) : 0s);
  running_.erase({claim.tenant, claim.id});
  wakes_.wake();
}

Task<void> Runner::carry_out(Running& running) {
  const auto& claim = running.claim;
  auto loaded = co_await load_claimed(claim);
  if (!loaded) co_return;
  const auto& operation = loaded->operation;
  const auto found = services_.spine.kinds.find(operation.kind, operation.version);
  if (!found)
    co_return co_await give_to_person(
        claim, *loaded, "operation.unknown_version",
        fmt::format("this program does not know \"{}\" in version {}; it was requested by another "
                    "version of the panel: look at the targets and ask again",
                    operation.kind, operation.version));
  if (claim.tries > config_.tries_max)
    co_return co_await give_to_person(
        claim, *loaded, "operation.interrupted_too_often",
        fmt::format("it was interrupted {} times without getting on; the panel's log says why",
                    claim.tries - 1));
  if (found.job != nullptr) {
    running.job =
        std::make_unique<JobRun>(services_, config_, claim, operation, std::move(loaded->targets));
    if (is_stopping_) running.stop_soon();
    co_return co_await running.job->run(*found.job);
  }
  running.operation =
      std::make_unique<OperationRun>(services_, config_, claim, operation, running.lease_ends);
  if (is_stopping_) running.stop_soon();
  co_await running.operation->run(*found.kind, std::move(loaded->targets),
                                  std::move(loaded->journal));
}

Task<std::optional<Runner::Loaded>> Runner::load_claimed(const Claim& claim) {
  std::string unreadable;
  try {
    co_return co_await services_.db.read([&](sql::Snapshot& snapshot) {
      auto operation = find(snapshot, claim.tenant, claim.id);
      MIRANTE_CHECK(operation.has_value());
      return std::optional<Loaded>({.operation = *std::move(operation),
                                    .targets = targets_of(snapshot, claim.tenant, claim.id),
                                    .journal = journal_of(snapshot, claim.tenant, claim.id)});
    });
  } catch (const Failure& failure) {
    if (failure.error().kind != ErrorKind::corrupt) throw;
    unreadable = failure.error().message;
  }
  // What cannot be read can neither be carried out nor be left in everybody's way.
  const CallContext ctx{.tenant = claim.tenant,
                        .actor = {.kind = Actor::Kind::system, .id = "", .name = "runner"},
                        .permissions = {},
                        .trace = claim.id.text()};
  co_await services_.db.write([&](sql::Tx& tx) {
    hold(tx, claim, config_.lease);
    record_finished(tx, ctx, claim, "unreadable",
                    {.state = State::needs_person,
                     .at = services_.loop.clock().now(),
                     .code = "operation.unreadable",
                     .reason = "its rows in the store are damaged: " + unreadable});
  });
  note_ended(services_.spine, "unreadable", State::needs_person);
  co_return std::nullopt;
}

Task<void> Runner::give_to_person(const Claim& claim, const Loaded& loaded, std::string code,
                                  std::string text) {
  const auto at = services_.loop.clock().now();
  const CallContext ctx{.tenant = claim.tenant,
                        .actor = loaded.operation.by,
                        .permissions = {},
                        .trace = claim.id.text()};
  Entry entry{.seq = loaded.journal.empty() ? 1 : loaded.journal.back().seq + 1,
              .at = at,
              .fence = claim.fence,
              .what = Entry::What::ended};
  auto targets = loaded.targets;
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i].outcome == Outcome::pending) {
      targets[i].outcome = Outcome::needs_person;
      targets[i].reason_code = code;
      targets[i].reason = text;
      entry.each[static_cast<std::int64_t>(i)] = ended(Outcome::needs_person, code, text);
    }
    outcomes.push_back(targets[i].outcome);
  }
  co_await services_.db.write([&](sql::Tx& tx) {
    hold(tx, claim, config_.lease);
    append_entry(tx, claim.tenant, claim.id, entry);
    for (const auto& [ordinal, said] : entry.each)
      put_target(tx, claim.tenant, claim.id, ordinal, targets[static_cast<std::size_t>(ordinal)]);
    add_done(tx, claim.tenant, claim.id, static_cast<std::int64_t>(entry.each.size()));
    record_finished(tx, ctx, claim, loaded.operation.kind,
                    {.state = State::needs_person,
                     .at = at,
                     .code = code,
                     .reason = text,
                     .counts = counts_of(outcomes)});
    if (services_.on_end) services_.on_end(tx, claim.tenant, claim.id);
  });
  note_ended(services_.spine, loaded.operation.kind, State::needs_person);
}

Task<void> Runner::give_back(const Claim& claim, std::chrono::microseconds pause) {
  try {
    co_await services_.db.write([&](sql::Tx& tx) { release(tx, claim, tx.now() + pause); });
  } catch (const Failure& failure) {
    // The lease runs out by itself.
    log::warning("operation.not_given_back", log::kv("operation", claim.id),
                 log::kv("why", failure.error().message));
  }
}

Task<void> Runner::beat() {
  for (;;) {
    const auto seen = beats_.count();
    if (is_at_rest_) co_return;
    co_await beats_.wait(seen, services_.loop.clock().steady() + config_.lease / 3);
    if (running_.empty()) continue;
    try {
      co_await beat_once();
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) throw;
      log::warning("operations.lease.not_extended", log::kv("why", failure.error().message));
    }
  }
}

Task<void> Runner::beat_once() {
  std::vector<Claim> claims;
  for (const auto& [key, running] : running_) claims.push_back(running->claim);
  std::vector<std::optional<Held>> held;  // Nullopt: taken over.
  const auto begun = services_.loop.clock().steady();
  co_await services_.db.write([&](sql::Tx& tx) {
    held.assign(claims.size(), std::nullopt);
    for (std::size_t i = 0; i < claims.size(); ++i) try {
        held[i] = hold(tx, claims[i], config_.lease);
      } catch (const Failure& failure) {
        if (failure.error().code != "operation.lease_lost") throw;
      }
  });
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const auto known = running_.find({claims[i].tenant, claims[i].id});
    if (known == running_.end() || known->second->claim.fence != claims[i].fence) continue;
    auto& running = *known->second;
    if (!held[i]) {
      running.lose_lease();
    } else {
      if (running.operation) running.operation->extend_lease(begun + config_.lease);
      if (held[i]->cancel_at) running.cancel(*held[i]);
    }
  }
}

}  // namespace mirante::operations
