// The rows that say where each tenant's chain ends. Private to the room.
#pragma once

#include "features/audit/audit.h"
#include "platform/sql/sql.h"

namespace mirante::audit {

Hash read_hash(const sql::Row& row, std::size_t column);

/// The tenant's head, locked until the transaction ends.
Head lock_head(sql::Tx& tx, TenantId tenant);
void set_head(sql::Tx& tx, TenantId tenant, const Head& head);

}  // namespace mirante::audit
