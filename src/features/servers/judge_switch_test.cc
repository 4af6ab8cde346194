#include "features/servers/judge_switch.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/servers/state_reasons.h"

namespace mirante::servers {
namespace {

using namespace std::chrono_literals;
using operations::Attempt;
using operations::Past;
using operations::Reply;
using operations::Verdict;
using ::testing::HasSubstr;
using Next = Verdict::Next;

const Instant asked_at = *parse_iso8601("2026-03-02T10:00:00Z");
const Instant launched = *parse_iso8601("2026-01-01T00:00:00Z");

ServerFacts in_state(std::string state) {
  return {.state = std::move(state),
          .reason_code = "Client.UserInitiatedShutdown",
          .launch_time = launched};
}

Attempt attempt(Reply reply, std::string code = {}, ErrorKind kind = ErrorKind::invalid) {
  Attempt made{.intended_at = asked_at, .reply = reply, .answered_at = asked_at + 1s};
  if (!code.empty()) made.error = {.kind = kind, .message = "AWS says no", .code = code};
  return made;
}

class Judging : public ::testing::Test {
 protected:
  using Judge = Verdict (*)(const operations::Item&, const Result<ServerFacts>&, Instant, double);

  operations::Item item() const {
    return {.ref = ref,
            .params = params,
            .step = &step,
            .past = past,
            .memory = memory,
            .token = "token"};
  }
  Verdict judge(Judge by, const Result<ServerFacts>& seen,
                std::chrono::microseconds after = 2s) const {
    return by(item(), seen, asked_at + after, 0.5);
  }
  Verdict start(const Result<ServerFacts>& seen, std::chrono::microseconds after = 2s) {
    step.name = "start";
    return judge(judge_start, seen, after);
  }
  Verdict stop(const Result<ServerFacts>& seen, std::chrono::microseconds after = 2s) {
    step.name = "stop";
    return judge(judge_stop, seen, after);
  }
  Verdict reboot(const Result<ServerFacts>& seen) {
    step.name = "reboot";
    return judge(judge_reboot, seen);
  }
  void tried(Attempt made) {
    if (past.attempts.empty()) past.before = to_evidence(in_state("stopped"));
    past.attempts.push_back(std::move(made));
  }

  operations::TargetRef ref{.region = {"sa-east-1"}, .id = "i-1"};
  Json params = Json::object();
  operations::Step step{.name = "start"};
  Past past{.began_at = asked_at};
  Json memory = Json::object();
};

TEST_F(Judging, AStartIsDoneWhenTheServerWasSeenRunning) {
  EXPECT_EQ(start(in_state("running")).next, Next::reached);
  tried(attempt(Reply::accepted));
  EXPECT_EQ(start(in_state("running")).next, Next::reached);
}

TEST_F(Judging, AStartWaitsForStatusChecksWhereTheyWereChosen) {
  auto checked = in_state("running");
  EXPECT_EQ(start(checked).next, Next::reached);
  params = {{"status_checks", true}};
  for (const auto checks :
       {StatusChecks::unread, StatusChecks::initializing, StatusChecks::impaired}) {
    checked.checks = checks;
    EXPECT_EQ(start(checked).next, Next::wait);
  }
  checked.checks = StatusChecks::passed;
  EXPECT_EQ(start(checked).next, Next::reached);
}

TEST_F(Judging, AStartWaitsForAPortWhereOneWasChosen) {
  auto asked = in_state("running");
  params = {{"port", 5432}, {"address", "private"}};
  EXPECT_EQ(start(asked).next, Next::wait);
  asked.port_answers = false;
  EXPECT_EQ(start(asked).next, Next::wait);
  asked.port_answers = true;
  EXPECT_EQ(start(asked).next, Next::reached);
  // Both are waited for where both were chosen.
  params["status_checks"] = true;
  EXPECT_EQ(start(asked).next, Next::wait);
}

TEST_F(Judging, AStartIsCalledOnlyForWhatIsStopped) {
  EXPECT_EQ(start(in_state("stopped")).next, Next::call);
  EXPECT_EQ(start(in_state("pending")).next, Next::wait);
  EXPECT_EQ(start(in_state("stopping")).next, Next::wait);
  EXPECT_EQ(start(in_state("terminated")).next, Next::failed);
}

TEST_F(Judging, AnAcceptedStartThatIsNotYetShownIsWaitedFor) {
  tried(attempt(Reply::accepted));

  EXPECT_EQ(start(in_state("stopped"), 5s).next, Next::wait);
  EXPECT_EQ(start(in_state("stopped"), 5min).next, Next::wait);
}

TEST_F(Judging, AStartThatFellBackFailsWithAwsReasonAndItsMeaning) {
  tried(attempt(Reply::accepted));
  auto fallen = in_state("stopped");
  fallen.launch_time = asked_at + 1s;
  fallen.reason_code = "Client.InternalError";
  fallen.reason = "Client.InternalError: Client error on launch";

  const auto verdict = start(fallen);

  EXPECT_EQ(verdict.next, Next::failed);
  EXPECT_EQ(verdict.code, "Client.InternalError");
  EXPECT_THAT(verdict.text, HasSubstr("probably"));
  EXPECT_THAT(verdict.text, HasSubstr("kms:CreateGrant"));
}

TEST_F(Judging, AStartWhoseAnswerWasLostIsCalledAgainOnlyWhenAwsWouldShowItsEffect) {
  tried(attempt(Reply::unknown, "aws.no_answer", ErrorKind::unavailable));

  EXPECT_EQ(start(in_state("stopped"), 5s).next, Next::wait);
  EXPECT_EQ(start(in_state("stopped"), 40s).next, Next::call);
  EXPECT_EQ(start(in_state("pending"), 40s).next, Next::wait);
}

TEST_F(Judging, ALackOfCapacityIsTriedAgainLaterAndThrottlingSooner) {
  tried(attempt(Reply::rejected, "InsufficientInstanceCapacity", ErrorKind::limit));
  const auto capacity = start(in_state("stopped"));
  past.attempts.clear();
  tried(attempt(Reply::rejected, "RequestLimitExceeded", ErrorKind::throttled));
  const auto throttled = start(in_state("stopped"));

  EXPECT_EQ(capacity.next, Next::call);
  EXPECT_EQ(throttled.next, Next::call);
  ASSERT_TRUE(capacity.not_before && throttled.not_before);
  EXPECT_GT(*capacity.not_before, *throttled.not_before);
  EXPECT_GT(*throttled.not_before, asked_at + 1s);
}

TEST_F(Judging, ALackOfCapacityIsWaitedForAsLongAsWasAsked) {
  params = {{"capacity_wait_minutes", 0}};
  tried(attempt(Reply::rejected, "InsufficientInstanceCapacity", ErrorKind::limit));

  const auto verdict = start(in_state("stopped"));

  EXPECT_EQ(verdict.next, Next::failed);
  EXPECT_EQ(verdict.code, "InsufficientInstanceCapacity");
  params = {{"capacity_wait_minutes", 60}};
  EXPECT_EQ(start(in_state("stopped")).next, Next::call);
}

TEST_F(Judging, PausesBetweenAttemptsGrowToABound) {
  std::optional<Instant> last;
  for (int i = 0; i < 12; ++i)
    tried(attempt(Reply::rejected, "RequestLimitExceeded", ErrorKind::throttled));
  last = start(in_state("stopped")).not_before;

  EXPECT_GT(*last, asked_at + 60s);
  EXPECT_LE(*last, asked_at + 1s + 120s);
}

TEST_F(Judging, AMissingPermissionFailsAndNamesThePolicyLine) {
  tried(attempt(Reply::rejected, "UnauthorizedOperation", ErrorKind::forbidden));

  const auto verdict = start(in_state("stopped"));

  EXPECT_EQ(verdict.next, Next::failed);
  EXPECT_THAT(verdict.text, HasSubstr("ec2:StartInstances"));
  EXPECT_THAT(verdict.text, HasSubstr("\"Effect\":\"Allow\""));
}

TEST_F(Judging, AProtectionThatAwsKnowsIsARefusal) {
  tried(attempt(Reply::rejected, "OperationNotPermitted", ErrorKind::conflict));

  EXPECT_EQ(stop(in_state("running")).next, Next::refused);
}

TEST_F(Judging, AnIdThatOnlyTheCallDoesNotKnowIsTriedAFewTimes) {
  for (int i = 0; i < 4; ++i)
    tried(attempt(Reply::rejected, "InvalidInstanceID.NotFound", ErrorKind::not_found));
  EXPECT_EQ(start(in_state("stopped")).next, Next::call);
  tried(attempt(Reply::rejected, "InvalidInstanceID.NotFound", ErrorKind::not_found));
  EXPECT_EQ(start(in_state("stopped")).next, Next::failed);
}

TEST_F(Judging, AServerThatIsNotThereFails) {
  const auto verdict = start(fail(ErrorKind::not_found, "unknown"));

  EXPECT_EQ(verdict.next, Next::failed);
  EXPECT_EQ(verdict.code, "server.unknown");
}

TEST_F(Judging, AStopIsDoneWhenTheServerWasSeenStopped) {
  tried(attempt(Reply::accepted));

  EXPECT_EQ(stop(in_state("stopping")).next, Next::wait);
  EXPECT_EQ(stop(in_state("stopped")).next, Next::reached);
  EXPECT_EQ(stop(in_state("pending")).next, Next::wait);
}

TEST_F(Judging, AServerThatSomebodyStartsAgainIsTold) {
  tried(attempt(Reply::accepted));
  auto restarted = in_state("running");
  restarted.launch_time = asked_at + 30s;

  const auto verdict = stop(restarted, 60s);

  EXPECT_EQ(verdict.next, Next::failed);
  EXPECT_EQ(verdict.code, "server.started_elsewhere");
}

TEST_F(Judging, AStopThatHangsIsForcedOnlyIfAskedAndOnlyThen) {
  tried(attempt(Reply::accepted));
  EXPECT_EQ(stop(in_state("stopping"), 20min).next, Next::wait);

  params = {{"force_after_minutes", 10}};
  EXPECT_EQ(stop(in_state("stopping"), 9min).next, Next::wait);
  EXPECT_EQ(stop(in_state("stopping"), 10min).next, Next::call);

  auto forced = attempt(Reply::accepted);
  forced.intended_at = asked_at + 10min;
  tried(forced);
  EXPECT_EQ(stop(in_state("stopping"), 15min).next, Next::wait);
}

TEST_F(Judging, AServerThatCannotHibernateNowIsStoppedWithoutAndThatIsSaid) {
  params = {{"hibernate", true}};
  step = {.name = "stop", .params = {{"hibernate", true}}};
  tried(attempt(Reply::rejected, "UnsupportedHibernationConfiguration", ErrorKind::conflict));

  EXPECT_EQ(stop(in_state("running")).next, Next::call);
  EXPECT_EQ(stop(in_state("stopped")).code, "server.not_hibernated");
}

TEST_F(Judging, AHibernatedServerIsSimplyStopped) {
  params = {{"hibernate", true}};
  step = {.name = "stop", .params = {{"hibernate", true}}};
  tried(attempt(Reply::accepted));

  EXPECT_EQ(stop(in_state("stopped")).code, "");
}

TEST_F(Judging, APowerCutIsForWhatWasAskedOrIsOverdue) {
  EXPECT_TRUE(is_forced(item(), {.force = true}, asked_at));
  EXPECT_FALSE(is_forced(item(), {.force_after = 10min}, asked_at));
  tried(attempt(Reply::accepted));
  EXPECT_FALSE(is_forced(item(), {.force_after = 10min}, asked_at + 9min));
  EXPECT_TRUE(is_forced(item(), {.force_after = 10min}, asked_at + 10min));
  EXPECT_FALSE(is_forced(item(), {}, asked_at + 10min));
}

TEST_F(Judging, ARebootIsDoneWhenAwsAcceptedItAndNeverRepeatedOnALostAnswer) {
  EXPECT_EQ(reboot(in_state("running")).next, Next::call);
  EXPECT_EQ(reboot(in_state("stopped")).next, Next::refused);
  tried(attempt(Reply::unknown, "aws.no_answer", ErrorKind::unavailable));
  EXPECT_EQ(reboot(in_state("running")).next, Next::needs_person);
  past.attempts.clear();
  tried(attempt(Reply::accepted));
  EXPECT_EQ(reboot(in_state("running")).next, Next::reached);
}

TEST_F(Judging, WhatIsLateSaysWhereItStandsAndWhatAwsSaidLast) {
  step.name = "stop";
  const auto late = [&](std::string state) {
    return late_switch(item(), in_state(std::move(state)));
  };
  EXPECT_EQ(late("stopping").code, "server.stuck_stopping");
  EXPECT_THAT(late("stopping").text, HasSubstr("force"));
  tried(attempt(Reply::rejected, "InsufficientInstanceCapacity", ErrorKind::limit));
  EXPECT_EQ(late("stopped").code, "InsufficientInstanceCapacity");
}

TEST(StateReasons, AreToldInWordsAndKeepAwsOwn) {
  EXPECT_THAT(why_it_fell_back("Server.InsufficientInstanceCapacity", ""), HasSubstr("no room"));
  EXPECT_THAT(why_it_fell_back("Client.VolumeLimitExceeded", "x"), HasSubstr("quota"));
  EXPECT_THAT(why_it_fell_back("Server.Unheard", "of"), HasSubstr("(Server.Unheard: of)"));
  EXPECT_THAT(why_it_fell_back("", ""), HasSubstr("no reason"));
}

TEST(Facts, GoThroughTheSpineUnchanged) {
  ServerFacts facts = in_state("running");
  facts.public_address = PublicAddress::automatic;
  facts.scaling_group = "fila";
  facts.stop = StopFacts{.is_protected = true, .was_stopped_before = true, .unchecked = "why"};
  facts.observed.id = "i-1";

  EXPECT_EQ(from_facts(to_facts(facts)), facts);
}

}  // namespace
}  // namespace mirante::servers
