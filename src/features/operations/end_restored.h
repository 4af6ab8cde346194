// What becomes of running operations when the panel's data are put back from a backup: nobody goes
// on with them. What they wanted may have been done, undone or decided otherwise since, and a stop
// from last week must not happen today.
#pragma once

#include "base/ids.h"
#include "base/instant.h"

namespace mirante::sql {
class Tx;
}  // namespace mirante::sql

namespace mirante::operations {

/// Ends each running operation of the tenant as one that needs a person, with reason
/// "operation.restored". Returns how many. For a store that no panel runs on.
int end_restored(sql::Tx& tx, TenantId tenant, Instant now);

}  // namespace mirante::operations
