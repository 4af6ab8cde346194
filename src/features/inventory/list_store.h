// Lists of resources: filtered, sorted, a page at a time, and how many there are. All of it is the
// database's work, which reads every row of the accounts that are asked about. Where there are
// many, list_memory.h gives the same sooner. Tenant first.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "features/inventory/card_store.h"
#include "features/inventory/listing.h"
#include "features/inventory/resource.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

/// Resources that are there (not gone), in order of account, region, id; at most `limit`, after the
/// place of `after`.
std::vector<Resource> list(sql::Snapshot& snapshot, TenantId tenant, const Filter& filter,
                           Detail detail, int limit,
                           const std::optional<ResourceRef>& after = std::nullopt);

/// Where a list goes on: after the one that stood there with this value of what it is sorted by,
/// even if it has changed since.
struct Cursor {
  std::string value;
  ResourceRef ref;

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

struct PageWish {
  SortKey key = SortKey::name;
  bool is_descending = false;
  int limit = 50;
  int offset = 0;  // After `after`.
  std::optional<Cursor> after = {};
};

/// What is not known comes last in either direction; equals stand in order of account, region, id.
struct Listing {
  std::vector<Resource> resources;
  std::optional<Cursor> next = {};  // There are more.
};
/// Failure(invalid) naming "after" where the cursor's value cannot be one of this key.
Listing page(sql::Snapshot& snapshot, TenantId tenant, const Filter& filter, const PageWish& wish);

/// How many there are by state ("" where a kind has none), whatever states the filter names.
std::map<std::string, std::int64_t> count_by_state(sql::Snapshot& snapshot, TenantId tenant,
                                                   Filter filter);

}  // namespace mirante::inventory
