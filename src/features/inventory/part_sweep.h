// Reading one part and storing it while its pages arrive. Where the pages come from is the caller's
// business (aws_kinds.cc), so that this can be told apart from AWS.
#pragma once

#include <functional>
#include <vector>

#include "base/context.h"
#include "base/loop.h"
#include "features/inventory/part_writer.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

/// Takes the pages of one part, in order.
class PageSink {
 public:
  virtual ~PageSink() = default;
  /// Stores what is new in `seen`. `asked_at`: when AWS was asked for this page.
  virtual Task<void> page(std::vector<Observed> seen, Instant asked_at) = 0;
};

/// Reads all pages into the sink. Throws Failure when it cannot read on.
using ReadPages = std::function<Task<void>(PageSink&)>;

struct PartSweepServices {
  sql::Database& db;
  Loop& loop;
};

struct PartRead {
  std::int64_t seen = 0;     // Resources that AWS showed.
  std::int64_t written = 0;  // Of these, how many were new or changed.
  std::optional<PartFailure> failure = {};

  friend bool operator==(const PartRead&, const PartRead&) = default;
};

/// Reads and stores the part. What AWS refuses is no exception but the part's failure, stored with
/// it; thrown are cancellation and what the store throws. `action` is the IAM action needed.
Task<PartRead> sweep_part(PartSweepServices services, TenantId tenant, PartRef part,
                          std::string_view action, ReadPages read_pages);

}  // namespace mirante::inventory
