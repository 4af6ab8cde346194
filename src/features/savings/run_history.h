// When a server ran, as far as it was seen: from the states that the inventory stored and from what
// AWS says of its last start. What lies before the first look is not known, and is not counted as
// off. Also what such runs are billed as. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/money.h"
#include "features/inventory/state_history_store.h"
#include "features/prices/price.h"

namespace mirante::savings {

/// Half-open: [begin, end).
struct Span {
  Instant begin{};
  Instant end{};

  friend bool operator==(const Span&, const Span&) = default;
};

struct RunHistory {
  Span known;              // Empty: nothing is known.
  std::vector<Span> runs;  // In `known`, oldest first; they do not touch.
};

/// From `since` on. `earlier` are the server's earlier states, oldest first. It ends when the
/// server was last looked at. A server that runs began to at its launch at the latest, also where
/// that was before the first look.
RunHistory run_history(const inventory::Resource& server,
                       const std::vector<inventory::StateSpan>& earlier, Instant since);

/// Whether AWS bills hours in this state: of servers "running" alone, of databases all but those in
/// which they are off or not there yet ("Viewing Amazon RDS DB instance status").
bool is_billed(std::string_view kind, std::string_view state);

/// When AWS says that the server was last started.
std::optional<Instant> launched_at(const inventory::Resource& server);

/// The parts of these spans that lie in `window`.
std::vector<Span> cut(const std::vector<Span>& spans, Span window);
/// The parts of these spans, in their order, that lie in none of `others` (oldest first).
std::vector<Span> outside(const std::vector<Span>& spans, const std::vector<Span>& others);
/// Whole seconds of all of them together.
std::int64_t seconds_of(const std::vector<Span>& spans);

/// What AWS bills for these runs: each second and at least a minute for each start, or each hour
/// that was begun.
std::int64_t billed_seconds(const std::vector<Span>& runs, prices::Grain grain);

/// So many seconds at so much an hour; Failure(limit) where it does not fit.
Money at_hourly(Money hourly, std::int64_t seconds);

}  // namespace mirante::savings
