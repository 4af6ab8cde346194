// The tables of what AWS recorded of others' starts and stops, and of how far that was read. Tenant
// first.
#pragma once

#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "features/switchers/foreign_switcher.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"
#include "platform/sql/within.h"

namespace mirante::switchers {

sql::Migrations migrations();

using Place = std::pair<AccountId, Region>;

/// Why a place's record is not known.
enum class Unread : std::uint8_t {
  not_read,       // Nobody has asked yet.
  no_permission,  // cloudtrail:LookupEvents is missing.
  unreachable,    // CloudTrail did not answer.
};
std::string_view to_string(Unread why);

struct TrailRead {
  std::optional<Instant> known_from = {};  // Since then nothing is missing.
  std::optional<Instant> read_at = {};     // Until then, but for what CloudTrail tells late.
  Instant asked_at{};
  std::optional<Unread> problem = {};  // The last try failed.

  friend bool operator==(const TrailRead&, const TrailRead&) = default;
};
std::map<Place, TrailRead> trail_reads(sql::Snapshot& snapshot, TenantId tenant,
                                       const sql::Within& within = std::nullopt);

/// Whether it is the caller's turn to read this place, for so long. False: another process reads.
bool take_turn(sql::Tx& tx, TenantId tenant, const Place& place, std::chrono::seconds length);

/// What was read of a place, which ends the turn; rows from before `forget_before` go.
struct TrailFound {
  Instant known_from{};
  Instant read_at{};
  Instant forget_before{};
  std::vector<TrailEvent> events;  // Of others; those that are known already change nothing.
};
void put_read(sql::Tx& tx, TenantId tenant, const Place& place, const TrailFound& found);
/// It could not be read, which ends the turn; what was known stays.
void put_unread(sql::Tx& tx, TenantId tenant, const Place& place, Unread why, Instant at);

/// In order of their places and times.
std::vector<ForeignAct> foreign_acts(sql::Snapshot& snapshot, TenantId tenant,
                                     const sql::Within& within, Instant since);

}  // namespace mirante::switchers
