// Money: exact decimals in billionths of the currency unit, with the currency. Room for ±9.2
// billion. Amounts of two currencies never meet in silence; a sum that does not fit is an error,
// never a wrap.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

/// `amount` × `parts` ÷ `whole`, rounded to the nearest billionth, halves away from zero; `whole`
/// is over 0. Error(limit) where it does not fit.
Result<Money> share(Money amount, std::int64_t parts, std::int64_t whole);

/// "12.5", "-0.000000001", "0": no more digits than needed.
std::string to_decimal(Money amount);
/// "0.0416000000" → 41'600'000 nanos. Error(invalid) for anything but a decimal, and for one that
/// is no whole number of billionths; Error(limit) where it does not fit.
Result<std::int64_t> parse_nanos(std::string_view text);

}  // namespace mirante
