#include "features/identity/login_throttle.h"

#include <gtest/gtest.h>

namespace mirante::identity {
namespace {

using namespace std::chrono_literals;

const Instant noon{1'700'000'000s};

LoginThrottle::Attempt from(std::string address, bool is_known = false) {
  return {.address = std::move(address), .email = "ana@example.com", .is_known_address = is_known};
}

class Throttle : public ::testing::Test {
 protected:
  void wrong(int times, const LoginThrottle::Attempt& attempt) {
    for (int i = 0; i < times; ++i) throttle.count(attempt, noon);
  }
  LoginThrottle throttle{{.at_once = 5, .every = 10s}, {.at_once = 8, .every = 60s}};
};

TEST_F(Throttle, LetsFewMistakesPass) {
  wrong(4, from("203.0.113.7"));

  EXPECT_EQ(throttle.must_wait(from("203.0.113.7"), noon), std::nullopt);
}

TEST_F(Throttle, MakesAnAddressWaitForEachFurtherMistake) {
  wrong(5, from("203.0.113.7"));

  EXPECT_EQ(throttle.must_wait(from("203.0.113.7"), noon), 10s);
  EXPECT_EQ(throttle.must_wait(from("203.0.113.7"), noon + 9s), 1s);
  EXPECT_EQ(throttle.must_wait(from("203.0.113.7"), noon + 10s), std::nullopt);
  EXPECT_EQ(throttle.must_wait(from("203.0.113.8"), noon), std::nullopt);
}

TEST_F(Throttle, SlowsDownGuessesAtOnePersonFromManyAddresses) {
  for (int i = 0; i < 8; ++i) throttle.count(from("198.51.100." + std::to_string(i)), noon);

  EXPECT_EQ(throttle.must_wait(from("198.51.100.99"), noon), 60s);
}

TEST_F(Throttle, DoesNotLockOutAPersonWhoIsGuessedAt) {
  for (int i = 0; i < 1'000; ++i) throttle.count(from("198.51.100." + std::to_string(i)), noon);

  EXPECT_EQ(throttle.must_wait(from("203.0.113.7", /*is_known=*/true), noon), std::nullopt);
}

TEST_F(Throttle, CountsAHouseholdsIpv6AddressesAsOne) {
  for (int i = 1; i <= 5; ++i)
    throttle.count(from("2001:db8:1:2:3:4:5:" + std::to_string(i), true), noon);

  EXPECT_EQ(throttle.must_wait(from("2001:db8:1:2:9:9:9:9", true), noon), 10s);
  EXPECT_EQ(throttle.must_wait(from("2001:db8:1:3:3:4:5:1", true), noon), std::nullopt);
}

TEST(NetworkOf, IsAllOfIpv4AndHalfOfIpv6) {
  EXPECT_EQ(network_of("203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(network_of("2001:db8::1"), "2001:db8::/64");
  EXPECT_EQ(network_of("::1"), "::/64");
}

}  // namespace
}  // namespace mirante::identity
