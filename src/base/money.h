// Money: exact decimals in billionths of the currency unit, with the currency. Room for ±9.2
// billion. Amounts of two currencies never meet in silence; a sum that does not fit is an error,
// never a wrap.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace mirante {

enum class Currency : std::uint8_t { usd, brl, eur };

/// ISO 4217 code ("USD").
std::string_view to_string(Currency currency);

struct Money {
  std::int64_t nanos = 0;  // Billionths of the currency unit.
  Currency currency = Currency::usd;

  friend bool operator==(const Money&, const Money&) = default;
};

Result<Money> add(Money a, Money b);

}  // namespace mirante
