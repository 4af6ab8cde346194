// The store as one of several processes reaches it: what it asks takes a while, may fail before or
// after COMMIT, and may be the last thing that the process does.
#pragma once

#include "base/effects.h"
#include "base/rng.h"
#include "platform/sql/sql.h"
#include "tests/simulation/seeds/plant.h"
#include "tests/simulation/seeds/process_loop.h"

namespace mirante::simulation {

/// What is wrong between a process and the store.
struct StoreFaults {
  Instant away_until{};  // By the right clock.
  int lose_before = 0;   // So many of the next writes fail and do nothing,
  int lose_after = 0;    // and then so many are done, but nobody hears of it.
};

class FaultyDatabase final : public sql::Database {
 public:
  /// The loops of all processes on the store: what one has written the others hear of only by
  /// looking.
  using Everybody = std::vector<ProcessLoop*>;
  /// What the store is to do wrong besides, if anything, draws from `plant_rng`.
  FaultyDatabase(sql::Database& inner, ProcessLoop& loop, const Everybody& everybody,
                 Effects& effects, Rng& rng, std::optional<Plant> plant, Rng& plant_rng)
      : inner_(inner),
        loop_(loop),
        everybody_(everybody),
        effects_(effects),
        rng_(rng),
        plant_(plant),
        plant_rng_(plant_rng) {}

  void on_announcement(std::function<void()> heard) override {
    inner_.on_announcement(std::move(heard));
  }
  std::size_t writes_waiting() const override { return 0; }

  StoreFaults faults;

 private:
  Task<void> run_write(std::function<void(sql::Tx&)> work) override;
  Task<void> run_read(std::function<void(sql::Snapshot&)> work) override;
  Task<void> write_now(const std::function<void(sql::Tx&)>& work, bool is_heard);
  Task<void> travel();
  void must_be_there() const;

  sql::Database& inner_;
  ProcessLoop& loop_;
  const Everybody& everybody_;
  Effects& effects_;
  Rng& rng_;
  const std::optional<Plant> plant_;
  Rng& plant_rng_;
};

}  // namespace mirante::simulation
