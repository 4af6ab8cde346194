// The statements that write the inventory's tables; what to write is decided in part_writer.cc and
// put_observed.cc. Private to the room.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "features/inventory/document_store.h"
#include "features/inventory/part.h"
#include "features/inventory/resource.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

/// What a part's row says, locked until the transaction ends.
struct LockedPart {
  std::int64_t revision = 0;
  std::int64_t chunks = 0;  // Numbers given to chunks so far.
  std::optional<Instant> observed_at;
  std::optional<Instant> attempted_at;
  std::optional<Instant> failing_since;
};

/// Makes the row if there is none.
LockedPart lock_part(sql::Tx& tx, TenantId tenant, const PartRef& part);
/// Makes it the next revision; `chunks` as `DocumentWriter::finish` gave it.
void raise_revision(sql::Tx& tx, TenantId tenant, const PartRef& part, const LockedPart& locked,
                    std::int64_t chunks);

/// How and when something was seen.
struct Sighting {
  Instant asked_at;
  int format = 1;
};

/// A document with the place where it is stored already.
struct Placed {
  const Observed* observed;
  DocumentPlace place;
};

/// New rows, several to a statement.
void insert_resources(sql::Tx& tx, TenantId tenant, const PartRef& part,
                      std::span<const Placed> added, const Sighting& sighting);
/// Keeps the present version in the history and puts the new one in its place.
void change_resource(sql::Tx& tx, TenantId tenant, const PartRef& part, const Placed& placed,
                     const Sighting& sighting);
/// Replaces the documents without a new version: our way of writing them has changed, not AWS.
void rewrite_resource(sql::Tx& tx, TenantId tenant, const PartRef& part, const Placed& placed,
                      const Sighting& sighting);
/// Only says that it was seen (again) at that time; a resource that was gone is back.
void touch_resource(sql::Tx& tx, TenantId tenant, const PartRef& part, std::string_view id,
                    Instant asked_at);
void mark_gone(sql::Tx& tx, TenantId tenant, const PartRef& part, std::string_view id, Instant at);

/// One event for all that a transaction changed in a part; at most `event_ids_max` ids of each
/// sort, besides their counts.
struct Changes {
  std::vector<std::string_view> added;
  std::vector<std::string_view> changed;
  std::vector<std::string_view> gone;
  bool is_first_read = false;  // The part was never read before: what is new here is not news.

  bool empty() const { return added.empty() && changed.empty() && gone.empty(); }
};
inline constexpr std::size_t event_ids_max = 100;
void append_event(sql::Tx& tx, TenantId tenant, const PartRef& part, const Changes& changes);

}  // namespace mirante::inventory
