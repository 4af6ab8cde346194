// A change of type, in which the program dies after every effect (crash.h), also where AWS
// throttles, has no room or refuses the change: either the server runs with the new type, or with
// the old one as before. It is never left stopped, and no step was taken twice.
#include "features/resizing/resize_kind.h"
#include "tests/simulation/crash.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::Pair;
using ::testing::SizeIs;
using Loss = sql::SimulatedDisk::Loss;
using operations::State;

constexpr std::string_view running = R"json({
  "panel_account": "111122223333",
  "accounts": [{"id": "210987654321", "name": "Aurora Loja", "places": [
    {"region": "sa-east-1", "servers": [
      {"name": "web-{n}", "count": 2, "type": "t3.medium", "public_ip": false}]}]}]
})json";
Wish to_large() {
  return {.kind = std::string(resizing::resize_kind),
          .params = {{"type", "t3.large"}, {"accept_losses", true}}};
}

const auto as_it_is = [](Machine&) {};
void expect_servers(const Machine& machine, const std::string& state, const std::string& type) {
  EXPECT_THAT(machine.states(), Each(Pair(::testing::_, state)));
  EXPECT_THAT(machine.types(), Each(Pair(::testing::_, type)));
}

/// Each server went through a stop and a start of ours, once.
void expect_one_interruption(const Machine& machine) {
  for (const auto* to : {"stopping", "pending"}) {
    EXPECT_THAT(machine.transitions(to), SizeIs(2));
    EXPECT_THAT(machine.transitions(to), Each(Pair(::testing::_, 1)));
  }
}

class ResizeCrash : public Crash {};

TEST_P(ResizeCrash, OfAResizeEndsWithEveryServerRunningAsTheNewTypeChangedOnce) {
  const auto deaths =
      at_every_effect(running, "running", to_large(), as_it_is,
                      [](const Machine& machine, const Wish&, const operations::Operation& ended) {
                        EXPECT_EQ(ended.state, State::succeeded);
                        expect_servers(machine, "running", "t3.large");
                        expect_one_interruption(machine);
                        EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 2);
                      });

  EXPECT_GT(deaths, 40);
}

INSTANTIATE_TEST_SUITE_P(Disk, ResizeCrash,
                         ::testing::Values(Loss::nothing, Loss::unsynced, Loss::some),
                         name_of_loss);

}  // namespace
}  // namespace mirante::simulation
