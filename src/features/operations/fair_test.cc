#include "features/operations/fair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::operations {
namespace {

constexpr TenantId big{{1}}, small{{2}};
constexpr AccountId dead{{3}}, alive{{4}};

DueGroup group(TenantId tenant, AccountId account, std::int64_t count, int since = 0) {
  return {.tenant = tenant, .account = account, .count = count, .oldest = from_micros(since)};
}
int taken(const std::vector<Share>& shares, TenantId tenant, AccountId account) {
  for (const auto& share : shares)
    if (share.group.tenant == tenant && share.group.account == account) return share.count;
  return 0;
}

TEST(FairShares, ATenantWithThousandsDueLeavesRoomForOneWithTwo) {
  const auto shares = share_out({group(big, alive, 5'000, 1), group(small, alive, 2, 9)}, {},
                                {.all = 10, .per_tenant = 10, .per_account = 10});

  EXPECT_EQ(taken(shares, small, alive), 2);
  EXPECT_EQ(taken(shares, big, alive), 8);
}

TEST(FairShares, WhatRunsAlreadyCounts) {
  const auto shares =
      share_out({group(big, alive, 100, 1), group(small, alive, 100, 9)}, {{{big, alive}, 6}},
                {.all = 10, .per_tenant = 10, .per_account = 10});

  EXPECT_EQ(taken(shares, small, alive), 4);
  EXPECT_EQ(taken(shares, big, alive), 0);
}

TEST(FairShares, AnAccountThatDoesNotAnswerLeavesRoomForTheTenantsOthers) {
  const auto shares =
      share_out({group(big, dead, 100, 1), group(big, alive, 3, 9)}, {{{big, dead}, 4}},
                {.all = 100, .per_tenant = 50, .per_account = 4});

  EXPECT_EQ(taken(shares, big, dead), 0);
  EXPECT_EQ(taken(shares, big, alive), 3);
}

TEST(FairShares, NobodyGetsMoreThanIsDueOrThanThereIsRoomFor) {
  const FairLimits limits{.all = 3, .per_tenant = 2, .per_account = 1};

  EXPECT_EQ(taken(share_out({group(big, alive, 1)}, {}, limits), big, alive), 1);
  EXPECT_EQ(taken(share_out({group(big, alive, 9)}, {}, limits), big, alive), 1);
  EXPECT_TRUE(share_out({group(big, alive, 9)}, {{{small, alive}, 3}}, limits).empty());
}

}  // namespace
}  // namespace mirante::operations
