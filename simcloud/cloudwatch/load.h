// How busy a simulated server is in a minute: a pattern (told from its tags), its own size of load,
// and noise. All of it follows from the seed and the server's id, so the same minute always has the
// same load and nothing is stored.
#pragma once

#include <cstdint>

#include "simcloud/catalog.h"
#include "simcloud/draws.h"
#include "simcloud/ec2/state.h"
#include "simcloud/text_pool.h"

namespace mirante::simcloud {

enum class Load : std::uint8_t {
  busy_days,     // Web and application servers: days busy, evenings less, nights and weekends low.
  office_hours,  // Development, tests, desktops: nothing outside of working hours.
  nightly,       // Batches between one and five in the morning.
  steady,        // Databases and queues.
  idle,          // Hardly anything, ever.
};

/// Told from the values of all tags: "homologacao" works in office hours, "batch" at night.
Load load_of(const TextPool& texts, const Tags& tags);

/// 0 (nothing to do) to 1 (all it was made for), in local time of the region.
double activity(const Draws& draws, std::uint64_t server, Load load, RegionIndex region,
                std::int64_t minute);

/// Even noise in [-1, 1] for one of a server's values in a minute.
double noise(const Draws& draws, std::uint64_t thing, std::uint64_t what, std::int64_t minute);

}  // namespace mirante::simcloud
