// Whoever hears of a schedule's troubles hears that the panel did not run while it had something to
// do: one mail for each receiver in a company, in the transaction that ends the outage.
#pragma once

#include "features/notices/notices_services.h"

namespace mirante::notices {

struct Down {
  Instant began_at{};
  Instant ended_at{};
};
/// False: no rule of the company's schedules had anything to do in it, and nobody is told. What can
/// be no mail is left out and logged.
bool tell_outage(sql::Tx& tx, const NoticesServices& services, TenantId tenant, const Down& down);

}  // namespace mirante::notices
