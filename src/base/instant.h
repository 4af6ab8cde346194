// Instants are UTC with microseconds, as stored (`bigint` µs since 1970). Zones enter only where a
// rule or a person needs them. `Steady` counts without jumps and is for waiting and deadlines,
// never for storing.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mirante {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Monotonic time of one process; its zero means nothing.
struct SteadyTag {
  using rep = std::int64_t;
  using period = std::micro;
  using duration = std::chrono::microseconds;
  using time_point = std::chrono::time_point<SteadyTag, duration>;
  static constexpr bool is_steady = true;
};
using Steady = std::chrono::time_point<SteadyTag, std::chrono::microseconds>;

inline std::int64_t to_micros(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant from_micros(std::int64_t micros) {
  return Instant(std::chrono::microseconds(micros));
}

/// "2026-03-02T18:59:00Z"; with a fraction of up to six digits only if there is one.
std::string to_iso8601(Instant instant);

/// Reads RFC 3339 / ISO 8601 date-times with `Z` or an offset ("2026-03-02T18:59:00.5-03:00").
Result<Instant> parse_iso8601(std::string_view text);

}  // namespace mirante
