#include "features/schedules/heading.h"

#include <gtest/gtest.h>

#include "features/inventory/resource.h"

namespace mirante::schedules {
namespace {

using inventory::database_kind;
using inventory::instance_kind;

TEST(HeadsFor, ReadsStatesOfServers) {
  for (const auto* on : {"running", "pending"})
    EXPECT_EQ(heads_for(instance_kind, on), State::running) << on;
  for (const auto* off : {"stopped", "stopping", "shutting-down", "terminated"})
    EXPECT_EQ(heads_for(instance_kind, off), State::stopped) << off;
  EXPECT_EQ(heads_for(instance_kind, ""), std::nullopt);
}

TEST(HeadsFor, TakesADatabaseThatIsBackedUpOrChangedForOneThatRuns) {
  for (const auto* on : {"available", "starting", "backing-up", "modifying", "storage-full"})
    EXPECT_EQ(heads_for(database_kind, on), State::running) << on;
  for (const auto* off : {"stopped", "stopping", "deleting"})
    EXPECT_EQ(heads_for(database_kind, off), State::stopped) << off;
  for (const auto* neither : {"", "failed", "creating", "incompatible-network"})
    EXPECT_EQ(heads_for(database_kind, neither), std::nullopt) << neither;
}

}  // namespace
}  // namespace mirante::schedules
