#include "simcloud/money/billing.h"

#include "simcloud/money/rating.h"

namespace mirante::simcloud {

Nanos SavingsPlan::upfront() const {
  const auto whole = commitment * offer.term.hours();
  switch (offer.payment) {
    case Payment::no_upfront: return 0;
    case Payment::partial_upfront: return share(whole, 1, 2);
    case Payment::all_upfront: return whole;
  }
  return 0;
}

Nanos SavingsPlan::hourly_fee(Second hour) const {
  return commitment - hourly_part(upfront(), offer.term, begin, hour);
}

}  // namespace mirante::simcloud
