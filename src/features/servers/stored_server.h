// What the store tells of a server before anybody asks AWS: whether it was stopped before, and what
// a first stop would lose as far as its last document shows.
#pragma once

#include "base/json.h"
#include "features/operations/operation.h"
#include "features/servers/server_facts.h"
#include "platform/sql/sql.h"

namespace mirante::servers {

/// An operation of ours has stopped it once, or it was seen stopped.
bool was_stopped_before(sql::Snapshot& snapshot, TenantId tenant,
                        const operations::TargetRef& target);

/// Of whatever can be switched, databases too.
operations::TargetRef target_of(const inventory::Resource& resource);

/// Its last document as the rules read it (switch_rules.h), without what only AWS can say:
/// protections, disks of its type. One that is gone counts as terminated.
ServerFacts stored_facts(const inventory::Resource& server);

/// [{code, text, certain}] of `losses_of_stop`, for one that was not stopped before. Not certain:
/// the panel has not seen whether there is such a thing to lose.
Json first_stop_losses_json(const inventory::Resource& server);

}  // namespace mirante::servers
