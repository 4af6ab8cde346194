#include "platform/http/port_probe.h"

#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;

class PortProbe : public testing::HttpBench {};

TEST_F(PortProbe, NeverAsksThisMachineNorTheCloudsMetadata) {
  serve(RawAnswer{.body = "open"});
  // The port is open, and still not for this.
  for (const auto* address :
       {"127.0.0.1", "::1", "0.0.0.0", "169.254.169.254", "fd00:ec2::254", "no address", ""})
    EXPECT_FALSE(run(port_answers(loop, address, port, 1s))) << address;
}

TEST_F(PortProbe, SeesThatAPortTakesConnections) {
  serve(RawAnswer{.body = "open"});
  EXPECT_TRUE(run(port_answers(loop, "127.0.0.1", port, 1s, Asked::anywhere)));
  const auto open = port;
  server.reset();
  EXPECT_FALSE(run(port_answers(loop, "127.0.0.1", open, 1s, Asked::anywhere)));
}

TEST_F(PortProbe, GivesUpWhereNobodyAnswers) {
  // Of the documentation's network: nobody has it.
  EXPECT_FALSE(run(port_answers(loop, "192.0.2.1", 9, 50ms)));
}

}  // namespace
}  // namespace mirante::http
