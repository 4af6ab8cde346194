#include "features/operations/part_run.h"

#include <algorithm>
#include <deque>

#include "features/policy/policy_store.h"

namespace mirante::operations {
namespace {

using What = Entry::What;
using namespace std::chrono_literals;

constexpr auto busy_pause = 2s;        // Between looks at whether a resource has become free.
constexpr auto look_timeout = 60s;     // One look, all its calls and their retries included.
constexpr auto lease_margin = 2s;      // A call ends at least this long before the lease.
constexpr auto look_together = 250ms;  // Targets that are due this soon are looked at as well.

std::vector<std::int64_t> ordinals_of(const Batch& batch) { return {batch.begin(), batch.end()}; }

}  // namespace

class PartRun::Context final : public StepContext {
 public:
  Context(PartRun& part, Steady deadline) : part_(part), ctx_(part.run_.ctx()) {
    ctx_.deadline = deadline;
  }
  const CallContext& ctx() const override { return ctx_; }
  Loop& loop() const override { return part_.run_.loop(); }
  OperationId operation() const override { return part_.run_.operation().id; }
  AccountId account() const override { return part_.account_; }
  const Region& region() const override { return part_.region_; }
  Task<aws::Target> target() const override {
    return part_.run_.services().target_of(ctx_, part_.account_, part_.region_);
  }

 private:
  PartRun& part_;
  CallContext ctx_;
};

PartRun::PartRun(OperationRun& run, Kind& kind, std::vector<std::int64_t> ordinals)
    : run_(run), kind_(kind), ordinals_(std::move(ordinals)) {
  const auto& ref = run.map().at(ordinals_.front()).target.ref;
  account_ = ref.account;
  region_ = ref.region;
}

Task<void> PartRun::run() {
  while (!run_.is_over()) {
    const auto nudges = run_.nudges();
    if (run_.operation().cancel_at)
      co_await run_.write(cancelled(run_.operation(), run_.map(), pending(), run_.now()));
    auto due = co_await admitted(pending());
    if (run_.is_over()) co_return;
    if (!due.empty()) {
      auto settled = co_await look(due);
      if (run_.is_over()) co_return;
      co_await run_.write(std::move(settled.entries));
      for (const auto& [ordinal, at] : settled.look_again) look_again_[ordinal] = at;
      if (run_.is_over()) co_return;
      co_await call_all(settled.ready);
    }
    const auto left = pending();
    if (left.empty() || run_.is_over()) co_return;
    co_await run_.doze(next_look(left), nudges);
  }
}

std::vector<std::int64_t> PartRun::pending() const {
  std::vector<std::int64_t> left;
  for (const auto ordinal : ordinals_)
    if (run_.map().at(ordinal).is_pending()) left.push_back(ordinal);
  return left;
}

Instant PartRun::next_look(const std::vector<std::int64_t>& ordinals) const {
  auto next = Instant::max();
  for (const auto ordinal : ordinals)
    if (const auto known = look_again_.find(ordinal); known != look_again_.end())
      next = std::min(next, known->second);
  return next == Instant::max() ? run_.now() : next;
}

Task<std::vector<std::int64_t>> PartRun::admitted(std::vector<std::int64_t> candidates) {
  const auto now = run_.now();
  std::vector<std::int64_t> due;
  for (const auto ordinal : candidates)
    if (const auto known = look_again_.find(ordinal);
        known == look_again_.end() || known->second <= now + look_together)
      due.push_back(ordinal);
  if (kind_.action() == policy::Action::read) co_return due;

  std::vector<std::int64_t> strangers;
  for (const auto ordinal : due)
    if (!admitted_[ordinal]) strangers.push_back(ordinal);
  if (strangers.empty()) co_return due;
  const auto held_by = co_await run_.claim_resources(strangers);
  std::vector<Entry> waits;
  for (const auto ordinal : strangers) {
    const auto holder = held_by.find(ordinal);
    admitted_[ordinal] = holder == held_by.end();
    if (holder == held_by.end()) continue;
    std::erase(due, ordinal);
    look_again_[ordinal] = now + busy_pause;
    const auto& target = run_.map().at(ordinal).target;
    const auto text = "operation " + holder->second.text() + " is changing " + target.ref.id;
    if (now - run_.operation().requested_at > run_.config().busy_limit)
      waits.push_back({.at = now,
                       .what = What::ended,
                       .each = {{ordinal, ended(Outcome::failed, "operation.resource_busy",
                                                text + " and has not ended")}}});
    else if (target.reason != text + "; this waits for its end")
      waits.push_back(
          {.at = now,
           .what = What::noted,
           .each = {{ordinal,
                     {{"code", "operation.waits"}, {"text", text + "; this waits for its end"}}}}});
  }
  for (auto& entry : waits) {
    std::vector<Entry> one;
    one.push_back(std::move(entry));
    co_await run_.write(std::move(one));
  }
  co_return due;
}

Task<Settled> PartRun::look(const std::vector<std::int64_t>& ordinals) {
  const auto& map = run_.map();
  Batch batch(ordinals.begin(), ordinals.end());
  const auto items = items_of(batch);
  const auto asked_at = run_.now();
  Error error;
  try {
    Context context(*this, run_.loop().clock().steady() + look_timeout);
    const auto seen =
        co_await with_deadline(run_.loop(), *context.ctx().deadline, "the look at " + region_.value,
                               kind_.look(context, items));
    MIRANTE_CHECK(seen.size() == ordinals.size());
    blind_since_.reset();
    std::vector<Look> looks;
    for (std::size_t i = 0; i < ordinals.size(); ++i) {
      if (seen[i]) {
        facts_[ordinals[i]] = *seen[i];
        run_.remember(ordinals[i], *seen[i]);
      }
      looks.push_back({.ordinal = ordinals[i], .seen = seen[i], .asked_at = asked_at});
    }
    co_return settle(kind_, run_.operation(), map, looks, run_.now(), run_.services().spine.rng,
                     run_.config());
  } catch (const Failure& failure) {
    error = failure.error();
  }
  if (error.kind == ErrorKind::cancelled) throw Failure(error);
  if (!blind_since_) blind_since_ = run_.now();
  co_return settle_unseen(map, ordinals, error, *blind_since_, run_.now(), run_.config());
}

std::vector<Item> PartRun::items_of(const Batch& batch) const {
  std::vector<Item> items;
  for (const auto target : batch) {
    const auto& progress = run_.map().at(static_cast<std::int64_t>(target));
    items.push_back({.ref = progress.target.ref,
                     .params = run_.operation().params,
                     .step = progress.step(),
                     .past = progress.past,
                     .memory = progress.memory,
                     .token = progress.token(run_.operation().id)});
  }
  return items;
}

Task<void> PartRun::call_all(const std::vector<std::int64_t>& ready) {
  std::vector<Ready> wanting;
  for (const auto ordinal : ready)
    wanting.push_back(
        {.target = static_cast<std::size_t>(ordinal), .step = run_.map().at(ordinal).step()});
  auto made = make_batches(wanting, kind_.batch_limit(), widths_);
  std::deque<Batch> batches(made.begin(), made.end());
  while (!batches.empty() && !run_.is_over()) {
    const auto batch = std::move(batches.front());
    batches.pop_front();
    auto again = co_await call(batch);
    batches.insert(batches.begin(), again.begin(), again.end());
  }
  // What was called is looked at soon; what had no room in a call of its group, at once.
  for (const auto ordinal : ready)
    if (run_.map().at(ordinal).is_pending()) look_again_[ordinal] = run_.now() + look_pause(0s);
}

Task<std::vector<Batch>> PartRun::call(const Batch& wanted) {
  const auto batch = co_await intend(wanted);
  if (batch.empty()) co_return std::vector<Batch>{};
  // The fence was read with the intention; the call must end while the lease surely lasts.
  const auto timeout = run_.config().call_timeout;
  co_await run_.hold_until(run_.loop().clock().steady() + timeout + lease_margin);
  const auto items = items_of(batch);
  std::optional<Answer> answer;
  Error error;
  try {
    Context context(*this, run_.loop().clock().steady() + timeout);
    answer = co_await with_deadline(run_.loop(), *context.ctx().deadline,
                                    "the call to " + region_.value, kind_.call(context, items));
  } catch (...) {
    error = error_of(std::current_exception());
  }
  if (answer) co_return co_await accepted(batch, *answer);
  co_return co_await rejected(batch, error);
}

Task<Batch> PartRun::intend(const Batch& batch) {
  Batch allowed;
  co_await run_.write(ordinals_of(batch),
                      [&](sql::Tx& tx, const Held& held, const ProgressMap& before) {
                        return intention(tx, held, before, allowed);
                      });
  co_return allowed;
}

std::vector<Entry> PartRun::intention(sql::Tx& tx, const Held& held, const ProgressMap& before,
                                      Batch& allowed) const {
  const auto now = run_.now();
  const auto& operation = run_.operation();
  allowed.clear();
  Entry call{.at = now, .what = What::intended};
  Entry end{.at = now, .what = What::ended};
  std::vector<TargetRef> refs;
  for (const auto& [ordinal, progress] : before) refs.push_back(progress.target.ref);
  const auto things = things_of(tx, operation.tenant, run_.services().spine, refs);
  const auto brakes = policy::load_brakes(tx, operation.tenant, things);
  const policy::Wish wish{.action = kind_.action(),
                          .asked_by = operation.by.kind,
                          .despite_pause = operation.despite_pause};
  std::size_t position = 0;
  for (const auto& [ordinal, progress] : before) {
    const auto& thing = things[position++];
    // Cancellation and brakes stop what has not begun; what has begun is carried to its end.
    if (!progress.has_acted()) {
      if (held.cancel_at) {
        end.each[ordinal] = ended(Outcome::cancelled, "operation.cancelled",
                                  "cancelled by " + held.cancel_by + " before anything was sent");
        continue;
      }
      if (const auto refusal = policy::decide(brakes, wish, thing)) {
        end.each[ordinal] = ended(Outcome::refused, refusal->code, refusal->message);
        continue;
      }
    }
    allowed.push_back(static_cast<std::size_t>(ordinal));
    Json said = Json::object();
    if (progress.past.attempts.empty())
      if (const auto facts = facts_.find(ordinal); facts != facts_.end())
        said["before"] = kind_.evidence(facts->second);
    call.each[ordinal] = std::move(said);
    call.step = progress.step()->name;
    call.attempt = std::max<std::int64_t>(
        call.attempt, static_cast<std::int64_t>(progress.past.attempts.size()) + 1);
    if (before.size() == 1) call.token = progress.token(operation.id);
  }
  std::vector<Entry> entries;
  if (!end.each.empty()) entries.push_back(std::move(end));
  if (!call.each.empty()) entries.push_back(std::move(call));
  return entries;
}

Task<std::vector<Batch>> PartRun::accepted(const Batch& batch, const Answer& answer) {
  Entry entry{.at = run_.now(),
              .what = What::answered,
              .request_id = answer.request_id,
              .body = {{"reply", "accepted"}}};
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto ordinal = static_cast<std::int64_t>(batch[i]);
    const auto& progress = run_.map().at(ordinal);
    entry.step = progress.step()->name;
    entry.each[ordinal] = Json::object();
    if (i < answer.memory.size()) entry.each[ordinal]["memory"] = answer.memory[i];
    widths_.accepted(progress.step()->group);
  }
  std::vector<Entry> one;
  one.push_back(std::move(entry));
  co_await run_.write(std::move(one));
  co_return std::vector<Batch>{};
}

Task<std::vector<Batch>> PartRun::rejected(const Batch& batch, const Error& error) {
  const auto rejection = kind_.classify(error, items_of(batch));
  const bool is_unknown = rejection.who == Rejection::Who::nobody_knows;
  std::map<std::size_t, std::string> groups;
  for (const auto target : batch)
    groups[target] = run_.map().at(static_cast<std::int64_t>(target)).step()->group;
  auto apart = take_apart(batch, rejection, groups);
  if (rejection.who == Rejection::Who::group || error.kind == ErrorKind::limit)
    if (std::ranges::all_of(
            groups, [&](const auto& group) { return group.second == groups.begin()->second; }))
      widths_.refused(groups.begin()->second, batch.size());

  Entry entry{.at = run_.now(),
              .what = What::answered,
              .request_id = error.request_id,
              .body = {{"reply", is_unknown ? "unknown" : "rejected"}, {"error", to_json(error)}}};
  for (const auto target : batch) {
    const auto ordinal = static_cast<std::int64_t>(target);
    entry.step = run_.map().at(ordinal).step()->name;
    entry.each[ordinal] =
        std::ranges::count(apart.guilty, target) > 0 ? Json::object() : Json{{"innocent", true}};
  }
  std::vector<Entry> one;
  one.push_back(std::move(entry));
  co_await run_.write(std::move(one));
  co_return std::move(apart.again);
}

}  // namespace mirante::operations
