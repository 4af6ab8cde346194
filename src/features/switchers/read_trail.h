// Reads who else starts and stops servers and databases from AWS's own record, for each account and
// region in which there are any, once an hour, beside everything else that a process does which
// carries out work. What the panel's operations did is recognised by their ids in the user agent,
// and left out.
#pragma once

#include <chrono>

#include "base/context.h"
#include "base/loop.h"
#include "features/switchers/switch_store.h"

namespace mirante::aws {
class Client;
}  // namespace mirante::aws
namespace mirante::accounts {
class AccountAccess;
}  // namespace mirante::accounts

namespace mirante::switchers {

/// So far back others' acts are looked at.
inline constexpr std::chrono::days kept{28};

struct TrailConfig {
  std::chrono::seconds poll{60};       // How soon what is due is read.
  std::chrono::seconds age_max{3600};  // Then a place is read again, also after a failure.
  std::chrono::seconds overlap{7200};  // Events are told late; so much is read twice.
  int pages_max = 20;                  // For each call and reading, of 50 events.
};
/// Failure(invalid) that names the field.
Result<TrailConfig> validate(TrailConfig config);

/// What the reader needs of the process; made by main, outlives it.
struct TrailServices {
  sql::Database& db;
  Loop& loop;
  aws::Client& client;
  accounts::AccountAccess& access;
};

class TrailReader {
 public:
  /// Throws Failure(invalid) for a config that `validate` refuses.
  explicit TrailReader(TrailServices services, TrailConfig config = {});

  /// Runs until it is cancelled, then throws that Failure. A store that fails is tried again.
  Task<void> run();

  /// Reads what is due, once.
  Task<void> read_due();

 private:
  struct Due {
    TenantId tenant;
    Place place;
    bool has_servers = false;
    bool has_databases = false;
    TrailRead before;
  };
  Task<std::vector<Due>> due_places();
  Task<void> read(Due due);
  Task<TrailFound> look_up(const Due& due);

  const TrailServices services_;
  const TrailConfig config_;
};

}  // namespace mirante::switchers
