// For which calls AWS takes money, as far as it says so where everybody can read it. What a charged
// call costs is not written down here: prices change and differ by region, and none is guessed.
#pragma once

#include <cstdint>
#include <string_view>

namespace mirante::aws {

enum class Charge : std::uint8_t {
  none,     // AWS takes nothing for the call.
  unknown,  // It is charged by the request, or nobody here knows; the price is unknown.
};

/// `service` as in models/operations.txt.
Charge charge_of(std::string_view service, std::string_view operation);

/// "none", "unknown".
std::string_view to_string(Charge charge);

}  // namespace mirante::aws
