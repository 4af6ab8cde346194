#include "features/firing/turns.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace mirante::firing {
namespace {

using namespace std::chrono_literals;
using operations::Outcome;
using schedules::ServerRef;
using ::testing::Each;
using ::testing::ElementsAre;
using State = Turn::State;

constexpr Instant due = Instant(std::chrono::hours(1000));
const auto schedule_id = or_throw(schedules::ScheduleId::parse("sc_00000000000000000000000001"));

ServerRef server(const char* id) {
  return {.account = or_throw(AccountId::parse("ac_00000000000000000000000001")),
          .region = {"sa-east-1"},
          .id = id};
}

std::vector<std::string> groups_of(const std::vector<Turn>& turns) {
  std::vector<std::string> groups;
  for (const auto& one : turns) groups.push_back(one.group);
  return groups;
}
std::vector<State> states_of(const Turns& turns) {
  std::vector<State> states;
  for (const auto& one : turns.turns) states.push_back(one.state);
  return states;
}

/// Three groups, of which the first is on turn.
Turns three() {
  return {.fire = {.schedule = schedule_id, .version = 3, .due_at = due},
          .key = "fire",
          .by = {.kind = Actor::Kind::schedule, .id = schedule_id.text(), .name = "Noite"},
          .gate = {.within = 5min},
          .turns = {{.group = "1", .servers = {server("i-1")}, .state = State::running},
                    {.group = "2", .servers = {server("i-2")}},
                    {.group = "", .servers = {server("i-3")}}},
          .names = {{server("i-1"), "banco"}}};
}

TEST(Turns, ComeInOrderForWhatStartsAndInReverseForWhatStops) {
  const std::map<ServerRef, std::string> groups{{server("i-1"), "1"}, {server("i-2"), "2"}};
  const auto wished = [](bool is_stop) {
    return std::map<ServerRef, bool>{
        {server("i-1"), is_stop}, {server("i-2"), is_stop}, {server("i-3"), is_stop}};
  };

  EXPECT_THAT(groups_of(turns_of(wished(false), groups)), ElementsAre("1", "2", ""));
  EXPECT_THAT(groups_of(turns_of(wished(true), groups)), ElementsAre("", "2", "1"));
}

TEST(Turns, StopBeforeTheyStartWhereOneFireDoesBoth) {
  const auto turns = turns_of({{server("i-1"), true}, {server("i-2"), false}},
                              {{server("i-1"), "2"}, {server("i-2"), "1"}});
  EXPECT_THAT(groups_of(turns), ElementsAre("2", "1"));
}

TEST(Turns, GoOnWhereAllOfAGroupPassed) {
  auto turns = three();

  EXPECT_EQ(move_on(turns, {Outcome::succeeded, Outcome::succeeded}), Next::next_turn);
  EXPECT_THAT(states_of(turns), ElementsAre(State::passed, State::running, State::waiting));
  EXPECT_EQ(move_on(turns, {Outcome::succeeded}), Next::next_turn);
  EXPECT_EQ(move_on(turns, {Outcome::succeeded}), Next::over);
  EXPECT_THAT(states_of(turns), Each(State::passed));
  EXPECT_FALSE(turns.is_open);
}

TEST(Turns, EndWhereOneOfAGroupDidNotPass) {
  auto turns = three();

  EXPECT_EQ(move_on(turns, {Outcome::succeeded, Outcome::failed}), Next::give_up);
  EXPECT_THAT(states_of(turns), ElementsAre(State::failed, State::not_started, State::not_started));
  EXPECT_FALSE(turns.is_open);
}

TEST(Turns, GoOnAllTheSameWhereThatWasChosen) {
  auto turns = three();
  turns.gate.goes_on = true;

  EXPECT_EQ(move_on(turns, {Outcome::refused}), Next::next_turn);
  EXPECT_THAT(states_of(turns), ElementsAre(State::failed, State::running, State::waiting));
}

TEST(Turns, AreReadAsTheyWereStored) {
  auto turns = three();
  move_on(turns, {Outcome::succeeded});
  EXPECT_EQ(turns_from(Json::parse(to_json(turns).dump()), turns.fire), turns);
}

TEST(Turns, AreFoundByTheKeysOfTheirOperations) {
  const FireKey fire{.schedule = schedule_id, .version = 3, .due_at = due};
  const auto by_fire = turn_key_of(to_text(fire) + "/12");
  ASSERT_TRUE(by_fire);
  EXPECT_EQ(by_fire->schedule, schedule_id);
  EXPECT_EQ(by_fire->due_at, due);

  const auto run = "run/" + schedule_id.text() + "/" + std::to_string(to_micros(due));
  const auto by_hand = turn_key_of(run + "/0");
  ASSERT_TRUE(by_hand);
  EXPECT_EQ(by_hand->schedule, schedule_id);
  EXPECT_EQ(by_hand->due_at, due);

  for (const auto& other : {std::string(), run, run + "x/0", std::string("run/"), "again/" + run})
    EXPECT_FALSE(turn_key_of(other)) << other;
}

}  // namespace
}  // namespace mirante::firing
