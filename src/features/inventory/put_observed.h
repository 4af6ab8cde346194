// States that somebody else than a sweep has seen: an operation that watches a server stop writes
// what it saw, so that lists show it at once. Whoever looked at AWS later wins: a page of a sweep
// that was asked for earlier does not overwrite it, and what is older than the stored observation
// changes nothing.
#pragma once

#include "features/inventory/resource.h"

namespace mirante::sql {
class Tx;
}

namespace mirante::inventory {

/// Stores a whole resource, also one that was not known. `observed_at`: when AWS was asked. Returns
/// whether anything was written.
bool put_observed(sql::Tx& tx, TenantId tenant, const ResourceRef& ref, const Observed& observed,
                  Instant observed_at);

/// Changes only the state of a known resource, in its document too; nothing for unknown ones.
bool put_observed_state(sql::Tx& tx, TenantId tenant, const ResourceRef& ref,
                        std::string_view state, Instant observed_at);

}  // namespace mirante::inventory
