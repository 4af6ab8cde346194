// What the store tells of a server before anybody asks AWS: whether it was stopped before, and what
// a first stop would lose as far as its last document shows.
#pragma once

#include <vector>

#include "base/json.h"
#include "features/operations/operation.h"
#include "platform/sql/sql.h"

namespace mirante::servers {

/// An operation of ours has stopped it once, or it was seen stopped.
bool was_stopped_before(sql::Snapshot& snapshot, TenantId tenant,
                        const operations::TargetRef& target);

/// Of the document (AWS's member names). Instance store disks of a type are seen only when the stop
/// is planned.
std::vector<operations::Loss> stored_losses(const Json& document);

}  // namespace mirante::servers
