#include "features/operations/request.h"

#include "features/audit/audit.h"
#include "features/operations/operation_store.h"
#include "features/operations/request_all.h"
#include "features/operations/visible.h"
#include "platform/events/events.h"
#include "platform/sql/sql.h"

namespace mirante::operations {
namespace {

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
  must_reach(tx, checked);
  const auto& key = draft.idempotency_key;
  if (const auto first = known(tx, ctx.tenant, key, checked.hash)) return *first;
  try {
    return request_all(tx, spine, {checked}).front();
  } catch (const Failure& failure) {
    // The same key came in through another process at this moment.
    if (failure.error().code != "sql.duplicate") throw;
    if (const auto first = known(tx, ctx.tenant, key, checked.hash)) return *first;
    throw;
  }
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
