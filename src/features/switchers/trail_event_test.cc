// CloudTrail's events, as AWS documents and examples show them.
#include "features/switchers/trail_event.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace mirante::switchers {
namespace {

using ::testing::ElementsAre;

Json stop_by_role() {
  return Json::parse(R"json({
    "eventVersion": "1.11", "eventSource": "ec2.amazonaws.com", "eventName": "StopInstances",
    "eventTime": "2026-03-02T22:00:07Z", "eventID": "e-1", "awsRegion": "sa-east-1",
    "userAgent": "Boto3/1.34 md/Botocore#1.34 exec-env/AWS_Lambda_python3.12",
    "userIdentity": {"type": "AssumedRole",
      "arn": "arn:aws:sts::210987654321:assumed-role/night-stop/session-17",
      "sessionContext": {"attributes": {"mfaAuthenticated": "false"}, "sessionIssuer":
        {"type": "Role", "arn": "arn:aws:iam::210987654321:role/night-stop"}}},
    "requestParameters": {"instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}]},
                          "force": false}})json");
}

std::optional<TrailEvent> read(const Json& json) { return read_event(json.dump()); }

TEST(AnEventOfTheTrail, SaysWhoStoppedWhatWithWhat) {
  const auto event = read(stop_by_role());

  ASSERT_TRUE(event);
  EXPECT_EQ(event->at, *parse_iso8601("2026-03-02T22:00:07Z"));
  EXPECT_EQ(event->action, Action::stop);
  EXPECT_THAT(event->things, ElementsAre("i-1", "i-2"));
  // The role, whatever its sessions are called.
  EXPECT_EQ(event->principal, "arn:aws:iam::210987654321:role/night-stop");
  EXPECT_EQ(event->program, "AWS Lambda");
  EXPECT_FALSE(event->is_person);
  EXPECT_FALSE(event->operation);
}

TEST(AnEventOfTheTrail, NamesDatabasesAsTheInventoryDoes) {
  auto json = stop_by_role();
  json["eventName"] = "StartDBInstance";
  json["requestParameters"] = {{"dBInstanceIdentifier", "pedidos"}};
  EXPECT_THAT(read(json)->things, ElementsAre("db:pedidos"));
  json["eventName"] = "StartDBCluster";
  json["requestParameters"] = {{"dBClusterIdentifier", "vendas"}};
  EXPECT_THAT(read(json)->things, ElementsAre("cluster:vendas"));
  EXPECT_EQ(read(json)->action, Action::start);
}

TEST(AnEventOfTheTrail, ThatSwitchedNothingIsNone) {
  auto dry_run = stop_by_role();
  dry_run["errorCode"] = "Client.DryRunOperation";
  auto other = stop_by_role();
  other["eventName"] = "DescribeInstances";
  auto of_nothing = stop_by_role();
  of_nothing["requestParameters"] = nullptr;

  EXPECT_FALSE(read(dry_run));
  EXPECT_FALSE(read(other));
  EXPECT_FALSE(read(of_nothing));
  EXPECT_FALSE(read_event("no JSON"));
  EXPECT_FALSE(read_event("[]"));
}

TEST(AnEventOfTheTrail, OfAConsoleOrAnAuthenticatorIsAPersons) {
  auto browser = stop_by_role(), session = stop_by_role(), factor = stop_by_role();
  browser["userAgent"] = "Mozilla/5.0 (X11; Linux x86_64)";
  session["sessionCredentialFromConsole"] = "true";
  factor["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"] = "true";

  EXPECT_TRUE(read(browser)->is_person);
  EXPECT_TRUE(read(session)->is_person);
  EXPECT_TRUE(read(factor)->is_person);
}

TEST(AnEventOfTheTrail, OfAPanelNamesItsOperation) {
  auto ours = stop_by_role();
  const auto id = OperationId{{1, 2, 3}};
  ours["userAgent"] = "mirante/1.2 op/" + id.text();

  EXPECT_EQ(read(ours)->operation, id);
  ours["userAgent"] = "mirante/1.2 op/nonsense";
  EXPECT_FALSE(read(ours)->operation);
  ours["userAgent"] = "other op/" + id.text();
  EXPECT_FALSE(read(ours)->operation);
}

TEST(AnEventOfTheTrail, OfAServiceOfAwsIsThatServices) {
  auto json = stop_by_role();
  json["userIdentity"] = {{"type", "AWSService"}, {"invokedBy", "scheduler.amazonaws.com"}};
  json["userAgent"] = "scheduler.amazonaws.com";

  EXPECT_EQ(read(json)->principal, "scheduler.amazonaws.com");
  EXPECT_EQ(read(json)->program, "EventBridge Scheduler");
}

}  // namespace
}  // namespace mirante::switchers
