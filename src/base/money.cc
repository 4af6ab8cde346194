#include "base/money.h"

namespace mirante {

std::string_view to_string(Currency currency) {
  switch (currency) {
    case Currency::usd: return "USD";
    case Currency::brl: return "BRL";
    case Currency::eur: return "EUR";
  }
  return "USD";
}

Result<Money> add(Money a, Money b) {
  if (a.currency != b.currency)
    return fail(ErrorKind::invalid, "cannot add " + std::string(to_string(a.currency)) + " and " +
                                        std::string(to_string(b.currency)));
  Money sum{.currency = a.currency};
  if (__builtin_add_overflow(a.nanos, b.nanos, &sum.nanos))
    return fail(ErrorKind::limit, "the sum exceeds 9.2 billion");
  return sum;
}

}  // namespace mirante
