#include "platform/http/forwarded.h"

#include <gtest/gtest.h>

namespace mirante::http {
namespace {

Network network(std::string_view text) { return or_throw(Network::parse(text)); }

const std::vector<Network> trusted{or_throw(Network::parse("10.0.0.0/8")),
                                   or_throw(Network::parse("fd00::/8"))};

Client client(std::string peer, const Headers& headers, bool is_tls = false) {
  return client_of({.address = std::move(peer)}, is_tls, headers, trusted);
}

TEST(Network, HoldsTheAddressesWithItsFirstBits) {
  EXPECT_TRUE(network("10.0.0.0/8").has("10.255.1.2"));
  EXPECT_FALSE(network("10.0.0.0/8").has("11.0.0.1"));
  EXPECT_TRUE(network("192.0.2.128/25").has("192.0.2.200"));
  EXPECT_FALSE(network("192.0.2.128/25").has("192.0.2.100"));
  EXPECT_TRUE(network("192.0.2.7").has("192.0.2.7"));
  EXPECT_FALSE(network("192.0.2.7").has("192.0.2.8"));
  EXPECT_TRUE(network("2001:db8::/32").has("2001:db8:1::1"));
  EXPECT_FALSE(network("2001:db8::/32").has("2001:db9::1"));
  EXPECT_TRUE(network("0.0.0.0/0").has("203.0.113.1"));
  EXPECT_FALSE(network("0.0.0.0/0").has("::1"));
  EXPECT_TRUE(network("10.0.0.0/8").has("::ffff:10.1.2.3"));
}

TEST(Network, IsRefusedWhenItIsNone) {
  for (const auto* wrong : {"", "10", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x",
                            "example.com", "::/129"})
    EXPECT_FALSE(Network::parse(wrong)) << wrong;
}

TEST(Forwarded, CountsOnlyFromAProxyThatIsTrusted) {
  const Headers headers{{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "https"}};

  EXPECT_EQ(client("10.1.1.1", headers), (Client{"203.0.113.9", true}));
  EXPECT_EQ(client("198.51.100.4", headers), (Client{"198.51.100.4", false}));
}

TEST(Forwarded, TakesTheLastAddressThatNoTrustedProxyHas) {
  EXPECT_EQ(client("10.1.1.1", {{"x-forwarded-for", "1.2.3.4, 203.0.113.9, 10.7.7.7"}}).address,
            "203.0.113.9");
  EXPECT_EQ(client("10.1.1.1",
                   {{"X-Forwarded-For", "1.2.3.4"}, {"X-Forwarded-For", "203.0.113.9,10.7.7.7"}})
                .address,
            "203.0.113.9");
  EXPECT_EQ(client("10.1.1.1", {{"X-Forwarded-For", "10.8.8.8, 10.7.7.7"}}).address, "10.8.8.8");
  EXPECT_EQ(client("10.1.1.1", {}).address, "10.1.1.1");
}

TEST(Forwarded, StopsAtWhatIsNoAddress) {
  EXPECT_EQ(client("10.1.1.1", {{"X-Forwarded-For", "203.0.113.9, unknown, 10.7.7.7"}}).address,
            "10.7.7.7");
  EXPECT_EQ(client("10.1.1.1", {{"X-Forwarded-For", "<script>"}}).address, "10.1.1.1");
}

TEST(Forwarded, IsAsSecureAsTheTrustedProxySays) {
  EXPECT_FALSE(client("10.1.1.1", {{"X-Forwarded-Proto", "http"}}, true).is_secure);
  EXPECT_TRUE(client("10.1.1.1", {}, true).is_secure);
  EXPECT_TRUE(client("198.51.100.4", {{"X-Forwarded-Proto", "http"}}, true).is_secure);
}

}  // namespace
}  // namespace mirante::http
