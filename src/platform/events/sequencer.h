// Gives committed events their numbers. One process at a time does it (a lease by database time);
// the row lock makes it right even if two believe that they hold the lease.
#pragma once

#include <optional>

#include "base/ids.h"
#include "base/loop.h"
#include "platform/events/waker.h"
#include "platform/sql/sql.h"

namespace mirante::events {

struct SequencerConfig {
  /// A holder that is silent for this long is taken for dead.
  std::chrono::milliseconds lease{5'000};
  /// How often to look without having been woken: for events of other processes.
  std::chrono::milliseconds poll{100};
  int batch = 1'000;
  /// So long other writes that wait come first, as somebody waits for them.
  std::chrono::milliseconds gives_way_for{200};
  /// How long an event is kept for readers who are behind.
  std::chrono::hours keep{24 * 7};
  std::chrono::minutes drop_every{10};
};

/// What one look gave.
struct Numbered {
  bool is_holder = false;  // False: another process has the lease.
  int count = 0;
};

/// Numbers up to `config.batch` events if the lease is free or `holder`'s.
Numbered number_events(sql::Tx& tx, const Id16& holder, const SequencerConfig& config);

class Sequencer {
 public:
  /// `holder` is a random id of this process. `numbered` is woken when there are new numbers,
  /// whichever process gave them. All references must outlive `run`.
  Sequencer(sql::Database& db, Loop& loop, Id16 holder, Waker& numbered,
            SequencerConfig config = {});

  /// Runs until cancelled; throws away what is older than `keep`, a batch at a time. A store that
  /// is away is logged and tried again.
  Task<void> run();

 private:
  Task<void> give_way();
  Task<bool> work();
  Task<std::int64_t> newest_number();
  Task<void> drop_some();

  sql::Database& db_;
  Loop& loop_;
  const Id16 holder_;
  Waker& numbered_;
  const SequencerConfig config_;
  Waker committed_;
  std::int64_t known_number_ = -1;
  bool is_failing_ = false;
  std::optional<Steady> drop_at_;
};

}  // namespace mirante::events
