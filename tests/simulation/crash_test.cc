// The program dies after the k-th thing that it does to the outside world (a write or sync of its
// disk, a call to AWS, the receipt of an answer), for every k, and is started again: the operation
// ends with the truth, no call was made twice that matters, nothing is stuck, the record is whole.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/operations/operation_store.h"
#include "features/servers/switch_kinds.h"
#include "main/sweep_job.h"
#include "tests/simulation/machine.h"

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

/// What a person or a program asks for, again and again with the same key until it is told.
struct Wish {
  std::string kind;
  std::string key = "once";
  std::vector<std::string> ids = {};
  Json params = Json::object();
};

class Crash : public ::testing::TestWithParam<Loss> {
 protected:
  std::vector<std::string> ids_in(const Machine& machine, std::string_view state) const {
    std::vector<std::string> ids;
    for (const auto& [id, is] : machine.states())
      if (is == state) ids.push_back(id);
    return ids;
  }

  static Task<void> ask_and_wait(Life& life, const Wish& wish, operations::Operation& ended) {
    const auto ctx = life.ctx();
    auto& services = life.rooms().operations();
    const auto asked = co_await services.db.write([&](sql::Tx& tx) {
      const auto account = accounts::list(tx, ctx.tenant).at(0).id;
      operations::RequestDraft draft{
          .kind = wish.kind, .params = wish.params, .idempotency_key = wish.key};
      for (const auto& id : wish.ids)
        draft.targets.push_back({.account = account, .region = Region{"sa-east-1"}, .id = id});
      return operations::request(tx, ctx, services.spine, draft);
    });
    for (;;) {
      ended = *co_await services.db.read([&](sql::Snapshot& snapshot) {
        return operations::find(snapshot, ctx.tenant, asked.id);
      });
      if (ended.state != State::running) co_return;
      co_await sleep_for(services.loop, 1s);
    }
  }

  /// Lets the program die at the k-th effect of carrying the wish out, then carries it out in a
  /// second life. False: it ended before it could die.
  bool die_and_go_on(Machine& machine, std::uint64_t k, const Wish& wish,
                     operations::Operation& ended) {
    Effects dying, living;
    machine.survive(Loss::nothing, dying);
    {
      const auto life = machine.start(dying);
      dying.crash_at(k);
      if (life->run(ask_and_wait(*life, wish, ended))) return false;
    }
    machine.survive(GetParam(), living);
    const auto life = machine.start(living);
    EXPECT_TRUE(life->run(ask_and_wait(*life, wish, ended)));
    bool is_whole = false;
    EXPECT_TRUE(life->run(verify(*life, is_whole)));
    EXPECT_TRUE(is_whole);
    return true;
  }

  static Task<void> verify(Life& life, bool& is_whole) {
    const auto verdict =
        co_await audit::verify_chain(life.rooms().audit(), life.ctx(), std::nullopt);
    is_whole = verdict["whole"].get<bool>();
  }

  /// Runs `check` after a death at every k. Returns how many there were.
  template <class Check>
  std::uint64_t at_every_effect(std::string_view state, Wish wish, Check check) {
    for (std::uint64_t k = 1;; ++k) {
      SCOPED_TRACE("died at effect " + std::to_string(k));
      Machine machine(k, estate);
      machine.connect();
      wish.ids = state.empty() ? std::vector<std::string>() : ids_in(machine, state);
      operations::Operation ended;
      if (!die_and_go_on(machine, k, wish, ended)) return k - 1;
      check(machine, wish, ended);
      if (HasFailure()) return k;
    }
  }
};

TEST_P(Crash, OfAStartEndsWithEveryServerSeenRunningAndStartedOnce) {
  const auto deaths = at_every_effect(
      "stopped", {.kind = std::string(servers::start_kind)},
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
      "running", {.kind = std::string(servers::stop_kind)},
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
      at_every_effect("running", {.kind = std::string(servers::reboot_kind)},
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
      "", {.kind = std::string(sweep_job_name), .params = {{"regions", {"sa-east-1"}}}},
      [](const Machine&, const Wish&, const operations::Operation& ended) {
        EXPECT_EQ(ended.state, State::succeeded);
      });

  EXPECT_GT(deaths, 20);
}

INSTANTIATE_TEST_SUITE_P(Disk, Crash, ::testing::Values(Loss::nothing, Loss::unsynced, Loss::some),
                         [](const auto& loss) {
                           switch (loss.param) {
                             case Loss::nothing: return "KeepsAll";
                             case Loss::unsynced: return "LosesWhatWasNotSynced";
                             case Loss::some: return "LosesSome";
                           }
                           return "";
                         });

}  // namespace
}  // namespace mirante::simulation
