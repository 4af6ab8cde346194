// Mails about fires that did not do all that they were to do: servers that were held because nobody
// has approved them, points that came too late, operations that finally failed, and what could not
// even be carried out. One for each fire
// and receiver, in the transaction that stores what it tells: when the fire is stored, or else when
// the last of its operations has ended. Another mail tells that AWS started databases by itself
// after seven days, which the fire stops again.
#pragma once

#include "features/firing/fire.h"
#include "features/notices/notices_services.h"

namespace mirante::notices {

/// The fire was stored in this transaction.
void on_fire(sql::Tx& tx, const NoticesServices& services,
             const schedules::StoredSchedule& schedule, const firing::Fire& fire);
/// The operation's end was stored in this transaction.
void on_operation_end(sql::Tx& tx, const NoticesServices& services, TenantId tenant,
                      OperationId operation);

}  // namespace mirante::notices
