#include "features/accounts/awaited_roles.h"

#include <gtest/gtest.h>

namespace mirante::accounts {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant begin = *parse_iso8601("2026-03-02T10:00:00Z");

AccountId account(std::uint8_t last) {
  AccountId id{};
  id.bytes.back() = last;
  return id;
}

TEST(AwaitedRoles, TellEqualRefusalsOnceInTenMinutes) {
  AwaitedRoles roles;
  EXPECT_TRUE(roles.is_news(account(1), "refused", begin));

  roles.told(account(1), "refused", begin);

  EXPECT_FALSE(roles.is_news(account(1), "refused", begin + seconds(5)));
  EXPECT_FALSE(roles.is_news(account(1), "refused", begin + minutes(10) - seconds(1)));
  EXPECT_TRUE(roles.is_news(account(1), "refused", begin + minutes(10)));
}

TEST(AwaitedRoles, TellWhatIsAnotherRefusalOrOfAnotherAccount) {
  AwaitedRoles roles;
  roles.told(account(1), "refused", begin);

  EXPECT_TRUE(roles.is_news(account(2), "refused", begin));
  EXPECT_TRUE(roles.is_news(account(1), "another role refused", begin));
  roles.told(account(1), "another role refused", begin);
  EXPECT_TRUE(roles.is_news(account(1), "refused", begin));
}

TEST(AwaitedRoles, TellAgainWhatCouldNotBeStored) {
  AwaitedRoles roles;

  EXPECT_TRUE(roles.is_news(account(1), "refused", begin));
  EXPECT_TRUE(roles.is_news(account(1), "refused", begin + seconds(5)));
}

}  // namespace
}  // namespace mirante::accounts
