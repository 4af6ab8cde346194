// Exact arithmetic of money in the simulated AWS: amounts are billionths of a dollar, quantities
// billionths of their unit, both whole numbers. The only rounding is in `share`: to the nearest
// billionth, halves away from zero, once for each line of the bill. Sums never round.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mirante::simcloud {

/// Billionths: of a dollar, or of a unit of use.
using Nanos = std::int64_t;
inline constexpr Nanos one = 1'000'000'000;

/// a × b ÷ c, rounded to the nearest, halves away from zero; `c` over 0.
Nanos share(Nanos a, std::int64_t b, std::int64_t c);

/// "12.5", "-0.000000001", "0": no more digits than needed.
std::string decimal_text(Nanos amount);
/// With at least ten digits after the point, as price lists have it: "0.0416000000".
std::string price_text(Nanos amount);
/// "12.50" → 12'500'000'000. Error(invalid) for anything but a decimal of at most nine digits after
/// the point.
Result<Nanos> parse_decimal(std::string_view text);

}  // namespace mirante::simcloud
