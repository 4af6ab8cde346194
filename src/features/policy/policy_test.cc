#include "features/policy/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::policy {
namespace {

using ::testing::HasSubstr;

constexpr AccountId production{{1}};
constexpr AccountId test_account{{2}};
constexpr CustomerId acme{{3}};
constexpr CustomerId other_customer{{4}};
const Actor ana{.kind = Actor::Kind::user, .id = "us_1", .name = "ana@example.com"};
const Instant monday = or_throw(parse_iso8601("2026-03-02T18:00:00Z"));

Thing server(std::string id = "i-1") {
  return {.account = production, .customer = acme, .region = Region{"sa-east-1"}, .id = id};
}
Pause pause(PauseScope scope, Id16 id = {}, std::string reason = "month-end closing") {
  return {.scope = scope, .id = id, .reason = std::move(reason), .by = ana, .since = monday};
}
NeverSwitchOff mark() {
  return {.account = production,
          .region = Region{"sa-east-1"},
          .server = "i-1",
          .reason = "the only licence server",
          .by = ana,
          .since = monday};
}
std::string code(const std::optional<Error>& refusal) {
  return refusal ? refusal->code : "allowed";
}

TEST(Brakes, AllowEverythingWhereNothingIsPulled) {
  for (const auto action :
       {Action::read, Action::start, Action::stop, Action::reboot, Action::change})
    EXPECT_EQ(decide({}, {.action = action}, server()), std::nullopt);
}

TEST(Brakes, APauseOfEverythingRefusesEveryChangeByAnybody) {
  const Brakes brakes{.pauses = {pause(PauseScope::everything)}, .never_switch_off = {}};

  for (const auto who :
       {Actor::Kind::user, Actor::Kind::command_line, Actor::Kind::schedule, Actor::Kind::system})
    for (const auto action : {Action::start, Action::stop, Action::reboot, Action::change})
      EXPECT_EQ(code(decide(brakes, {.action = action, .asked_by = who}, server())),
                "policy.paused");
}

TEST(Brakes, APauseDoesNotStopReading) {
  const Brakes brakes{.pauses = {pause(PauseScope::everything)}, .never_switch_off = {}};

  EXPECT_EQ(decide(brakes, {.action = Action::read}, server()), std::nullopt);
}

TEST(Brakes, APauseNamesWhoSinceWhenWhyAndTheMend) {
  const Brakes brakes{.pauses = {pause(PauseScope::account, production.bytes)},
                      .never_switch_off = {}};

  const auto refusal =
      decide(brakes, {.action = Action::stop, .asked_by = Actor::Kind::user}, server());

  EXPECT_EQ(refusal->kind, ErrorKind::refused);
  EXPECT_EQ(refusal->message,
            "this account is paused since 2026-03-02T18:00:00Z by ana@example.com: month-end "
            "closing; resume it, or give a reason to act despite the pause");
}

TEST(Brakes, APauseOfACustomerHoldsOnlyItsAccounts) {
  const Brakes brakes{.pauses = {pause(PauseScope::customer, acme.bytes)}, .never_switch_off = {}};
  auto of_another = server();
  of_another.customer = other_customer;
  auto of_nobody = server();
  of_nobody.customer = std::nullopt;

  EXPECT_EQ(code(decide(brakes, {.action = Action::start}, server())), "policy.paused");
  EXPECT_EQ(code(decide(brakes, {.action = Action::start}, of_another)), "allowed");
  EXPECT_EQ(code(decide(brakes, {.action = Action::start}, of_nobody)), "allowed");
}

TEST(Brakes, APauseOfAnAccountHoldsOnlyThatAccount) {
  const Brakes brakes{.pauses = {pause(PauseScope::account, test_account.bytes)},
                      .never_switch_off = {}};

  EXPECT_EQ(code(decide(brakes, {.action = Action::start}, server())), "allowed");
}

TEST(Brakes, APersonMayActDespiteAPauseWithAReason) {
  const Brakes brakes{.pauses = {pause(PauseScope::everything)}, .never_switch_off = {}};

  for (const auto who : {Actor::Kind::user, Actor::Kind::command_line})
    EXPECT_EQ(code(decide(brakes,
                          {.action = Action::stop,
                           .asked_by = who,
                           .despite_pause = "the customer is on the phone"},
                          server())),
              "allowed");
}

TEST(Brakes, NothingAutomaticActsDespiteAPause) {
  const Brakes brakes{.pauses = {pause(PauseScope::everything)}, .never_switch_off = {}};

  for (const auto who : {Actor::Kind::schedule, Actor::Kind::system})
    EXPECT_EQ(
        code(decide(brakes, {.action = Action::stop, .asked_by = who, .despite_pause = "because"},
                    server())),
        "policy.paused");
}

TEST(Brakes, NeverSwitchOffRefusesStopAndRebootToEverybody) {
  const Brakes brakes{.pauses = {}, .never_switch_off = {mark()}};

  for (const auto who : {Actor::Kind::user, Actor::Kind::schedule})
    for (const auto action : {Action::stop, Action::reboot})
      EXPECT_EQ(
          code(decide(brakes, {.action = action, .asked_by = who, .despite_pause = "a good reason"},
                      server())),
          "policy.never_switch_off");
}

TEST(Brakes, NeverSwitchOffAllowsStarting) {
  const Brakes brakes{.pauses = {}, .never_switch_off = {mark()}};

  EXPECT_EQ(code(decide(brakes, {.action = Action::start}, server())), "allowed");
}

TEST(Brakes, NeverSwitchOffHoldsOnlyTheMarkedServer) {
  const Brakes brakes{.pauses = {}, .never_switch_off = {mark()}};
  auto in_another_region = server();
  in_another_region.region = Region{"us-east-1"};

  EXPECT_EQ(code(decide(brakes, {.action = Action::stop}, server("i-2"))), "allowed");
  EXPECT_EQ(code(decide(brakes, {.action = Action::stop}, in_another_region)), "allowed");
}

TEST(Brakes, APauseIsNamedBeforeANeverSwitchOffMark) {
  const Brakes brakes{.pauses = {pause(PauseScope::everything)}, .never_switch_off = {mark()}};

  EXPECT_EQ(code(decide(brakes, {.action = Action::stop}, server())), "policy.paused");
}

TEST(Brakes, OfSeveralPausesTheWidestIsNamed) {
  const Brakes brakes{.pauses = {pause(PauseScope::account, production.bytes, "narrow"),
                                 pause(PauseScope::everything, {}, "wide"),
                                 pause(PauseScope::customer, acme.bytes, "middle")},
                      .never_switch_off = {}};

  EXPECT_THAT(decide(brakes, {.action = Action::start}, server())->message, HasSubstr("wide"));
}

}  // namespace
}  // namespace mirante::policy
