#include "features/operations/visible.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "features/accounts/reachable_store.h"
#include "features/operations/operation_json.h"

namespace mirante::operations {
namespace {

constexpr int looked_at_most = 5'000;  // For one page.
constexpr int filtered_at_once = 200;  // Where it is filtered here, and not by the store.

bool is_own(const CallContext& ctx, const Operation& operation) {
  return operation.by.kind == ctx.actor.kind && operation.by.id == ctx.actor.id;
}

/// Of an account's id among a job's parameters.
bool is_id_within(const sql::Within& within, const Json& text) {
  if (!text.is_string()) return false;
  const auto id = AccountId::parse(text.get<std::string>());
  return id && accounts::is_within(within, *id);
}

/// A job has a list of its accounts among its parameters; an empty one: all of the tenant. Without
/// a list the targets alone tell what it is about.
bool is_job_within(const sql::Within& within, const Json& params) {
  const auto ids = params.find("accounts");
  if (ids == params.end()) return true;
  if (!ids->is_array() || ids->empty()) return false;
  return std::ranges::all_of(*ids, [&](const Json& one) { return is_id_within(within, one); });
}

void hide_accounts(const sql::Within& within, Json& params) {
  const auto ids = params.find("accounts");
  if (ids == params.end() || !ids->is_array()) return;
  auto seen = Json::array();
  for (const auto& one : *ids)
    if (is_id_within(within, one)) seen.push_back(one);
  *ids = std::move(seen);
}

/// As it is where only these of its targets exist.
void reduce(const sql::Within& within, Operation& operation, const OutcomeCounts& seen) {
  hide_accounts(within, operation.params);
  operation.reason_code.clear();
  operation.reason.clear();
  operation.done = operation.total = 0;
  std::vector<Outcome> outcomes;
  for (const auto& [outcome, count] : seen) {
    operation.total += count;
    if (outcome != Outcome::pending) operation.done += count;
    if (count > 0) outcomes.push_back(outcome);
  }
  const bool has_ended = std::ranges::find(outcomes, Outcome::pending) == outcomes.end();
  if (operation.state != State::running && has_ended) operation.state = state_of(outcomes);
}

/// Whether anything of it is out of reach.
bool is_whole(const sql::Within& within, const CallContext& ctx, const Operation& operation,
              const OutcomeCounts& all, const OutcomeCounts& seen) {
  if (!within) return true;
  return all == seen && (is_own(ctx, operation) || is_job_within(within, operation.params));
}

OutcomeCounts counts_of(const std::vector<Target>& targets) {
  OutcomeCounts counts;
  for (const auto& target : targets) ++counts[target.outcome];
  return counts;
}

OutcomeCounts found_in(const std::map<OperationId, OutcomeCounts>& all, OperationId id) {
  const auto found = all.find(id);
  return found == all.end() ? OutcomeCounts{} : found->second;
}

/// Entries about calls for these targets alone: one call may be for many.
std::vector<Entry> entries_about(const std::set<std::int64_t>& ordinals,
                                 std::vector<Entry> journal) {
  std::erase_if(journal, [&](const Entry& entry) {
    return entry.each.empty() || std::ranges::any_of(entry.each, [&](const auto& one) {
             return !ordinals.contains(one.first);
           });
  });
  return journal;
}

Failure unknown(OperationId id) {
  return Failure(Error{.kind = ErrorKind::not_found,
                       .message = "there is no operation " + id.text(),
                       .code = "operation.unknown"});
}

std::vector<OperationId> ids_of(const std::vector<Operation>& operations) {
  std::vector<OperationId> ids;
  for (const auto& operation : operations) ids.push_back(operation.id);
  return ids;
}

/// Each as `ctx` sees it.
void reduce_all(sql::Snapshot& snapshot, const CallContext& ctx, const sql::Within& within,
                std::vector<Operation>& operations) {
  const auto ids = ids_of(operations);
  const auto all = outcomes_of(snapshot, ctx.tenant, ids);
  const auto seen = outcomes_of(snapshot, ctx.tenant, ids, within);
  for (auto& operation : operations)
    if (const auto counts = found_in(seen, operation.id);
        !is_whole(within, ctx, operation, found_in(all, operation.id), counts))
      reduce(within, operation, counts);
}

}  // namespace

Visible must_find_visible(sql::Snapshot& snapshot, const CallContext& ctx, OperationId id,
                          WithJournal with_journal) {
  auto found = find(snapshot, ctx.tenant, id);
  if (!found) throw unknown(id);
  Visible visible{.operation = *std::move(found), .targets = targets_of(snapshot, ctx.tenant, id)};
  if (with_journal == WithJournal::yes) visible.journal = journal_of(snapshot, ctx.tenant, id);
  const auto within = accounts::within(snapshot, ctx);
  if (!within) return visible;
  const auto all = counts_of(visible.targets);
  std::vector<Target> seen;
  std::set<std::int64_t> ordinals;
  for (std::size_t i = 0; i < visible.targets.size(); ++i) {
    if (!accounts::is_within(within, visible.targets[i].ref.account)) continue;
    seen.push_back(visible.targets[i]);
    ordinals.insert(static_cast<std::int64_t>(i));
  }
  const bool is_new_of_mine = visible.targets.empty() && is_own(ctx, visible.operation);
  if (seen.empty() && !is_new_of_mine) throw unknown(id);
  visible.targets = std::move(seen);
  const auto counts = counts_of(visible.targets);
  visible.is_whole = is_whole(within, ctx, visible.operation, all, counts);
  if (visible.is_whole) return visible;
  reduce(within, visible.operation, counts);
  visible.journal = entries_about(ordinals, std::move(visible.journal));
  return visible;
}

VisiblePage list_visible(sql::Snapshot& snapshot, const CallContext& ctx, OperationFilter filter,
                         PageWish wish) {
  auto [order, after, limit] = wish;
  const auto within = accounts::within(snapshot, ctx);
  // What is seen of an operation may have ended otherwise than the whole.
  const auto states = within ? std::exchange(filter.states, {}) : std::vector<State>{};
  // One more than asked for tells whether there is another page.
  const int at_once = states.empty() ? limit + 1 : std::max(limit + 1, filtered_at_once);
  VisiblePage page;
  int looked_at = 0;
  while (true) {
    auto batch = list(snapshot, ctx.tenant, filter, after, at_once, order);
    const bool is_last = std::ssize(batch) < at_once;
    if (within) reduce_all(snapshot, ctx, within, batch);
    for (auto& operation : batch) {
      if (std::ssize(page.operations) == limit) {
        page.next = page.operations.back().id;
        return page;
      }
      after = operation.id;
      if (states.empty() || std::ranges::find(states, operation.state) != states.end())
        page.operations.push_back(std::move(operation));
    }
    looked_at += at_once;
    if (is_last) return page;
    if (looked_at >= looked_at_most) {
      page.next = after;
      return page;
    }
  }
}

std::vector<Operation> visible_operations_of(sql::Snapshot& snapshot, const CallContext& ctx,
                                             const TargetRef& resource, int limit) {
  auto operations = operations_of(snapshot, ctx.tenant, resource, limit);
  if (const auto within = accounts::within(snapshot, ctx))
    reduce_all(snapshot, ctx, within, operations);
  return operations;
}

Json summaries_json(sql::Snapshot& snapshot, const CallContext& ctx,
                    const std::vector<Operation>& operations) {
  const auto outcomes =
      outcomes_of(snapshot, ctx.tenant, ids_of(operations), accounts::within(snapshot, ctx));
  auto list = Json::array();
  for (const auto& operation : operations)
    list.push_back(summary_json(operation, found_in(outcomes, operation.id)));
  return list;
}

}  // namespace mirante::operations
