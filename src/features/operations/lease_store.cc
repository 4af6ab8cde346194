#include "features/operations/lease_store.h"

#include <algorithm>

#include "platform/sql/sql.h"

namespace mirante::operations {
namespace {

[[noreturn]] void lease_lost() {
  throw Failure(Error{.kind = ErrorKind::conflict,
                      .message = "another runner has taken this operation over",
                      .code = "operation.lease_lost"});
}

Held hold_with(sql::Tx& tx, const Claim& claim, std::chrono::microseconds lease,
               std::string_view also) {
  const auto changed =
      tx.exec("update operations set lease_until = ?" + std::string(also) +
                  " where tenant_id = ? and id = ? and fence = ? and lease_holder = ? "
                  "and state = 'running'",
              tx.now() + lease, claim.tenant, claim.id, claim.fence, claim.holder);
  if (changed == 0) lease_lost();
  const auto row =
      tx.one("select cancel_at, cancel_by from operations where tenant_id = ? and id = ?",
             claim.tenant, claim.id);
  return {.cancel_at = row->maybe(0, &sql::Row::instant), .cancel_by = row->text(1)};
}

/// Whoever waits for a resource for longer has given up.
constexpr std::chrono::milliseconds waits_at_most = std::chrono::hours(2);

/// No operation that was asked for so much earlier has a greater id: these begin with milliseconds.
OperationId first_id_before(const OperationId& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
  ms = std::max<std::int64_t>(0, ms - waits_at_most.count());
  OperationId first;
  for (std::size_t i = 6; i > 0; --i, ms >>= 8) first.bytes[i - 1] = static_cast<std::uint8_t>(ms);
  return first;
}

/// The first one that was asked for earlier and has yet to change the resource: what was asked for
/// last is to be so at the end.
std::optional<OperationId> earlier_one(sql::Tx& tx, TenantId tenant, OperationId id,
                                       const TargetRef& resource) {
  const auto row = tx.one(
      "select t.operation_id from operation_targets t join operations o "
      "on o.tenant_id = t.tenant_id and o.id = t.operation_id "
      "where t.tenant_id = ? and t.account_id = ? and t.region = ? and t.resource = ? "
      "and t.operation_id > ? and t.operation_id < ? and t.outcome = 'pending' "
      "and o.state = 'running' order by t.operation_id limit 1",
      tenant, resource.account, resource.region, resource.id, first_id_before(id), id);
  return row ? std::optional(row->id<OperationId>(0)) : std::nullopt;
}

}  // namespace

std::vector<DueGroup> due_groups(sql::Snapshot& snapshot) {
  const auto now = snapshot.now();
  std::vector<DueGroup> groups;
  for (const auto& row :
       snapshot.all("select tenant_id, lead_account, count(*), min(due_at) from operations "
                    "where state = 'running' and due_at <= ? and lease_until <= ? "
                    "group by tenant_id, lead_account",
                    now, now))
    groups.push_back({.tenant = row.id<TenantId>(0),
                      .account = row.id<AccountId>(1),
                      .count = row.integer(2),
                      .oldest = row.instant(3)});
  return groups;
}

std::vector<OperationId> due_in(sql::Snapshot& snapshot, const DueGroup& group, int limit) {
  const auto now = snapshot.now();
  std::vector<OperationId> ids;
  for (const auto& row :
       snapshot.all("select id from operations where state = 'running' and tenant_id = ? "
                    "and lead_account = ? and due_at <= ? and lease_until <= ? "
                    "order by due_at, id limit ?",
                    group.tenant, group.account, now, now, limit))
    ids.push_back(row.id<OperationId>(0));
  return ids;
}

std::map<std::string, std::int64_t> running_by_kind(sql::Snapshot& snapshot) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& row :
       snapshot.all("select kind, count(*) from operations where state = 'running' group by kind"))
    counts[row.text(0)] = row.integer(1);
  return counts;
}

std::optional<Instant> oldest_due(sql::Snapshot& snapshot) {
  std::optional<Instant> oldest;
  for (const auto& group : due_groups(snapshot))
    if (!oldest || group.oldest < *oldest) oldest = group.oldest;
  return oldest;
}

std::optional<Instant> next_due(sql::Snapshot& snapshot) {
  const auto row = snapshot.one(
      "select min(due_at) from operations where state = 'running' and due_at > ?", snapshot.now());
  return row ? row->maybe(0, &sql::Row::instant) : std::nullopt;
}

std::optional<Claim> claim(sql::Tx& tx, TenantId tenant, OperationId id, std::string_view holder,
                           std::chrono::microseconds lease) {
  const auto now = tx.now();
  const auto changed = tx.exec(
      "update operations set lease_holder = ?, lease_until = ?, fence = fence + 1, "
      "tries = tries + 1 where tenant_id = ? and id = ? and state = 'running' "
      "and due_at <= ? and lease_until <= ?",
      holder, now + lease, tenant, id, now, now);
  if (changed == 0) return std::nullopt;
  const auto row =
      tx.one("select fence, tries from operations where tenant_id = ? and id = ?", tenant, id);
  return Claim{.tenant = tenant,
               .id = id,
               .fence = row->integer(0),
               .holder = std::string(holder),
               .tries = row->integer(1)};
}

Held hold(sql::Tx& tx, const Claim& claim, std::chrono::microseconds lease) {
  return hold_with(tx, claim, lease, "");
}

Held hold_and_get_on(sql::Tx& tx, const Claim& claim, std::chrono::microseconds lease) {
  return hold_with(tx, claim, lease, ", tries = 1");
}

std::vector<CancelAsked> cancels_for(sql::Snapshot& snapshot, std::string_view holder) {
  std::vector<CancelAsked> asked;
  for (const auto& row :
       snapshot.all("select tenant_id, id, cancel_at, cancel_by from operations "
                    "where state = 'running' and lease_holder = ? and cancel_at is not null",
                    holder))
    asked.push_back({.tenant = row.id<TenantId>(0),
                     .id = row.id<OperationId>(1),
                     .held = {.cancel_at = row.instant(2), .cancel_by = row.text(3)}});
  return asked;
}

void release(sql::Tx& tx, const Claim& claim, Instant due_at) {
  tx.exec(
      "update operations set lease_holder = '', lease_until = 0, due_at = ? "
      "where tenant_id = ? and id = ? and fence = ? and lease_holder = ? and state = 'running'",
      due_at, claim.tenant, claim.id, claim.fence, claim.holder);
}

void end_leases_of_the_dead(sql::Tx& tx) {
  tx.exec(
      "update operations set lease_holder = '', lease_until = 0 where state = 'running' "
      "and lease_until > 0");
}

std::map<std::size_t, OperationId> claim_resources(sql::Tx& tx, TenantId tenant, OperationId id,
                                                   std::span<const TargetRef> resources) {
  std::map<std::size_t, OperationId> held_by;
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const auto& ref = resources[i];
    const auto holder = [&] {
      return tx.one_for_update(
          "select operation_id from operation_claims "
          "where tenant_id = ? and account_id = ? and region = ? and resource = ?",
          tenant, ref.account, ref.region, ref.id);
    };
    auto found = holder();
    if (!found) {
      if (const auto earlier = earlier_one(tx, tenant, id, ref)) {
        held_by[i] = *earlier;
        continue;
      }
      try {
        tx.exec(
            "insert into operation_claims (tenant_id, account_id, region, resource, operation_id, "
            "claimed_at) values (?, ?, ?, ?, ?, ?)",
            tenant, ref.account, ref.region, ref.id, id, tx.now());
        continue;
      } catch (const Failure& failure) {
        // Another process claimed it at this moment.
        if (failure.error().code != "sql.duplicate") throw;
        found = holder();
      }
    }
    if (found && found->id<OperationId>(0) != id) held_by[i] = found->id<OperationId>(0);
  }
  return held_by;
}

void release_resource(sql::Tx& tx, TenantId tenant, OperationId id, const TargetRef& resource) {
  tx.exec(
      "delete from operation_claims where tenant_id = ? and account_id = ? and region = ? "
      "and resource = ? and operation_id = ?",
      tenant, resource.account, resource.region, resource.id, id);
}

void release_resources(sql::Tx& tx, TenantId tenant, OperationId id) {
  tx.exec("delete from operation_claims where tenant_id = ? and operation_id = ?", tenant, id);
}

}  // namespace mirante::operations
