// Servers' hours that are paid for already: reserved instances. AWS takes them for servers of their
// type in their region or zone, of whichever account shares the bill; a regional one for Linux on
// shared machines also for other sizes of its family. Values and rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/instant.h"

namespace mirante::prices {

struct Reservation {
  AccountId account;  // That bought it.
  Region region;
  std::string id;
  std::string zone = {};     // Empty: for the whole region.
  std::string type;          // "m5.large"
  std::string platform;      // "Linux/UNIX"
  std::string tenancy = {};  // Empty: shared machines.
  std::int64_t servers = 1;  // So many at once.
  Instant begins_at{};
  Instant ends_at{};

  friend bool operator==(const Reservation&, const Reservation&) = default;
};

/// What a reservation may be taken for.
struct Coverable {
  Region region;
  std::string zone;
  std::string type;
  std::string platform;
  std::string tenancy = {};  // Empty: shared machines.
};
bool may_cover(const Reservation& reservation, const Coverable& server);

/// How big a type is beside others of its family, in quarters of a "small": nano 1, large 16.
/// Nullopt for one that has no such size ("metal").
std::optional<std::int64_t> quarters_of(std::string_view type);

}  // namespace mirante::prices
