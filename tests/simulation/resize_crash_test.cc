// A change of type, in which the program dies after every effect (crash.h), also where AWS
// throttles, has no room or refuses the change: either the server runs with the new type, or with
// the old one as before. It is never left stopped, and no step was taken twice.
#include "features/resizing/resize_kind.h"
#include "simcloud/cloud.h"
#include "tests/simulation/crash.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::IsEmpty;
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
constexpr std::string_view stopped = R"json({
  "panel_account": "111122223333",
  "accounts": [{"id": "210987654321", "name": "Aurora Loja", "places": [
    {"region": "sa-east-1", "servers": [
      {"name": "noite-{n}", "count": 2, "type": "t3.medium", "public_ip": false,
       "state": "stopped"}]}]}]
})json";

Wish to_large(Json more = Json::object()) {
  Wish wish{.kind = std::string(resizing::resize_kind),
            .params = {{"type", "t3.large"}, {"accept_losses", true}}};
  wish.params.update(more);
  return wish;
}

const auto as_it_is = [](Machine&) {};
const auto without_room = [](Machine& machine) {
  machine.world.cloud().capacity["sa-east-1/*/t3.large"] = 0;
};
const auto refusing = [](Machine& machine) {
  machine.world.cloud().faults.add({.kind = simcloud::FaultKind::error,
                                    .action = "ModifyInstanceAttribute",
                                    .code = "UnsupportedOperation",
                                    .message = "This type is not for this server.",
                                    .status = 400});
};
const auto throttling = [](Machine& machine) {
  const auto now = machine.loop.clock().now();
  machine.world.cloud().faults.add({.kind = simcloud::FaultKind::throttle,
                                    .service = "ec2",
                                    .rate = 0.6,
                                    .from = now,
                                    .until = now + 4min});
};

/// Ways in which a change meets trouble take many minutes of virtual time, and each of them is
/// looked at on three disks. Prime, so that none of what repeats is always passed over.
constexpr std::uint64_t stride = 7;

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

TEST_P(ResizeCrash, OfAResizeOfWhatIsOffChangesItOnceAndStartsNothing) {
  const auto deaths =
      at_every_effect(stopped, "stopped", to_large(), as_it_is,
                      [](const Machine& machine, const Wish&, const operations::Operation& ended) {
                        EXPECT_EQ(ended.state, State::succeeded);
                        expect_servers(machine, "stopped", "t3.large");
                        EXPECT_THAT(machine.transitions("pending"), IsEmpty());
                        EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 2);
                      });

  EXPECT_GT(deaths, 15);
}

TEST_P(ResizeCrash, OfAResizeWhileAwsThrottlesChangesEachServerOnce) {
  const auto deaths = at_every_effect(
      running, "running", to_large(), throttling,
      [](const Machine& machine, const Wish&, const operations::Operation& ended) {
        EXPECT_EQ(ended.state, State::succeeded);
        expect_servers(machine, "running", "t3.large");
        expect_one_interruption(machine);
        EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 2);
      },
      stride);

  EXPECT_GT(deaths, 60);
}

TEST_P(ResizeCrash, OfAResizeForWhichThereIsNoRoomPutsTypeAndStateBackOnce) {
  const auto deaths = at_every_effect(
      running, "running", to_large({{"capacity_wait_minutes", 1}}), without_room,
      [](const Machine& machine, const Wish&, const operations::Operation& ended) {
        EXPECT_EQ(ended.state, State::failed);
        expect_servers(machine, "running", "t3.medium");
        expect_one_interruption(machine);
        EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 4);  // To it, and back.
      },
      stride);

  EXPECT_GT(deaths, 60);
}

TEST_P(ResizeCrash, OfAResizeThatAwsRefusesStartsEachServerAgainOnce) {
  const auto deaths = at_every_effect(
      running, "running", to_large(), refusing,
      [](const Machine& machine, const Wish&, const operations::Operation& ended) {
        EXPECT_EQ(ended.state, State::failed);
        expect_servers(machine, "running", "t3.medium");
        expect_one_interruption(machine);
        EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 0);
      },
      stride);

  EXPECT_GT(deaths, 40);
}

TEST_P(ResizeCrash, OfAResizeWithAnotherTypeInPlaceOfTheFullOneChangesEachServerToItOnce) {
  const auto deaths = at_every_effect(
      running, "running",
      to_large({{"capacity_wait_minutes", 1}, {"fallback_types", {"t3.xlarge"}}}), without_room,
      [](const Machine& machine, const Wish&, const operations::Operation& ended) {
        EXPECT_EQ(ended.state, State::succeeded);
        expect_servers(machine, "running", "t3.xlarge");
        expect_one_interruption(machine);
        EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 4);
      },
      stride);

  EXPECT_GT(deaths, 60);
}

INSTANTIATE_TEST_SUITE_P(Disk, ResizeCrash,
                         ::testing::Values(Loss::nothing, Loss::unsynced, Loss::some),
                         name_of_loss);

}  // namespace
}  // namespace mirante::simulation
