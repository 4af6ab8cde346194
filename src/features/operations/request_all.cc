#include "features/operations/request_all.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "features/accounts/reachable_store.h"
#include "features/audit/append_all.h"
#include "features/operations/new_operations.h"
#include "features/policy/policy_store.h"
#include "platform/crypto/hash.h"
#include "platform/events/append_all.h"
#include "platform/sql/sql.h"

namespace mirante::operations {
namespace {

constexpr std::size_t key_length_max = 150;

std::vector<TargetRef> without_doubles(const std::vector<TargetRef>& targets) {
  std::vector<TargetRef> unique;
  for (const auto& target : targets)
    if (std::ranges::find(unique, target) == unique.end()) unique.push_back(target);
  return unique;
}

std::string hash_of(const Checked& checked) {
  Json targets = Json::array();
  for (const auto& target : checked.targets)
    targets.push_back({target.account.text(), target.region.value, target.id});
  const Json content{{"kind", checked.kind},
                     {"params", checked.params},
                     {"targets", targets},
                     {"despite_pause", checked.despite_pause}};
  return crypto::to_hex(
      crypto::sha256(content.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

/// What the brakes of each tenant need to know of all targets, in the requests' order.
class AllBrakes {
 public:
  AllBrakes(sql::Tx& tx, const Spine& spine, const std::vector<Checked>& requests) {
    std::map<TenantId, std::vector<TargetRef>> targets;
    for (const auto& one : requests)
      if (one.action != policy::Action::read)
        std::ranges::copy(one.targets, std::back_inserter(targets[one.ctx.tenant]));
    for (const auto& [tenant, refs] : targets) {
      auto& own = tenants_[tenant];
      own.things = things_of(tx, tenant, spine, refs);
      own.brakes = policy::load_brakes(tx, tenant, own.things);
    }
  }

  /// To be called once for each request, in their order.
  std::vector<Target> ask(const Checked& checked) {
    std::vector<Target> targets;
    for (const auto& ref : checked.targets) {
      auto& target = targets.emplace_back(Target{.ref = ref});
      if (const auto name = checked.names.find(ref); name != checked.names.end())
        target.name = name->second;
      if (checked.action == policy::Action::read) continue;
      auto& own = tenants_.at(checked.ctx.tenant);
      const auto refusal = policy::decide(own.brakes,
                                          {.action = checked.action,
                                           .asked_by = checked.ctx.actor.kind,
                                           .despite_pause = checked.despite_pause},
                                          own.things[own.asked++]);
      if (!refusal) continue;
      target.outcome = Outcome::refused;
      target.reason_code = refusal->code;
      target.reason = refusal->message;
    }
    return targets;
  }

 private:
  struct OfTenant {
    std::vector<policy::Thing> things;
    policy::Brakes brakes;
    std::size_t asked = 0;  // How many of the things.
  };

  std::map<TenantId, OfTenant> tenants_;
};

NewOperation new_operation(const Spine& spine, const Checked& checked,
                           std::vector<Target> targets) {
  const auto id = OperationId::make(spine.clock, spine.rng);
  std::vector<Outcome> outcomes;
  for (const auto& target : targets) outcomes.push_back(target.outcome);
  Operation operation{
      .tenant = checked.ctx.tenant,
      .id = id,
      .kind = checked.kind,
      .version = checked.version,
      .params = checked.params,
      .despite_pause = checked.despite_pause,
      .by = checked.ctx.actor,
      // A request without a key of its own gets one that no other can have.
      .idempotency_key = checked.idempotency_key.empty() ? id.text() : checked.idempotency_key,
      .request_hash = checked.hash,
      .requested_at = spine.clock.now(),
      .state = targets.empty() ? State::running : state_of(outcomes),
      .done = std::ranges::count_if(outcomes,
                                    [](Outcome outcome) { return outcome != Outcome::pending; }),
      .total = static_cast<std::int64_t>(targets.size())};
  if (operation.state != State::running) operation.finished_at = operation.requested_at;
  return {.operation = std::move(operation), .targets = std::move(targets)};
}

void record(std::vector<audit::NewRecord>& records, const CallContext& ctx,
            const NewOperation& made) {
  const auto& operation = made.operation;
  Json list = Json::array();
  Json refused = Json::array();
  for (const auto& target : made.targets) {
    list.push_back({{"account", target.ref.account.text()},
                    {"region", target.ref.region.value},
                    {"id", target.ref.id}});
    if (target.outcome != Outcome::refused) continue;
    refused.push_back(list.back());
    refused.back()["code"] = target.reason_code;
    refused.back()["reason"] = target.reason;
  }
  Json detail{{"operation", operation.id.text()},
              {"kind", operation.kind},
              {"params", operation.params},
              {"targets", std::move(list)}};
  if (!operation.despite_pause.empty()) detail["despite_pause"] = operation.despite_pause;
  records.push_back(
      audit::record_of(ctx, operation.requested_at, "operation.requested", std::move(detail)));
  if (!refused.empty())
    records.push_back(
        audit::refusal_of(ctx, operation.requested_at, "operation.targets_refused",
                          {.kind = ErrorKind::refused,
                           .message = refused.front()["reason"].get<std::string>(),
                           .code = refused.front()["code"].get<std::string>()},
                          {{"operation", operation.id.text()}, {"targets", refused}}));
}

events::NewEvent event_of(const Operation& operation) {
  const Json body{{"operation", operation.id.text()},
                  {"kind", operation.kind},
                  {"state", to_string(operation.state)}};
  return {.tenant = operation.tenant, .kind = "operation.requested", .body = body.dump()};
}

void tell_after_commit(sql::Tx& tx, const Spine& spine, const std::vector<NewOperation>& all) {
  const bool is_any_running = std::ranges::any_of(
      all, [](const NewOperation& one) { return one.operation.state == State::running; });
  if (spine.wake && is_any_running) tx.after_commit([&spine] { spine.wake(); });
  if (!spine.ended) return;
  for (const auto& [operation, targets] : all)
    if (operation.state != State::running)
      tx.after_commit(
          [&spine, kind = operation.kind, state = operation.state] { spine.ended(kind, state); });
}

}  // namespace

Checked check(const CallContext& ctx, const Spine& spine, RequestDraft draft) {
  const auto [kind, job] = spine.kinds.newest(draft.kind);
  if (kind == nullptr && job == nullptr)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "\"" + draft.kind + "\" is no kind of operation",
                        .field = "kind",
                        .code = "operation.unknown_kind"});
  require(ctx, kind != nullptr ? kind->permission() : job->permission());
  Checked checked{.ctx = ctx,
                  .kind = draft.kind,
                  .version = kind != nullptr ? kind->version() : job->version(),
                  .names = std::move(draft.names),
                  .idempotency_key = std::move(draft.idempotency_key),
                  .despite_pause = std::move(draft.despite_pause)};
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
  if (checked.idempotency_key.size() > key_length_max)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "an idempotency key has at most 150 characters",
                        .field = "idempotency_key"});
  checked.hash = hash_of(checked);
  return checked;
}

void must_reach(sql::Tx& tx, const Checked& checked) {
  if (checked.ctx.reach.is_everything) return;
  std::set<AccountId> seen;  // Each account is looked for once.
  for (const auto& target : checked.targets)
    if (seen.insert(target.account).second) accounts::must_find(tx, checked.ctx, target.account);
}

std::vector<Requested> request_all(sql::Tx& tx, const Spine& spine,
                                   const std::vector<Checked>& requests) {
  if (requests.empty()) return {};
  AllBrakes brakes(tx, spine, requests);
  std::vector<NewOperation> made;
  made.reserve(requests.size());
  std::vector<audit::NewRecord> records;
  std::vector<events::NewEvent> news;
  std::vector<Requested> answers;
  for (const auto& one : requests) {
    const auto& [operation, targets] =
        made.emplace_back(new_operation(spine, one, brakes.ask(one)));
    record(records, one.ctx, made.back());
    news.push_back(event_of(operation));
    answers.push_back({.id = operation.id, .is_new = true, .state = operation.state});
  }
  insert_all(tx, made, tx.now());
  audit::append_all(tx, records);
  events::append_all(tx, news);
  tell_after_commit(tx, spine, made);
  return answers;
}

}  // namespace mirante::operations
