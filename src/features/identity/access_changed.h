// Says that somebody's sessions, tokens or roles are no longer what they were, in the transaction
// in which that happens: what lasts longer than a request, as the stream of events does, looks
// again.
#pragma once

#include "features/identity/user.h"
#include "platform/sql/sql.h"

namespace mirante::identity {

/// `tenant`: where it was done. All processes hear of it, whatever company the person is in.
void append_access_changed(sql::Tx& tx, TenantId tenant, UserId user);

}  // namespace mirante::identity
