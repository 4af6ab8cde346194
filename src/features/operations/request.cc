#include "features/operations/request.h"

#include <algorithm>
#include <set>

#include "features/accounts/reachable_store.h"
#include "features/audit/audit.h"
#include "features/operations/kinds.h"
#include "features/operations/operation_store.h"
#include "features/operations/visible.h"
#include "features/policy/policy_store.h"
#include "platform/crypto/hash.h"
#include "platform/events/events.h"
#include "platform/sql/sql.h"

namespace mirante::operations {
namespace {

constexpr std::size_t key_length_max = 150;

/// What `request` has made of a draft before it touches the store.
struct Checked {
  Kinds::Found found;
  std::string kind;
  int version = 0;
  policy::Action action = policy::Action::read;
  Json params;
  std::vector<TargetRef> targets;
  std::string hash;
};

std::vector<TargetRef> without_doubles(const std::vector<TargetRef>& targets) {
  std::vector<TargetRef> unique;
  for (const auto& target : targets)
    if (std::ranges::find(unique, target) == unique.end()) unique.push_back(target);
  return unique;
}

std::string hash_of(const Checked& checked, const RequestDraft& draft) {
  Json targets = Json::array();
  for (const auto& target : checked.targets)
    targets.push_back({target.account.text(), target.region.value, target.id});
  const Json content{{"kind", checked.kind},
                     {"params", checked.params},
                     {"targets", targets},
                     {"despite_pause", draft.despite_pause}};
  return crypto::to_hex(
      crypto::sha256(content.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

Checked check(const CallContext& ctx, const Spine& spine, const RequestDraft& draft) {
  Checked checked{.found = spine.kinds.newest(draft.kind)};
  if (!checked.found)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "\"" + draft.kind + "\" is no kind of operation",
                        .field = "kind",
                        .code = "operation.unknown_kind"});
  const auto [kind, job] = checked.found;
  require(ctx, kind != nullptr ? kind->permission() : job->permission());
  checked.kind = draft.kind;
  checked.version = kind != nullptr ? kind->version() : job->version();
  if (kind != nullptr) checked.action = kind->action();
  checked.params = or_throw(kind != nullptr ? kind->check(draft.params) : job->check(draft.params));
  checked.targets = without_doubles(draft.targets);
  if (kind != nullptr && checked.targets.empty())
    throw Failure(Error{
        .kind = ErrorKind::invalid, .message = "name at least one target", .field = "targets"});
  if (checked.targets.size() > targets_max)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "one operation takes at most " + std::to_string(targets_max) +
                                   " targets; these are " + std::to_string(checked.targets.size()),
                        .field = "targets"});
  if (draft.idempotency_key.size() > key_length_max)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "an idempotency key has at most 150 characters",
                        .field = "idempotency_key"});
  checked.hash = hash_of(checked, draft);
  return checked;
}

std::optional<Requested> known(sql::Tx& tx, TenantId tenant, const std::string& key,
                               const std::string& hash) {
  if (key.empty()) return std::nullopt;
  const auto found = find_by_key(tx, tenant, key);
  if (!found) return std::nullopt;
  if (found->request_hash != hash)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "the idempotency key \"" + key +
                                   "\" was used for another request, operation " +
                                   found->id.text() + "; use a new key",
                        .field = "idempotency_key",
                        .code = "operation.key_reused"});
  return Requested{.id = found->id, .is_new = false, .state = found->state};
}

std::vector<Target> ask_brakes(sql::Tx& tx, const CallContext& ctx, const Spine& spine,
                               const Checked& checked, const RequestDraft& draft) {
  std::vector<Target> targets;
  for (const auto& ref : checked.targets) {
    const auto name = draft.names.find(ref);
    targets.push_back({.ref = ref, .name = name == draft.names.end() ? "" : name->second});
  }
  if (checked.action == policy::Action::read) return targets;
  const auto things = things_of(tx, ctx.tenant, spine, checked.targets);
  const auto brakes = policy::load_brakes(tx, ctx.tenant, things);
  const policy::Wish wish{
      .action = checked.action, .asked_by = ctx.actor.kind, .despite_pause = draft.despite_pause};
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto refusal = policy::decide(brakes, wish, things[i]);
    if (!refusal) continue;
    targets[i].outcome = Outcome::refused;
    targets[i].reason_code = refusal->code;
    targets[i].reason = refusal->message;
  }
  return targets;
}

/// Each account is looked for once.
void must_reach(sql::Tx& tx, const CallContext& ctx, const std::vector<TargetRef>& targets) {
  if (ctx.reach.is_everything) return;
  std::set<AccountId> seen;
  for (const auto& target : targets)
    if (seen.insert(target.account).second) accounts::must_find(tx, ctx, target.account);
}

void record(sql::Tx& tx, const CallContext& ctx, const Operation& operation,
            const std::vector<Target>& targets) {
  Json list = Json::array();
  Json refused = Json::array();
  for (const auto& target : targets) {
    const Json named{{"account", target.ref.account.text()},
                     {"region", target.ref.region.value},
                     {"id", target.ref.id}};
    list.push_back(named);
    if (target.outcome != Outcome::refused) continue;
    refused.push_back(named);
    refused.back()["code"] = target.reason_code;
    refused.back()["reason"] = target.reason;
  }
  Json detail{{"operation", operation.id.text()},
              {"kind", operation.kind},
              {"params", operation.params},
              {"targets", list}};
  if (!operation.despite_pause.empty()) detail["despite_pause"] = operation.despite_pause;
  audit::append(tx, ctx, operation.requested_at, "operation.requested", detail);
  if (!refused.empty())
    audit::append_refusal(tx, ctx, operation.requested_at, "operation.targets_refused",
                          {.kind = ErrorKind::refused,
                           .message = refused.front()["reason"].get<std::string>(),
                           .code = refused.front()["code"].get<std::string>()},
                          {{"operation", operation.id.text()}, {"targets", refused}});
}

}  // namespace

std::vector<policy::Thing> things_of(sql::Snapshot& snapshot, TenantId tenant, const Spine& spine,
                                     const std::vector<TargetRef>& targets) {
  std::map<AccountId, std::optional<CustomerId>> customers;
  std::vector<policy::Thing> things;
  for (const auto& target : targets) {
    if (spine.customer_of && !customers.contains(target.account))
      customers[target.account] = spine.customer_of(snapshot, tenant, target.account);
    things.push_back({.account = target.account,
                      .customer = customers[target.account],
                      .region = target.region,
                      .id = target.id});
  }
  return things;
}

Requested request(sql::Tx& tx, const CallContext& ctx, const Spine& spine,
                  const RequestDraft& draft) {
  const auto checked = check(ctx, spine, draft);
  must_reach(tx, ctx, checked.targets);
  if (const auto first = known(tx, ctx.tenant, draft.idempotency_key, checked.hash)) return *first;

  const auto id = OperationId::make(spine.clock, spine.rng);
  auto targets = ask_brakes(tx, ctx, spine, checked, draft);
  std::vector<Outcome> outcomes;
  for (const auto& target : targets) outcomes.push_back(target.outcome);
  Operation operation{
      .tenant = ctx.tenant,
      .id = id,
      .kind = checked.kind,
      .version = checked.version,
      .params = checked.params,
      .despite_pause = draft.despite_pause,
      .by = ctx.actor,
      // A request without a key of its own gets one that no other can have.
      .idempotency_key = draft.idempotency_key.empty() ? id.text() : draft.idempotency_key,
      .request_hash = checked.hash,
      .requested_at = spine.clock.now(),
      .state = targets.empty() ? State::running : state_of(outcomes),
      .done = std::ranges::count_if(outcomes,
                                    [](Outcome outcome) { return outcome != Outcome::pending; }),
      .total = static_cast<std::int64_t>(targets.size())};
  if (operation.state != State::running) operation.finished_at = operation.requested_at;
  try {
    insert(tx, operation, targets, tx.now());
  } catch (const Failure& failure) {
    // The same key came in through another process at this moment.
    if (failure.error().code != "sql.duplicate") throw;
    if (const auto first = known(tx, ctx.tenant, draft.idempotency_key, checked.hash))
      return *first;
    throw;
  }
  record(tx, ctx, operation, targets);
  events::append(
      tx, ctx.tenant, "operation.requested",
      {{"operation", id.text()}, {"kind", operation.kind}, {"state", to_string(operation.state)}});
  if (spine.wake && operation.state == State::running) tx.after_commit([&spine] { spine.wake(); });
  if (spine.ended && operation.state != State::running)
    tx.after_commit(
        [&spine, kind = operation.kind, state = operation.state] { spine.ended(kind, state); });
  return {.id = id, .is_new = true, .state = operation.state};
}

void cancel(sql::Tx& tx, const CallContext& ctx, const Spine& spine, OperationId id) {
  require(ctx, Permission::operation_cancel);
  const auto found = must_find_visible(tx, ctx, id, WithJournal::no);
  if (found.operation.state != State::running)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "operation " + id.text() + " has ended already: it is " +
                                   std::string(to_string(found.operation.state)),
                        .code = "operation.ended"});
  if (!found.is_whole) require_everything(ctx, "cancel an operation that is not theirs alone");
  if (!ask_to_cancel(tx, ctx.tenant, id, spine.clock.now(), ctx.actor)) return;
  audit::append(tx, ctx, spine.clock.now(), "operation.cancel_asked", {{"operation", id.text()}});
  events::append(tx, ctx.tenant, "operation.cancel_asked", {{"operation", id.text()}});
  if (spine.wake) tx.after_commit([&spine] { spine.wake(); });
}

}  // namespace mirante::operations
