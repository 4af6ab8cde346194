// Whoever hears of a schedule's troubles hears that the panel did not run while it had something to
// do: one mail for each receiver in a company, in the transaction that ends the outage.
#pragma once

#include "features/notices/notices_services.h"

namespace mirante::notices {

struct Down {
  Instant began_at{};
  Instant ended_at{};
};
/// To be asked before anything that fell due in it is carried out. What can be no mail is left out
/// and logged.
void tell_outage(sql::Tx& tx, const NoticesServices& services, TenantId tenant, const Down& down);

}  // namespace mirante::notices
