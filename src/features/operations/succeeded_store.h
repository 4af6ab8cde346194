// What operations of a kind were seen to have done, one target after the other: for whoever counts
// what the panel's own switching is worth.
#pragma once

#include <vector>

#include "features/operations/operation.h"
#include "platform/sql/within.h"

namespace mirante::operations {

struct Done {
  TargetRef ref;
  Instant requested_at{};
  Instant observed_at{};  // When the wished state was seen.

  friend bool operator==(const Done&, const Done&) = default;
};

/// Targets that succeeded, of operations that were asked for at `since` or later; in order of their
/// places, then oldest first.
std::vector<Done> succeeded_since(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind,
                                  const sql::Within& within, Instant since);

}  // namespace mirante::operations
