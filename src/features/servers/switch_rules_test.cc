#include "features/servers/switch_rules.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace mirante::servers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const OwnServer nobody;

/// A server like most: nothing forbids anything, and everything about it could be read.
ServerFacts ordinary(std::string state) {
  return {.state = std::move(state),
          .type = "t3.micro",
          .zone = "sa-east-1a",
          .stop = StopFacts{.is_protected = false,
                            .terminates_on_shutdown = false,
                            .has_instance_store = false,
                            .is_one_time_spot = false}};
}

/// The code of a refusal; "allowed" if there is none.
std::string code_of(const Result<operations::Plan>& plan) {
  return plan ? "allowed" : plan.error().code;
}
ErrorKind kind_of(const Result<operations::Plan>& plan) {
  return plan ? ErrorKind::internal : plan.error().kind;
}
std::string stop_code(const ServerFacts& facts, const StopWish& wish = {}) {
  return code_of(plan_stop("i-1", facts, wish, nobody));
}
std::vector<std::string> loss_codes(const ServerFacts& facts) {
  std::vector<std::string> codes;
  for (const auto& loss : losses_of_stop(facts)) codes.push_back(loss.code);
  return codes;
}

TEST(PlanOfAStart, IsOneCallForTheServersOfATypeAndZone) {
  const auto plan = plan_start(ordinary("stopped"));

  ASSERT_TRUE(plan.has_value());
  ASSERT_THAT(plan->steps, SizeIs(1));
  EXPECT_EQ(plan->steps[0].name, "start");
  EXPECT_EQ(plan->steps[0].group, "t3.micro sa-east-1a");
}

TEST(PlanOfAStart, NeedsNoStepWhereTheServerRuns) {
  EXPECT_THAT(plan_start(ordinary("running"))->steps, IsEmpty());
}

TEST(PlanOfAStart, WaitsForWhatIsOnItsWay) {
  EXPECT_THAT(plan_start(ordinary("stopping"))->steps, SizeIs(1));
  EXPECT_THAT(plan_start(ordinary("pending"))->steps, SizeIs(1));
}

TEST(AnyPlan, EndsWhereTheServerIsGone) {
  for (const auto* state : {"terminated", "shutting-down"}) {
    const auto facts = ordinary(state);
    EXPECT_EQ(kind_of(plan_start(facts)), ErrorKind::not_found) << state;
    EXPECT_EQ(kind_of(plan_stop("i-1", facts, {}, nobody)), ErrorKind::not_found) << state;
    EXPECT_EQ(kind_of(plan_reboot("i-1", facts, nobody)), ErrorKind::not_found) << state;
  }
}

TEST(PlanOfAStop, NeedsNoStepWhereTheServerIsStopped) {
  EXPECT_THAT(plan_stop("i-1", ordinary("stopped"), {}, nobody)->steps, IsEmpty());
}

TEST(PlanOfAStop, RefusesWhatAStopWouldDestroyOrSomebodyElseManages) {
  auto store_root = ordinary("running"), spot = store_root, terminates = store_root,
       is_protected = store_root, group = store_root, managed = store_root;
  store_root.has_instance_store_root = true;
  spot.is_spot = true;
  spot.stop->is_one_time_spot = true;
  terminates.stop->terminates_on_shutdown = true;
  is_protected.stop->is_protected = true;
  group.scaling_group = "fila";
  managed.manager = "eks.amazonaws.com";

  EXPECT_EQ(stop_code(store_root), "server.instance_store_root");
  EXPECT_EQ(stop_code(spot), "server.one_time_spot");
  EXPECT_EQ(stop_code(terminates), "server.terminates_on_shutdown");
  EXPECT_EQ(stop_code(is_protected), "server.stop_protected");
  EXPECT_EQ(stop_code(group), "server.scaling_group");
  EXPECT_EQ(stop_code(managed), "server.managed");
  EXPECT_EQ(kind_of(plan_stop("i-1", managed, {}, nobody)), ErrorKind::refused);
  EXPECT_THAT(plan_stop("i-1", managed, {}, nobody).error().message,
              HasSubstr("eks.amazonaws.com"));
}

TEST(PlanOfAStop, AllowsAPersistentSpotServer) {
  auto spot = ordinary("running");
  spot.is_spot = true;

  EXPECT_EQ(stop_code(spot), "allowed");
}

TEST(PlanOfAStop, RefusesWhereItCannotSeeWhetherTheServerWouldBeDestroyed) {
  for (auto unknown : {&StopFacts::is_protected, &StopFacts::terminates_on_shutdown,
                       &StopFacts::is_one_time_spot}) {
    auto facts = ordinary("running");
    (*facts.stop).*unknown = std::nullopt;
    facts.stop->unchecked = "may not call ec2:DescribeInstanceAttribute";

    const auto plan = plan_stop("i-1", facts, {.accepts_all_losses = true}, nobody);

    EXPECT_EQ(code_of(plan), "server.unchecked");
    EXPECT_THAT(plan.error().message, HasSubstr("ec2:DescribeInstanceAttribute"));
  }
}

TEST(PlanOfAStop, NeverTouchesThePanelsOwnServer) {
  EXPECT_EQ(code_of(plan_stop("i-1", ordinary("running"), {}, "i-1")), "server.panel_itself");
  EXPECT_EQ(code_of(plan_reboot("i-1", ordinary("running"), "i-1")), "server.panel_itself");
  EXPECT_EQ(code_of(plan_stop("i-2", ordinary("running"), {}, "i-1")), "allowed");
}

TEST(LossesOfAStop, AreAnAutomaticAddressInstanceStoreAndMemory) {
  auto rich = ordinary("running"), elastic = rich, unseen = rich;
  rich.public_address = PublicAddress::automatic;
  rich.stop->has_instance_store = true;
  elastic.public_address = PublicAddress::elastic;
  unseen.stop->has_instance_store = std::nullopt;

  EXPECT_THAT(loss_codes(rich), ElementsAre("public_address", "instance_store", "memory"));
  EXPECT_THAT(loss_codes(elastic), ElementsAre("memory"));
  EXPECT_THAT(loss_codes(unseen), ElementsAre("instance_store", "memory"));
}

TEST(LossesOfAStop, MustBeAcceptedAtTheFirstStopExceptMemory) {
  auto facts = ordinary("running");
  EXPECT_EQ(stop_code(facts), "allowed");
  facts.public_address = PublicAddress::automatic;
  facts.stop->has_instance_store = true;

  EXPECT_EQ(stop_code(facts), "server.losses");
  EXPECT_EQ(stop_code(facts, {.accepted_losses = {"public_address"}}), "server.losses");
  EXPECT_EQ(stop_code(facts, {.accepted_losses = {"public_address", "instance_store"}}), "allowed");
  EXPECT_EQ(stop_code(facts, {.accepts_all_losses = true}), "allowed");
  facts.stop->was_stopped_before = true;
  EXPECT_EQ(stop_code(facts), "allowed");
}

TEST(PlanOfAStop, GivesEachServerACallOfItsOwnWhereThePowerIsCutLater) {
  const StopWish patient{.force_after = std::chrono::minutes(10)};

  EXPECT_EQ(plan_stop("i-1", ordinary("running"), patient, nobody)->steps[0].batch, "");
  EXPECT_EQ(plan_stop("i-1", ordinary("running"), {}, nobody)->steps[0].batch, "stop");
}

TEST(PlanOfAStop, HibernatesWhereItIsAskedForAndTheServerCan) {
  auto able = ordinary("running");
  able.can_hibernate = true;
  const StopWish wish{.hibernate = true};

  const auto hibernating = plan_stop("i-1", able, wish, nobody);
  const auto plain = plan_stop("i-1", ordinary("running"), wish, nobody);

  EXPECT_EQ(hibernating->steps[0].params, (Json{{"hibernate", true}}));
  EXPECT_THAT(hibernating->losses, IsEmpty());
  EXPECT_EQ(plain->steps[0].params, Json::object());
  EXPECT_THAT(plain->losses, SizeIs(1));
  EXPECT_EQ(plan_stop("i-1", able, {}, nobody)->steps[0].params, Json::object());
}

TEST(PlanOfAReboot, RefusesWhatDoesNotRunAndAllowsMembersOfGroups) {
  auto member = ordinary("running"), managed = member;
  member.scaling_group = "fila";
  managed.manager = "eks.amazonaws.com";

  EXPECT_EQ(code_of(plan_reboot("i-1", ordinary("stopped"), nobody)), "server.not_running");
  EXPECT_EQ(code_of(plan_reboot("i-1", member, nobody)), "allowed");
  EXPECT_EQ(code_of(plan_reboot("i-1", managed, nobody)), "server.managed");
}

TEST(StartWishes, SayHowLongToWaitForRoom) {
  EXPECT_EQ(to_json(StartWish{}), Json::object());
  EXPECT_EQ(parse_start_wish({{"capacity_wait_minutes", 60}})->capacity_wait,
            std::chrono::minutes(60));
  EXPECT_EQ(parse_start_wish({{"capacity_wait_minutes", 1441}}).error().field,
            "capacity_wait_minutes");
  EXPECT_EQ(parse_start_wish({{"colour", 1}}).error().field, "colour");
  EXPECT_EQ(parse_start_wish({{"status_checks", 1}}).error().field, "status_checks");
  EXPECT_THAT(plan_start(ordinary("running"), {.status_checks = true})->steps, SizeIs(1));
  const auto patient = plan_start(ordinary("stopped"), {.capacity_wait = std::chrono::hours(2)});
  EXPECT_EQ(patient->steps[0].time_limit, std::chrono::hours(2));
}

TEST(StartWishes, NameAPortAndHowLongItMayTake) {
  const Json params{{"port", 5432}, {"address", "public"}, {"ready_minutes", 5}};
  const auto wish = parse_start_wish(params);

  ASSERT_TRUE(wish.has_value());
  EXPECT_EQ(to_json(*wish), params);
  EXPECT_TRUE(wish->at_public_address);
  EXPECT_EQ(plan_start(ordinary("stopped"), *wish)->steps[0].time_limit, std::chrono::minutes(5));
  // What runs already has to show its port as well.
  EXPECT_THAT(plan_start(ordinary("running"), *wish)->steps, SizeIs(1));
  EXPECT_EQ(parse_start_wish({{"port", 0}}).error().field, "port");
  EXPECT_EQ(parse_start_wish({{"port", 70'000}}).error().field, "port");
  EXPECT_EQ(parse_start_wish({{"address", "near"}}).error().field, "address");
  EXPECT_EQ(parse_start_wish({{"ready_minutes", 0}}).error().field, "ready_minutes");
}

TEST(StopWishes, GoThereAndBack) {
  const StopWish wish{.force_after = std::chrono::minutes(5),
                      .accepted_losses = {"public_address"}};
  const auto back = parse_stop_wish(to_json(wish));

  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->force_after, wish.force_after);
  EXPECT_EQ(back->accepted_losses, wish.accepted_losses);
  EXPECT_TRUE(parse_stop_wish(Json::object()).has_value());
}

TEST(StopWishes, NameTheFieldThatIsWrong) {
  const auto field_of = [](const char* text) {
    const auto wish = parse_stop_wish(Json::parse(text));
    return wish ? "none" : wish.error().field;
  };

  EXPECT_EQ(field_of(R"({"force": "yes"})"), "force");
  EXPECT_EQ(field_of(R"({"force_after_minutes": 0})"), "force_after_minutes");
  EXPECT_EQ(field_of(R"({"force_after_minutes": 61})"), "force_after_minutes");
  EXPECT_EQ(field_of(R"({"force": true, "force_after_minutes": 5})"), "force_after_minutes");
  EXPECT_EQ(field_of(R"({"accept_losses": ["everything"]})"), "accept_losses");
  EXPECT_EQ(field_of(R"({"force": true, "hibernate": true})"), "hibernate");
  EXPECT_EQ(field_of(R"({"accept_losses": 1})"), "accept_losses");
  EXPECT_EQ(field_of(R"({"colour": "red"})"), "colour");
}

}  // namespace
}  // namespace mirante::servers
