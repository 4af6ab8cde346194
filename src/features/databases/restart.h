// AWS starts a stopped database by itself after seven days (semantics §2.8). Whether that is what
// happened, by what the inventory has seen: pure; find_restart.h asks it of what is stored.
#pragma once

#include <optional>
#include <vector>

#include "base/instant.h"
#include "features/inventory/resource.h"

namespace mirante::databases {

/// A start of AWS's own.
struct AwsStart {
  Instant due{};   // When AWS had announced it (AutomaticRestartTime).
  Instant seen{};  // When the database was first seen on its way up, or running.
  friend bool operator==(const AwsStart&, const AwsStart&) = default;
};

/// So long after the announced instant a start that is seen first counts as AWS's: nobody can start
/// what AWS has started already, but whoever looks late cannot know.
inline constexpr std::chrono::hours aws_start_seen_within{24};

/// A start that the panel was asked for takes at most so long to be seen.
inline constexpr std::chrono::hours asked_start_seen_within{2};

/// Whether it is up or comes up, by whomever.
bool is_up(const inventory::Resource& database);

/// The one because of which a database runs now; nullopt: it is off, or somebody else started it
/// (it was seen running before the instant that AWS had announced, or the panel was asked to start
/// it at about that time), or nobody knows. `earlier` are its earlier versions, newest first;
/// `asked_here` when the panel was asked to start it.
std::optional<AwsStart> start_by_aws(const inventory::Resource& database,
                                     const std::vector<inventory::Version>& earlier,
                                     const std::vector<Instant>& asked_here);

/// Of one that is off, or was when it was last seen: when AWS is going to start it.
std::optional<Instant> announced_start(const inventory::Resource& database);

}  // namespace mirante::databases
