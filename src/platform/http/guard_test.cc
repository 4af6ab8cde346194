// Whom the panel calls for somebody else, told by every kind of address and by a client whose names
// change under it.
#include "platform/http/guard.h"

#include <atomic>

#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Guard, CallsNoAddressOfThisMachineOrOfANetworkOfSomebodysOwn) {
  for (const auto* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.0",
                              "10.255.255.255",
                              "100.64.0.0",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "172.16.0.0",
                              "172.31.255.255",
                              "192.0.0.1",
                              "192.0.2.255",
                              "192.88.99.1",
                              "192.168.0.0",
                              "192.168.255.255",
                              "198.18.0.0",
                              "198.19.255.255",
                              "198.51.100.7",
                              "203.0.113.255",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::10.0.0.1",
                              "100::1",
                              "fc00::1",
                              "fdff:ffff::1",
                              "fec0::1",
                              "ff02::1",
                              "2001:db8::1",
                              "2001::1",
                              "2001:20::1",
                              "3fff::1",
                              "64:ff9b:1::808:808",
                              "4000::1",
                              "::ffff:0:8.8.8.8"})
    EXPECT_EQ(how_closed(address), Closed::inside) << address;
}

TEST(Guard, CallsNoAddressThatGivesCredentialsAway) {
  for (const auto* address : {"169.254.169.254", "169.254.170.2", "169.254.0.0", "169.254.255.255",
                              "100.100.100.200", "168.63.129.16", "192.0.0.192", "fe80::1",
                              "fe80::1%1", "febf:ffff::1", "fd00:ec2::254", "fd00:ec2::23"})
    EXPECT_EQ(how_closed(address), Closed::metadata) << address;
}

TEST(Guard, IsNotMisledByIPv4WrittenInIPv6) {
  for (const auto* prefix : {"::ffff:", "64:ff9b::", "2600::5efe:", "2600::200:5efe:"}) {
    EXPECT_EQ(how_closed(std::string(prefix) + "10.0.0.1"), Closed::inside) << prefix;
    EXPECT_EQ(how_closed(std::string(prefix) + "169.254.169.254"), Closed::metadata) << prefix;
    EXPECT_EQ(how_closed(std::string(prefix) + "8.8.8.8"), Closed::no) << prefix;
  }
  EXPECT_EQ(how_closed("2002:a00:1::1"), Closed::inside);        // 10.0.0.1 in 6to4.
  EXPECT_EQ(how_closed("2002:a9fe:a9fe::1"), Closed::metadata);  // 169.254.169.254.
  EXPECT_EQ(how_closed("::ffff:7f00:1"), Closed::inside);        // In hexadecimal.
}

TEST(Guard, CallsAddressesOfThePublicInternetUpToTheEdgesOfTheOthers) {
  for (const auto* address :
       {"1.1.1.1",         "9.255.255.255",       "11.0.0.0",       "100.63.255.255",
        "100.128.0.0",     "126.255.255.255",     "128.0.0.0",      "169.253.255.255",
        "169.255.0.0",     "172.15.255.255",      "172.32.0.0",     "192.0.1.0",
        "192.167.255.255", "192.169.0.0",         "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "168.63.129.17",       "2600:1f18::1",   "2a00:1450::1",
        "2001:200::1",     "2001:4860:4860::8888"})
    EXPECT_EQ(how_closed(address), Closed::no) << address;
}

TEST(Guard, TakesWhatIsNoAddressForClosed) {
  for (const auto* text : {"", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "1.1.1.1:80"})
    EXPECT_EQ(how_closed(text), Closed::inside) << text;
}

TEST(Guard, CallsInsideWhatTheOperatorConfiguredAndNothingBesideIt) {
  const auto judge = only_public({{.host = "alive.example", .port = 3001}});

  EXPECT_EQ(judge({.host = "alive.example", .port = 3001, .address = "10.0.0.7"}), "");
  EXPECT_EQ(judge({.host = "Alive.Example", .port = 3001, .address = "::1"}), "");
  EXPECT_EQ(judge({.host = "other.example", .port = 443, .address = "1.1.1.1"}), "");
  EXPECT_THAT(judge({.host = "alive.example", .port = 3002, .address = "10.0.0.7"}),
              HasSubstr("not public"));
  EXPECT_THAT(judge({.host = "other.example", .port = 3001, .address = "10.0.0.7"}),
              HasSubstr("not public"));
  EXPECT_THAT(judge({.host = "alive.example", .port = 3001, .address = "169.254.169.254"}),
              HasSubstr("never"));
}

/// 127.0.0.2 stands for the public internet here, and 127.0.0.1 for what is closed.
class GuardedClient : public HttpBench {
 protected:
  void serve_public(RawHandler handler) {
    server = std::make_unique<RawServer>(loop, ServerConfig{}, std::move(handler));
    port = server->listen_tcp("127.0.0.2", 0);
    inner = std::make_unique<RawServer>(loop, ServerConfig{}, [this](RawRequest) {
      ++asked_inside;
      return answering();
    });
    inner->listen_tcp("127.0.0.1", port);
  }
  static Task<RawAnswer> answering() { co_return RawAnswer{.body = "inside"}; }
  static DestinationJudge closing_127_0_0_1() {
    return [](const Destination& destination) {
      return destination.address == "127.0.0.1" ? std::string("closed") : std::string();
    };
  }
  ClientRequest to(std::string host) const {
    auto request = get();
    request.host = std::move(host);
    return request;
  }

  RawHandler outside = [](RawRequest) -> Task<RawAnswer> { co_return RawAnswer{.body = "out"}; };
  std::unique_ptr<RawServer> inner;
  int asked_inside = 0;
};

TEST_F(GuardedClient, JudgesANameAnewWhenItLeadsElsewhere) {
  std::atomic<int> asked = 0;
  connect_with({.keep_alive = 1us,
                .name_ttl = 1us,
                .judge = closing_127_0_0_1(),
                .look_up = [&](const std::string&) {
                  return std::vector<std::string>{asked++ == 0 ? "127.0.0.2" : "127.0.0.1"};
                }});
  serve_public(outside);
  EXPECT_EQ(fetch(to("hook.example")).text, "out");
  run_until([&] { return client->counts().idle == 0; });

  bool sent = true;
  const auto error = fetch_error(to("hook.example"), &sent);

  EXPECT_EQ(error.code, "http.closed_address");
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_FALSE(sent);
  EXPECT_EQ(asked_inside, 0);
}

TEST_F(GuardedClient, PassesOverTheClosedAddressesOfANameThatHasOthers) {
  connect_with({.judge = closing_127_0_0_1(), .look_up = [](const std::string&) {
                  return std::vector<std::string>{"127.0.0.1", "127.0.0.2"};
                }});
  serve_public(outside);

  EXPECT_EQ(fetch(to("hook.example")).text, "out");
  EXPECT_EQ(asked_inside, 0);
}

TEST_F(GuardedClient, FollowsNoRedirect) {
  serve_public([this](RawRequest) -> Task<RawAnswer> {
    co_return RawAnswer{.status = 302,
                        .headers = {{"Location", "http://127.0.0.1:" + std::to_string(port)}}};
  });
  connect_with({.judge = closing_127_0_0_1()});

  EXPECT_EQ(fetch(to("127.0.0.2")).status, 302);
  EXPECT_EQ(asked_inside, 0);
}

TEST_F(GuardedClient, ReachesNoLoopbackHoweverItIsWritten) {
  serve_public(outside);
  connect_with({.judge = only_public()});

  for (const auto* host : {"127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433",
                           "017700000001", "::ffff:127.0.0.1", "0.0.0.0", "::"}) {
    const auto error = fetch_error(to(host));
    EXPECT_EQ(error.code, "http.closed_address") << host << ": " << error.message;
    EXPECT_THAT(error.message, Not(HasSubstr("leads to 127"))) << host;
  }
  EXPECT_EQ(asked_inside, 0);
}

TEST_F(GuardedClient, ReachesAnEndpointInsideThatTheOperatorConfigured) {
  serve_public(outside);
  connect_with({.judge = only_public({{.host = "127.0.0.1", .port = port}})});

  EXPECT_EQ(fetch(to("127.0.0.1")).text, "inside");
  EXPECT_EQ(fetch_error(to("127.0.0.2")).code, "http.closed_address");
}

}  // namespace
}  // namespace mirante::http
