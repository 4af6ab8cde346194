// The frame of tests in which the program dies after the k-th thing that it does to the outside
// world (a write or sync of its disk, a call to AWS, the receipt of an answer), for every k, while
// it carries out what somebody asked for, and is started again over what the disk kept.
#pragma once

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/operations/operation_store.h"
#include "tests/simulation/machine.h"

namespace mirante::simulation {

/// What a person or a program asks for, again and again with the same key until it is told.
struct Wish {
  std::string kind;
  std::string key = "once";
  std::vector<std::string> ids = {};
  Json params = Json::object();
};

/// By what the disk keeps of what was written and not synced.
class Crash : public ::testing::TestWithParam<sql::SimulatedDisk::Loss> {
 protected:
  static std::vector<std::string> ids_in(const Machine& machine, std::string_view state) {
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
      if (ended.state != operations::State::running) co_return;
      co_await sleep_for(services.loop, std::chrono::seconds(1));
    }
  }

  static Task<void> verify(Life& life, bool& is_whole) {
    const auto verdict =
        co_await audit::verify_chain(life.rooms().audit(), life.ctx(), std::nullopt);
    is_whole = verdict["whole"].get<bool>();
  }

  /// Lets the program die at the k-th effect of carrying the wish out, then carries it out in a
  /// second life. False: it ended before it could die.
  static bool die_and_go_on(Machine& machine, std::uint64_t k, const Wish& wish,
                            operations::Operation& ended) {
    Effects dying, living;
    machine.survive(sql::SimulatedDisk::Loss::nothing, dying);
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

  /// Runs `check` after a death at every k, each on a machine that `prepare` was given, for the
  /// servers in `state`; none: for all. With a stride only at every so manieth. Returns how many
  /// effects there were, to within a stride.
  template <class Prepare, class Check>
  static std::uint64_t at_every_effect(std::string_view estate, std::string_view state, Wish wish,
                                       Prepare prepare, Check check, std::uint64_t stride = 1) {
    for (std::uint64_t k = 1;; k += stride) {
      SCOPED_TRACE("died at effect " + std::to_string(k));
      Machine machine(k, estate);
      machine.connect();
      prepare(machine);
      wish.ids = state.empty() ? std::vector<std::string>() : ids_in(machine, state);
      operations::Operation ended;
      if (!die_and_go_on(machine, k, wish, ended)) return k - 1;
      check(machine, wish, ended);
      if (HasFailure()) return k;
    }
  }
};

inline std::string name_of_loss(const ::testing::TestParamInfo<sql::SimulatedDisk::Loss>& loss) {
  switch (loss.param) {
    case sql::SimulatedDisk::Loss::nothing: return "KeepsAll";
    case sql::SimulatedDisk::Loss::unsynced: return "LosesWhatWasNotSynced";
    case sql::SimulatedDisk::Loss::some: return "LosesSome";
  }
  return "";
}

}  // namespace mirante::simulation
