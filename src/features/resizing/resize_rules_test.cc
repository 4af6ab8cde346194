#include "features/resizing/resize_rules.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace mirante::resizing {
namespace {

using namespace std::chrono_literals;
using operations::Attempt;
using operations::Past;
using operations::Reply;
using operations::Verdict;
using servers::ServerFacts;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Next = Verdict::Next;

const Instant asked_at = *parse_iso8601("2026-03-02T10:00:00Z");
const servers::OwnServer nobody;

ServerType type(std::string name, Support nitro = Support::required) {
  return {.name = std::move(name),
          .vcpus = 2,
          .memory_mib = 8192,
          .architectures = {"x86_64"},
          .virtualizations = {"hvm"},
          .ena = nitro,
          .nvme = nitro};
}

Json document() {
  return {{"Architecture", "x86_64"},
          {"VirtualizationType", "hvm"},
          {"EnaSupport", true},
          {"InstanceType", "m5.large"},
          {"RootDeviceType", "ebs"},
          {"Placement", {{"AvailabilityZone", "sa-east-1a"}, {"Tenancy", "default"}}}};
}

ServerFacts server(std::string state, std::string of_type = "m5.large", const Json& more = {}) {
  auto body = document();
  if (!more.is_null()) body.update(more);
  return {.state = std::move(state),
          .type = std::move(of_type),
          .zone = "sa-east-1a",
          .stop = servers::StopFacts{.is_protected = false,
                                     .terminates_on_shutdown = false,
                                     .has_instance_store = false,
                                     .is_one_time_spot = false,
                                     .was_stopped_before = true},
          .observed = {.body = body.dump()}};
}

ResizeFacts facts(ServerFacts of) {
  return {.server = std::move(of),
          .types = {{"m5.large", type("m5.large")},
                    {"m5.xlarge", type("m5.xlarge")},
                    {"m5a.xlarge", type("m5a.xlarge")},
                    {"c9.huge", type("c9.huge")}},
          .offered = std::set<std::string>{"m5.large", "m5.xlarge", "m5a.xlarge"}};
}

ResizeWish to(std::string name) { return {.type = std::move(name)}; }

std::vector<std::string> names_of(const Result<operations::Plan>& plan) {
  if (!plan) return {plan.error().code};
  std::vector<std::string> names;
  for (const auto& step : plan->steps) names.push_back(step.name);
  return names;
}
std::vector<std::string> planned(const ResizeFacts& of, const ResizeWish& wish) {
  return names_of(plan_resize("i-1", of, wish, nobody));
}

// Semantics §2.6.
TEST(PlanOfAResize, StopsChangesAndStartsWhatRunsAndEachStepCanBeTakenBack) {
  const auto plan = plan_resize("i-1", facts(server("running")), to("m5.xlarge"), nobody);

  ASSERT_THAT(names_of(plan), ElementsAre("stop", "change_type", "start"));
  EXPECT_EQ(plan->steps[0].undo.front().name, "start");
  EXPECT_EQ(plan->steps[1].params["type"], "m5.xlarge");
  EXPECT_EQ(plan->steps[1].undo.front().params["type"], "m5.large");
  EXPECT_EQ(plan->steps[2].params["types"], Json({"m5.xlarge"}));
}

TEST(PlanOfAResize, LeavesOffWhatWasOff) {
  EXPECT_THAT(planned(facts(server("stopped")), to("m5.xlarge")), ElementsAre("change_type"));
  EXPECT_THAT(planned(facts(server("stopping")), to("m5.xlarge")),
              ElementsAre("stop", "change_type"));
}

TEST(PlanOfAResize, StartsWhatWasOffWhereThatIsAskedFor) {
  auto wish = to("m5.xlarge");
  wish.starts = true;
  EXPECT_THAT(planned(facts(server("stopped")), wish), ElementsAre("change_type", "start"));
  wish.type = "m5.large";
  EXPECT_THAT(planned(facts(server("stopped")), wish), ElementsAre("start"));
  EXPECT_THAT(planned(facts(server("running")), wish), ElementsAre());
}

TEST(PlanOfAResize, IsNothingWhereItHasTheTypeAlready) {
  EXPECT_THAT(planned(facts(server("running")), to("m5.large")), ElementsAre());
}

TEST(PlanOfAResize, RefusesBeforeAnythingIsStoppedWhatDoesNotFit) {
  auto arm = facts(server("running"));
  arm.types["m5.xlarge"].architectures = {"arm64"};
  EXPECT_THAT(planned(arm, to("m5.xlarge")), ElementsAre("type.architecture"));
  auto old = facts(server("running", "m5.large", {{"EnaSupport", false}}));
  EXPECT_THAT(planned(old, to("m5.xlarge")), ElementsAre("type.ena"));
  auto paravirtual = facts(server("running", "m5.large", {{"VirtualizationType", "paravirtual"}}));
  EXPECT_THAT(planned(paravirtual, to("m5.xlarge")), ElementsAre("type.virtualization"));
  auto optimized = facts(server("running", "m5.large", {{"EbsOptimized", true}}));
  optimized.types["m5.xlarge"].ebs_optimized = false;
  EXPECT_THAT(planned(optimized, to("m5.xlarge")), ElementsAre("type.ebs_optimized"));
  EXPECT_THAT(planned(facts(server("running")), to("c9.huge")), ElementsAre("type.zone"));
  EXPECT_THAT(planned(facts(server("running")), to("z1.none")), ElementsAre("type.unknown"));
}

Json placed(const char* tenancy, const char* group = "") {
  return {{"Placement",
           {{"AvailabilityZone", "sa-east-1a"}, {"Tenancy", tenancy}, {"GroupName", group}}}};
}

TEST(PlanOfAResize, RefusesATypeThatThePlacementGroupDoesNotTake) {
  auto grouped = facts(server("running", "m5.large", placed("default", "calculo")));
  grouped.types["m5.xlarge"].placements = {"partition", "spread"};

  grouped.placement_strategy = "cluster";
  EXPECT_THAT(planned(grouped, to("m5.xlarge")), ElementsAre("type.placement_group"));
  grouped.placement_strategy = "spread";
  EXPECT_THAT(planned(grouped, to("m5.xlarge")), ElementsAre("stop", "change_type", "start"));
  EXPECT_EQ(from_facts(to_facts(grouped)), grouped);
}

TEST(PlanOfAResize, RefusesATypeThatAwsHasOnNoDedicatedHardware) {
  auto dedicated = facts(server("running", "m5.large", placed("dedicated")));
  dedicated.types.emplace("t2.large", type("t2.large", Support::supported));
  dedicated.offered->insert("t2.large");

  EXPECT_THAT(planned(dedicated, to("t2.large")), ElementsAre("type.dedicated"));
  EXPECT_THAT(planned(dedicated, to("m5.xlarge")), ElementsAre("stop", "change_type", "start"));
}

TEST(PlanOfAResize, RefusesATypeWithLessNetworkThanTheServerHas) {
  const Json one{{"PrivateIpAddresses", {{{"PrivateIpAddress", "10.0.0.4"}}}}};
  auto wide = facts(server("running", "m5.large", {{"NetworkInterfaces", {one, one, one}}}));
  wide.types["m5.xlarge"].interfaces_max = 2;

  EXPECT_THAT(planned(wide, to("m5.xlarge")), ElementsAre("type.network_interfaces"));
  wide.types["m5.xlarge"].interfaces_max = 3;
  EXPECT_THAT(planned(wide, to("m5.xlarge")), ElementsAre("stop", "change_type", "start"));
}

TEST(PlanOfAResize, SeesThatItRunsWhereSomebodyHasStartedItWithItsType) {
  auto wish = to("m5.large");
  EXPECT_THAT(planned(facts(server("pending")), wish), ElementsAre());
  wish.starts = true;
  EXPECT_THAT(planned(facts(server("pending")), wish), ElementsAre("start"));
  EXPECT_THAT(planned(facts(server("running")), wish), ElementsAre());
}

TEST(PlanOfAResize, RefusesServersWhoseTypeNeverChanges) {
  EXPECT_THAT(planned(facts(server("running", "m5.large", {{"InstanceLifecycle", "spot"}})),
                      to("m5.xlarge")),
              ElementsAre("server.spot"));
  EXPECT_THAT(planned(facts(server("stopped", "m5.large", {{"RootDeviceType", "instance-store"}})),
                      to("m5.xlarge")),
              ElementsAre("server.instance_store_root"));
  auto in_group = server("stopped");
  in_group.scaling_group = "fila";
  EXPECT_THAT(planned(facts(in_group), to("m5.xlarge")), ElementsAre("server.scaling_group"));
  auto is_protected = server("running");
  is_protected.stop->is_protected = true;
  EXPECT_THAT(planned(facts(is_protected), to("m5.xlarge")), ElementsAre("server.stop_protected"));
}

TEST(PlanOfAResize, SaysWhatCannotBeSeenInsteadOfTrying) {
  ResizeFacts unread{.server = server("running"), .unchecked = "add to its policy: …"};
  const auto plan = plan_resize("i-1", unread, to("m5.xlarge"), nobody);

  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, "type.unchecked");
  EXPECT_THAT(plan.error().message, HasSubstr("add to its policy"));
}

TEST(PlanOfAResize, KeepsOfTheOtherTypesThoseThatFit) {
  auto wish = to("m5.xlarge");
  wish.fallback_types = {"c9.huge", "m5a.xlarge"};
  const auto plan = plan_resize("i-1", facts(server("running")), wish, nobody);

  EXPECT_EQ(plan->steps[2].params["types"], Json({"m5.xlarge", "m5a.xlarge"}));
}

TEST(PlanOfAResize, AsksForLeaveToLoseSomething) {
  auto first = server("running");
  first.stop->was_stopped_before = false;
  first.public_address = servers::PublicAddress::automatic;
  EXPECT_THAT(planned(facts(first), to("m5.xlarge")), ElementsAre("server.losses"));
  auto wish = to("m5.xlarge");
  wish.accepted_losses = {"public_address"};
  EXPECT_THAT(planned(facts(first), wish), ElementsAre("stop", "change_type", "start"));
}

TEST(PlanOfAStart, TakesOfTheOtherTypesThoseThatFitAndGivesTheOldOneBack) {
  const servers::StartWish wish{
      .fallback_types = {"c9.huge", "m5.xlarge", "m5.large", "m5a.xlarge", "x9.none"}};

  const auto plan = plan_start(facts(server("stopped")), wish);

  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(names_of(plan), std::vector<std::string>{"start"});
  const auto& step = plan->steps.front();
  EXPECT_EQ(step.params["types"], (Json{"m5.large", "m5.xlarge", "m5a.xlarge"}));
  EXPECT_EQ(step.batch, "");
  ASSERT_EQ(step.undo.size(), 1U);
  EXPECT_EQ(step.undo.front().name, "change_type");
  EXPECT_EQ(step.undo.front().params["type"], "m5.large");
}

TEST(PlanOfAStart, LeavesNoTypeMoreTimeThanTheGateGivesToAll) {
  servers::StartWish wish{.fallback_types = {"m5.xlarge", "m5a.xlarge"}};
  const auto open = plan_start(facts(server("stopped")), wish)->steps.front();
  EXPECT_EQ(open.time_limit, servers::plan_start(server("stopped"), {})->steps.front().time_limit +
                                 3 * wish.capacity_wait);
  wish.port = 443;
  wish.ready_within = 15min;

  const auto gated = plan_start(facts(server("stopped")), wish)->steps.front();

  EXPECT_EQ(gated.time_limit, 15min);
  EXPECT_EQ(gated.params["capacity_wait_minutes"], 5);
}

TEST(PlanOfAStart, IsThatOfAnyStartWhereNoOtherTypeFitsOrNothingIsKnownOfThem) {
  const servers::StartWish wish{.fallback_types = {"m5.xlarge"}};
  ResizeFacts unread{.server = server("stopped"), .unchecked = "not permitted"};

  for (const auto& of : {unread, facts(server("stopped", "m5.xlarge"))}) {
    const auto plan = plan_start(of, wish);
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(plan->steps, servers::plan_start(of.server, wish)->steps);
  }
  EXPECT_EQ(names_of(plan_start(facts(server("running")), wish)), std::vector<std::string>{});
}

TEST(ResizeWish, NamesWhatIsWrong) {
  EXPECT_EQ(parse_resize_wish(Json::object()).error().field, "type");
  EXPECT_EQ(parse_resize_wish({{"type", "big"}}).error().field, "type");
  EXPECT_EQ(parse_resize_wish({{"type", "m5.large"}, {"fallback_types", {1}}}).error().field,
            "fallback_types[0]");
  EXPECT_EQ(parse_resize_wish({{"type", "m5.large"}, {"size", 1}}).error().field, "size");
  const Json whole{{"type", "m5.large"},
                   {"fallback_types", {"m5a.large"}},
                   {"capacity_wait_minutes", 3},
                   {"start", true},
                   {"accept_losses", {"public_address"}}};
  EXPECT_EQ(to_json(*parse_resize_wish(whole)), whole);
}

TEST(ResizeFacts, SurviveTheJournal) {
  const auto before = facts(server("running"));
  EXPECT_EQ(from_facts(to_facts(before)), before);
}

class Judging : public ::testing::Test {
 protected:
  Verdict judge(const ServerFacts& seen, std::chrono::microseconds after = 2s) const {
    return judge_resize(item(), seen, asked_at + after, 0.5);
  }
  void tried(Reply reply, std::string code = {}, ErrorKind kind = ErrorKind::invalid,
             std::chrono::microseconds at = 0s) {
    Attempt made{.intended_at = asked_at + at, .reply = reply, .answered_at = asked_at + at + 1s};
    if (!code.empty()) made.error = {.kind = kind, .message = "AWS says no", .code = code};
    past.attempts.push_back(std::move(made));
  }
  void no_room(std::chrono::microseconds at) {
    tried(Reply::rejected, "InsufficientInstanceCapacity", ErrorKind::limit, at);
  }
  operations::Item item() const {
    return {.ref = ref,
            .params = params,
            .step = &step,
            .past = past,
            .memory = memory,
            .token = "token"};
  }

  operations::TargetRef ref{.region = {"sa-east-1"}, .id = "i-1"};
  Json params{{"type", "m5.xlarge"}, {"capacity_wait_minutes", 10}};
  Json memory = Json::object();
  operations::Step step{.name = "change_type", .params = {{"type", "m5.xlarge"}}};
  Past past{.began_at = asked_at};
};

TEST_F(Judging, ChangesTheTypeOfWhatIsStoppedAndIsDoneWhenItWasSeen) {
  EXPECT_EQ(judge(server("stopping")).next, Next::wait);
  EXPECT_EQ(judge(server("stopped")).next, Next::call);
  EXPECT_EQ(judge(server("stopped", "m5.xlarge")).next, Next::reached);
  tried(Reply::accepted);
  EXPECT_EQ(judge(server("stopped")).next, Next::wait);
}

TEST_F(Judging, ChangesAgainAfterALostAnswerAsThatHarmsNothing) {
  tried(Reply::unknown);
  EXPECT_EQ(judge(server("stopped"), 5s).next, Next::wait);
  EXPECT_EQ(judge(server("stopped"), 40s).next, Next::call);
}

TEST_F(Judging, GivesUpWhereSomebodyElseHasStartedIt) {
  EXPECT_EQ(judge(server("running")).code, "server.started_elsewhere");
}

TEST_F(Judging, LeavesOnWhatAStartHasStartedThoughItsGateFailed) {
  const servers::StartWish wish{
      .fallback_types = {"m5.xlarge"}, .port = 443, .ready_within = 10min};
  step = plan_start(facts(server("stopped")), wish)->steps.front().undo.front();

  for (const auto* type : {"m5.large", "m5.xlarge"}) {
    const auto left = judge(server("running", type));
    EXPECT_EQ(left.next, Next::reached);
    EXPECT_TRUE(left.is_left);
    EXPECT_THAT(left.text, HasSubstr(std::string("it runs as ") + type));
  }
  EXPECT_EQ(judge(server("stopped")).next, Next::reached);
  EXPECT_FALSE(judge(server("stopped")).is_left);
  EXPECT_EQ(judge(server("stopped", "m5.xlarge")).next, Next::call);
}

TEST_F(Judging, GivesUpWhatAwsDoesNotAllow) {
  tried(Reply::rejected, "InvalidParameterCombination");
  const auto no = judge(server("stopped"));
  EXPECT_EQ(no.next, Next::failed);
  EXPECT_THAT(no.text, HasSubstr("AWS says no"));
}

class StartingResized : public Judging {
 protected:
  StartingResized() {
    step = {.name = "start", .params = {{"types", {"m5.xlarge", "m5a.xlarge"}}}};
  }
};

TEST_F(StartingResized, IsDoneWhenItRunsWithTheTypeOrWithOneOfTheOthers) {
  EXPECT_EQ(judge(server("running", "m5.xlarge")).next, Next::reached);
  const auto other = judge(server("running", "m5a.xlarge"));
  EXPECT_EQ(other.next, Next::reached);
  EXPECT_EQ(other.code, "server.fallback_type");
  EXPECT_EQ(judge(server("running", "t3.nano")).code, "server.type_elsewhere");
}

TEST_F(StartingResized, TriesAgainWhileThereIsNoRoomThenTheNextType) {
  no_room(0s);
  EXPECT_EQ(judge(server("stopped", "m5.xlarge")).next, Next::call);
  EXPECT_EQ(next_call(item(), past.attempts).what, NextCall::What::start);
  no_room(10min);
  EXPECT_EQ(judge(server("stopped", "m5.xlarge"), 10min).next, Next::call);
  const auto next = next_call(item(), past.attempts);
  EXPECT_EQ(next.what, NextCall::What::change_type);
  EXPECT_EQ(next.type, "m5a.xlarge");

  tried(Reply::accepted, "", ErrorKind::invalid, 11min);
  memory = {{"fallback", next.fallback}, {"resized_after", past.attempts.size()}};
  EXPECT_EQ(judge(server("stopped", "m5a.xlarge"), 11min).next, Next::call);
  EXPECT_EQ(next_call(item(), past.attempts).what, NextCall::What::start);
  no_room(12min);
  EXPECT_EQ(next_call(item(), past.attempts).what, NextCall::What::start);
  no_room(22min);
  const auto end = judge(server("stopped", "m5a.xlarge"), 22min);
  EXPECT_EQ(end.next, Next::failed);
  EXPECT_THAT(end.text, HasSubstr("m5.xlarge, m5a.xlarge"));
}

TEST_F(StartingResized, StartsAfterAChangeWhoseAnswerWasLost) {
  no_room(0s);
  no_room(10min);
  tried(Reply::unknown, "", ErrorKind::invalid, 11min);
  EXPECT_EQ(judge(server("stopped", "m5a.xlarge"), 12min).next, Next::call);
  EXPECT_EQ(next_call(item(), past.attempts).what, NextCall::What::start);
}

TEST(Cautions, TellOfDriversThatTheNewTypeNeeds) {
  const Machine machine;
  EXPECT_THAT(cautions(machine, type("m4.large", Support::unsupported), type("m5.large")),
              ElementsAre("nvme", "ena"));
  EXPECT_THAT(cautions(machine, type("m5.large"), type("m5.xlarge")), ElementsAre());
}

TEST(Cautions, TellOfPlacementsThatNobodyCouldRead) {
  auto large = type("m5.large"), burstable = type("t3.large");
  large.placements = {"cluster", "partition", "spread"};
  burstable.placements = {"partition", "spread"};
  burstable.has_dedicated_hosts = false;
  const Machine grouped{.placement_group = "calculo"}, dedicated{.tenancy = "dedicated"};

  EXPECT_THAT(cautions(grouped, large, burstable), ElementsAre("placement_group"));
  EXPECT_THAT(cautions(grouped, burstable, large), ElementsAre());
  EXPECT_THAT(cautions({}, large, burstable), ElementsAre());
  EXPECT_THAT(cautions(dedicated, large, burstable), ElementsAre("dedicated"));
}

}  // namespace
}  // namespace mirante::resizing
