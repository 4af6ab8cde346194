// The program dies after the k-th thing that it does to the outside world (a write or sync of its
// disk, a call to AWS, the receipt of an answer), for every k, and is started again: the operation
// ends with the truth, no call was made twice that matters, nothing is stuck, the record is whole.
#include "tests/simulation/crash.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/servers/switch_kinds.h"
#include "main/sweep_job.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using Loss = sql::SimulatedDisk::Loss;
using operations::State;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{
      "region": "sa-east-1",
      "servers": [
        {"name": "web-{n}", "count": 2, "type": "t3.medium", "public_ip": false},
        {"name": "noite-{n}", "count": 2, "type": "t3.medium", "public_ip": false,
         "state": "stopped"}
      ]
    }]
  }]
})json";

constexpr auto as_it_is = [](Machine&) {};

TEST_P(Crash, OfAStartEndsWithEveryServerSeenRunningAndStartedOnce) {
  const auto deaths = at_every_effect(
      estate, "stopped", {.kind = std::string(servers::start_kind)}, as_it_is,
      [](const Machine& machine, const Wish& wish, const operations::Operation& ended) {
        EXPECT_EQ(ended.state, State::succeeded);
        EXPECT_THAT(machine.states(), Each(Pair(::testing::_, "running")));
        EXPECT_THAT(machine.transitions("pending"), SizeIs(wish.ids.size()));
        EXPECT_THAT(machine.transitions("pending"), Each(Pair(::testing::_, 1)));
      });

  EXPECT_GT(deaths, 20);
}

TEST_P(Crash, OfAStopEndsWithEveryServerSeenStoppedAndStoppedOnce) {
  const auto deaths = at_every_effect(
      estate, "running", {.kind = std::string(servers::stop_kind)}, as_it_is,
      [](const Machine& machine, const Wish& wish, const operations::Operation& ended) {
        EXPECT_EQ(ended.state, State::succeeded);
        EXPECT_THAT(machine.states(), Each(Pair(::testing::_, "stopped")));
        EXPECT_THAT(machine.transitions("stopping"), SizeIs(wish.ids.size()));
        EXPECT_THAT(machine.transitions("stopping"), Each(Pair(::testing::_, 1)));
      });

  EXPECT_GT(deaths, 20);
}

TEST_P(Crash, OfARebootNeverSendsItTwiceAndSaysWhenOnlyAPersonCanTell) {
  int for_a_person = 0;
  const auto deaths =
      at_every_effect(estate, "running", {.kind = std::string(servers::reboot_kind)}, as_it_is,
                      [&](const Machine& machine, const Wish&, const operations::Operation& ended) {
                        const int sent = machine.calls("RebootInstances");
                        EXPECT_LE(sent, 1);
                        if (ended.state == State::succeeded)
                          EXPECT_EQ(sent, 1);
                        else
                          EXPECT_EQ(ended.state, State::needs_person);
                        if (ended.state == State::needs_person) ++for_a_person;
                      });

  EXPECT_GT(deaths, 20);
  EXPECT_GT(for_a_person, 0);
}

TEST_P(Crash, OfASweepEndsWithEverythingRead) {
  const auto deaths = at_every_effect(
      estate, "", {.kind = std::string(sweep_job_name), .params = {{"regions", {"sa-east-1"}}}},
      as_it_is, [](const Machine&, const Wish&, const operations::Operation& ended) {
        EXPECT_EQ(ended.state, State::succeeded);
      });

  EXPECT_GT(deaths, 20);
}

INSTANTIATE_TEST_SUITE_P(Disk, Crash, ::testing::Values(Loss::nothing, Loss::unsynced, Loss::some),
                         name_of_loss);

}  // namespace
}  // namespace mirante::simulation
