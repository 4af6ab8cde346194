// Operations as whoever asks may see them. Of an operation that also concerns accounts out of their
// reach they see their own targets and what these alone came to; one that concerns nothing of
// theirs does not exist, unless they asked for it and it has no target yet.
#pragma once

#include <optional>
#include <vector>

#include "features/operations/operation_store.h"
#include "platform/sql/within.h"

namespace mirante::operations {

struct Visible {
  Operation operation;
  std::vector<Target> targets;
  std::vector<Entry> journal = {};
  bool is_whole = true;  // Nothing of it is out of reach.
};

enum class WithJournal : std::uint8_t { no, yes };

/// Failure(not_found), code "operation.unknown", also for what is out of reach.
Visible must_find_visible(sql::Snapshot& snapshot, const CallContext& ctx, OperationId id,
                          WithJournal with_journal);

struct PageWish {
  OperationOrder order = {};
  std::optional<OperationId> after = {};  // An earlier page's `next` in the same order.
  int limit = 50;
};
struct VisiblePage {
  std::vector<Operation> operations;
  std::optional<OperationId> next = {};  // Where the list goes on.
};
/// `filter.accounts` are within the reach of `ctx`.
VisiblePage list_visible(sql::Snapshot& snapshot, const CallContext& ctx, OperationFilter filter,
                         PageWish wish);

/// The newest ones that had this resource, which `ctx` reaches, among their targets.
std::vector<Operation> visible_operations_of(sql::Snapshot& snapshot, const CallContext& ctx,
                                             const TargetRef& resource, int limit);

/// Of operations that `ctx` sees: summaries with their outcomes (operation_json.h).
Json summaries_json(sql::Snapshot& snapshot, const CallContext& ctx,
                    const std::vector<Operation>& operations);

}  // namespace mirante::operations
