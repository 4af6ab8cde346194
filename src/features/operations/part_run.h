// The loop over the targets of one operation in one account and region: look at all, judge each,
// call in batches, look again. See kind.h for who decides what.
#pragma once

#include <vector>

#include "features/operations/batches.h"
#include "features/operations/operation_run.h"
#include "features/operations/round.h"

namespace mirante::operations {

class PartRun {
 public:
  /// `ordinals` of one account and region. `run` and `kind` must outlive it.
  PartRun(OperationRun& run, Kind& kind, std::vector<std::int64_t> ordinals);

  /// Returns when every target has ended or the run is over. Throws Failure when the store fails.
  Task<void> run();

 private:
  std::vector<std::int64_t> pending() const;
  /// Those that may be looked at now: due, and with their resource claimed.
  Task<std::vector<std::int64_t>> admitted(std::vector<std::int64_t> candidates);
  Task<Settled> look(const std::vector<std::int64_t>& ordinals);
  /// Makes the calls that are due and takes refused batches apart.
  Task<void> call_all(const std::vector<std::int64_t>& ready);
  Task<std::vector<Batch>> call(const Batch& batch);
  Task<Batch> intend(const Batch& batch);
  /// Runs on the store's thread, while this part waits for it.
  std::vector<Entry> intention(sql::Tx& tx, const Held& held, const ProgressMap& before,
                               Batch& allowed) const;
  Task<std::vector<Batch>> accepted(const Batch& batch, const Answer& answer);
  Task<std::vector<Batch>> rejected(const Batch& batch, const Error& error);
  std::vector<Item> items_of(const Batch& batch) const;
  Instant next_look(const std::vector<std::int64_t>& ordinals) const;

  class Context;

  OperationRun& run_;
  Kind& kind_;
  const std::vector<std::int64_t> ordinals_;
  AccountId account_;
  Region region_;
  GroupWidths widths_;
  std::map<std::int64_t, Instant> look_again_;
  std::map<std::int64_t, Facts> facts_;  // Of the latest look.
  std::map<std::int64_t, bool> admitted_;
  std::optional<Instant> blind_since_;
};

}  // namespace mirante::operations
