#include "features/databases/switch_rules.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace mirante::databases {
namespace {

using namespace std::chrono_literals;
using operations::Attempt;
using operations::Past;
using operations::Reply;
using operations::Verdict;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Next = Verdict::Next;

const Instant asked_at = *parse_iso8601("2026-03-02T10:00:00Z");

DatabaseFacts facts(std::string id, Json document) {
  return facts_of(inventory::Observed{.id = std::move(id), .body = document.dump()});
}
DatabaseFacts instance(std::string state, Json more = Json::object()) {
  Json document{{"DBInstanceStatus", std::move(state)}, {"Engine", "postgres"}};
  document.update(more);
  return facts("db:orders", document);
}
DatabaseFacts cluster(std::string state, Json more = Json::object()) {
  Json document{{"Status", std::move(state)}, {"Engine", "aurora-mysql"}};
  document.update(more);
  return facts("cluster:orders", document);
}

std::string code_of(const Result<operations::Plan>& plan) {
  return plan ? "allowed" : plan.error().code;
}
std::string stop_code(const DatabaseFacts& of) { return code_of(plan_stop(of.observed.id, of)); }
std::string start_code(const DatabaseFacts& of) { return code_of(plan_start(of.observed.id, of)); }

TEST(DatabaseIds, AreThoseOfTheirArns) {
  EXPECT_TRUE(is_database_id("db:orders-1"));
  EXPECT_TRUE(is_database_id("cluster:orders"));
  for (const auto* wrong : {"orders", "db:", "i-0123456789abcdef0", "db:a b", "snapshot:orders"})
    EXPECT_FALSE(is_database_id(wrong)) << wrong;
  EXPECT_EQ(identifier_of("cluster:orders"), "orders");
}

TEST(PlanOfADatabase, IsOneCallAndNothingWhereItIsSoAlready) {
  EXPECT_THAT(plan_stop("db:orders", instance("available"))->steps, SizeIs(1));
  EXPECT_THAT(plan_stop("db:orders", instance("stopped"))->steps, SizeIs(0));
  EXPECT_THAT(plan_start("cluster:orders", cluster("stopped"))->steps, SizeIs(1));
  EXPECT_THAT(plan_start("cluster:orders", cluster("available"))->steps, SizeIs(0));
}

// Semantics §2.8.
TEST(PlanOfADatabase, RefusesWhatAwsNeverStops) {
  EXPECT_EQ(stop_code(instance("available", {{"ReadReplicaSourceDBInstanceIdentifier", "main"}})),
            "database.replica");
  EXPECT_EQ(stop_code(instance("available", {{"ReadReplicaDBInstanceIdentifiers", {"copy"}}})),
            "database.has_replicas");
  EXPECT_EQ(stop_code(instance("available", {{"Engine", "sqlserver-se"}, {"MultiAZ", true}})),
            "database.sqlserver_multi_az");
  EXPECT_EQ(stop_code(instance("available", {{"Engine", "sqlserver-se"}, {"MultiAZ", false}})),
            "allowed");
  EXPECT_EQ(stop_code(instance("available", {{"MultiAZ", true}})), "allowed");
  EXPECT_EQ(stop_code(cluster("available", {{"GlobalClusterIdentifier", "world"}})),
            "database.global");
  EXPECT_EQ(stop_code(cluster("available", {{"EngineMode", "serverless"}})), "database.serverless");
  EXPECT_EQ(stop_code(cluster("available", {{"EngineMode", "provisioned"}})), "allowed");
  const Json deployment{{"Name", "troca"}, {"Status", "AVAILABLE"}};
  EXPECT_EQ(stop_code(instance("available", {{"BlueGreenDeployment", deployment}})),
            "database.blue_green");
  EXPECT_EQ(stop_code(cluster("available", {{"BlueGreenDeployment", deployment}})),
            "database.blue_green");
}

TEST(PlanOfADatabase, SendsMembersToTheirCluster) {
  const auto member = instance("available", {{"DBClusterIdentifier", "orders"}});
  const auto plan = plan_stop("db:orders-1", member);

  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, "database.in_cluster");
  EXPECT_THAT(plan.error().message, HasSubstr("cluster:orders"));
  EXPECT_EQ(start_code(member), "database.in_cluster");
}

TEST(PlanOfADatabase, RefusesWhatIsBrokenOrGone) {
  EXPECT_EQ(start_code(instance("incompatible-network")), "database.incompatible-network");
  EXPECT_EQ(stop_code(instance("failed")), "database.failed");
  EXPECT_EQ(stop_code(instance("deleting")), "database.deleted");
  const inventory::Resource gone{
      .ref = {.kind = std::string(inventory::database_kind), .id = "db:orders"},
      .body = R"({"DBInstanceStatus":"available"})",
      .gone_at = asked_at};
  EXPECT_EQ(code_of(plan_stop("db:orders", facts_of(gone))), "database.deleted");
}

TEST(DatabaseFacts, SurviveTheJournal) {
  const auto before = instance("stopped", {{"AutomaticRestartTime", "2026-03-09T10:00:00Z"}});

  EXPECT_EQ(from_facts(to_facts(before)), before);
  EXPECT_EQ(before.restarts_at, *parse_iso8601("2026-03-09T10:00:00Z"));
}

class Judging : public ::testing::Test {
 protected:
  using Judge = Verdict (*)(const operations::Item&, const Result<DatabaseFacts>&, Instant, double);

  Verdict judge(Judge by, const Result<DatabaseFacts>& seen,
                std::chrono::microseconds after = 2s) const {
    return by(item(), seen, asked_at + after, 0.5);
  }
  Verdict start(const Result<DatabaseFacts>& seen, std::chrono::microseconds after = 2s) {
    step.name = "start";
    return judge(judge_start, seen, after);
  }
  Verdict stop(const Result<DatabaseFacts>& seen, std::chrono::microseconds after = 2s) {
    step.name = "stop";
    return judge(judge_stop, seen, after);
  }
  void tried(Reply reply, std::string code = {}, ErrorKind kind = ErrorKind::invalid) {
    Attempt made{.intended_at = asked_at, .reply = reply, .answered_at = asked_at + 1s};
    if (!code.empty()) made.error = {.kind = kind, .message = "AWS says no", .code = code};
    past.attempts.push_back(std::move(made));
  }
  operations::Item item() const {
    return {.ref = ref,
            .params = params,
            .step = &step,
            .past = past,
            .memory = memory,
            .token = "token"};
  }

  operations::TargetRef ref{.region = {"sa-east-1"}, .id = "db:orders"};
  Json params = Json::object(), memory = Json::object();
  operations::Step step{.name = "stop", .time_limit = 90min};
  Past past{.began_at = asked_at};
};

TEST_F(Judging, IsDoneWhenTheStateWasSeen) {
  EXPECT_EQ(stop(instance("stopped")).next, Next::reached);
  EXPECT_EQ(start(instance("available")).next, Next::reached);
  tried(Reply::accepted);
  EXPECT_EQ(stop(instance("available")).next, Next::wait);
  EXPECT_EQ(stop(instance("stopping"), 1h).next, Next::wait);
}

TEST_F(Judging, CallsOnlyInTheStatesThatAwsAllows) {
  EXPECT_EQ(stop(instance("available")).next, Next::call);
  EXPECT_EQ(start(instance("stopped")).next, Next::call);
  EXPECT_EQ(start(instance("inaccessible-encryption-credentials-recoverable")).next, Next::call);
  for (const auto* between : {"backing-up", "modifying", "starting", "stopping", "upgrading"}) {
    EXPECT_EQ(stop(instance(between)).next, Next::wait) << between;
    EXPECT_EQ(start(instance(between)).next, Next::wait) << between;
  }
}

TEST_F(Judging, CallsAgainAfterALostAnswerButNotBeforeAwsWouldShowIt) {
  tried(Reply::unknown);
  EXPECT_EQ(stop(instance("available"), 20s).next, Next::wait);
  EXPECT_EQ(stop(instance("available"), 40s).next, Next::call);
}

TEST_F(Judging, TriesLaterWhatHasChangedInBetweenAndExplainsWhatIsNotAllowed) {
  tried(Reply::rejected, "InvalidDBInstanceState");
  const auto later = stop(instance("available"));
  EXPECT_EQ(later.next, Next::call);
  EXPECT_GT(later.not_before, asked_at + 1s);

  tried(Reply::rejected, "AccessDenied", ErrorKind::forbidden);
  const auto denied = stop(instance("available"));
  EXPECT_EQ(denied.next, Next::failed);
  EXPECT_THAT(denied.text, HasSubstr("rds:StopDBInstance"));
}

TEST_F(Judging, FailsWhatAwsCannotBringBack) {
  tried(Reply::accepted);
  EXPECT_EQ(start(instance("incompatible-network")).code, "database.incompatible-network");
  EXPECT_EQ(start(instance("deleting")).code, "database.deleted");
  const auto unknown = fail(Error{.kind = ErrorKind::not_found, .message = "no", .code = "x"});
  EXPECT_EQ(start(unknown).code, "database.unknown");
  EXPECT_THAT(late_switch(item(), instance("starting")).text, HasSubstr("90 minutes"));
}

TEST_F(Judging, NamesTheActionOfAClusterOrOfADatabase) {
  step.name = "start";
  EXPECT_EQ(action_of(item()), "rds:StartDBInstance");
  ref.id = "cluster:orders";
  step.name = "stop";
  EXPECT_EQ(action_of(item()), "rds:StopDBCluster");
}

}  // namespace
}  // namespace mirante::databases
