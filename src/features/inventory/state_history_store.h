// In which states resources were, one after the other: for whoever counts how long servers ran.
// Versions follow each other whatever changed, so two in a row may have the same state.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/inventory/resource.h"
#include "platform/sql/sql.h"
#include "platform/sql/within.h"

namespace mirante::inventory {

struct StateSpan {
  std::string state;  // Empty: not known.
  Instant from{};
  Instant until{};

  friend bool operator==(const StateSpan&, const StateSpan&) = default;
};

/// Earlier versions of all resources of a kind that ended after `since`, oldest first; the present
/// version, which none of them is, begins at `Resource::changed_at`.
std::map<ResourceRef, std::vector<StateSpan>> earlier_states(sql::Snapshot& snapshot,
                                                             TenantId tenant, std::string_view kind,
                                                             const sql::Within& within,
                                                             Instant since);

/// Of one alone.
std::vector<StateSpan> earlier_states_of(sql::Snapshot& snapshot, TenantId tenant,
                                         const ResourceRef& ref, Instant since);

}  // namespace mirante::inventory
