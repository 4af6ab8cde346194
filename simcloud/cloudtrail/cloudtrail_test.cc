// The event history: every call is there, minutes late, and says who, what and how it ended.
#include <algorithm>

#include "simcloud/cloud.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::minutes;

constexpr std::string_view estate = R"json({"accounts": [
  {"id": "210987654321", "name": "Loja",
   "roles": [{"name": "mirante", "external_id": "um-dois-tres"}],
   "places": [{"region": "sa-east-1", "keys": [{"name": "dados", "grants_refused": true}],
     "servers": [{"name": "web"},
                 {"name": "cifrado", "state": "stopped", "root_key": "dados"}]}]},
  {"id": "320987654321", "name": "Outra"}]})json";
const std::string account = "210987654321";

struct CloudTrail : testing::Test {
  TestWorld world{estate};
  Keys admin = world.admin(account);

  Json look_up(const Json& parameters = Json::object(), const std::string& region = "sa-east-1") {
    return look_up(admin, parameters, region);
  }
  Json look_up(const Keys& keys, const Json& parameters, const std::string& region) {
    world.wait(std::chrono::seconds(1));  // Two calls a second.
    return world.call_json(keys, "cloudtrail", region,
                           "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
                           parameters);
  }
  static Json by(const std::string& key, const std::string& value) {
    return {
        {"LookupAttributes", Json::array({{{"AttributeKey", key}, {"AttributeValue", value}}})}};
  }
  Json record_of(const std::string& name, const std::string& region = "sa-east-1") {
    const auto events = look_up(by("EventName", name), region)["Events"];
    EXPECT_FALSE(events.empty()) << name;
    if (events.empty()) return {};
    return Json::parse(events[0]["CloudTrailEvent"].get<std::string>());
  }
  std::string server(const std::string& name) {
    return world
        .call(admin, "ec2", "sa-east-1", "DescribeInstances",
              {{"Filter.1.Name", "tag:Name"}, {"Filter.1.Value.1", name}})
        .text("instanceId");
  }
};

TEST_F(CloudTrail, ShowsCallsMinutesLate) {
  world.call(admin, "ec2", "sa-east-1", "DescribeRegions");

  EXPECT_TRUE(look_up(by("EventName", "DescribeRegions"))["Events"].empty());
  world.wait(minutes(1));
  EXPECT_TRUE(look_up(by("EventName", "DescribeRegions"))["Events"].empty());
  world.wait(minutes(14));
  EXPECT_EQ(look_up(by("EventName", "DescribeRegions"))["Events"].size(), 1u);
}

TEST_F(CloudTrail, SaysWhoStoppedWhatAndWhatCameOfIt) {
  const auto id = server("web");
  const auto reply = world.call(admin, "ec2", "sa-east-1", "StopInstances", {{"InstanceId.1", id}});
  world.wait(minutes(15));

  const auto event = record_of("StopInstances");

  EXPECT_EQ(event["userIdentity"]["type"], "IAMUser");
  EXPECT_EQ(event["userIdentity"]["userName"], "admin");
  EXPECT_EQ(event["userIdentity"]["accessKeyId"], admin.id);
  EXPECT_EQ(event["eventSource"], "ec2.amazonaws.com");
  EXPECT_EQ(event["eventTime"], "2026-03-02T12:00:00Z");
  EXPECT_EQ(event["awsRegion"], "sa-east-1");
  EXPECT_EQ(event["sourceIPAddress"], "127.0.0.1");
  EXPECT_EQ(event["userAgent"], "test");
  EXPECT_EQ(event["requestID"], reply.text("requestId"));
  EXPECT_EQ(event["readOnly"], false);
  EXPECT_EQ(event["recipientAccountId"], account);
  EXPECT_EQ(event["requestParameters"]["instancesSet"]["items"][0]["instanceId"], id);
  EXPECT_EQ(event["responseElements"]["instancesSet"]["items"][0]["currentState"]["name"],
            "stopping");
  const auto found = look_up(by("ResourceName", id))["Events"];
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["Resources"][0]["ResourceType"], "AWS::EC2::Instance");
}

TEST_F(CloudTrail, SaysWhyACallWasRefused) {
  world.call(admin, "ec2", "sa-east-1", "StopInstances", {{"InstanceId.1", "i-00000000000000001"}});
  world.wait(minutes(15));

  const auto event = record_of("StopInstances");

  EXPECT_EQ(event["errorCode"], "Client.InvalidInstanceID.NotFound");
  EXPECT_TRUE(event["responseElements"].is_null());
}

TEST_F(CloudTrail, NamesTheRoleBehindASession) {
  const auto session =
      world.assume(world.panel(), "arn:aws:iam::" + account + ":role/mirante", "um-dois-tres");
  world.call(session, "ec2", "sa-east-1", "DescribeRegions");
  world.wait(minutes(15));

  const auto identity = record_of("DescribeRegions")["userIdentity"];

  EXPECT_EQ(identity["type"], "AssumedRole");
  EXPECT_EQ(identity["sessionContext"]["sessionIssuer"]["userName"], "mirante");
  EXPECT_EQ(identity["sessionContext"]["attributes"]["creationDate"], "2026-03-02T12:00:00Z");
  const auto assumed = record_of("AssumeRole");
  EXPECT_EQ(assumed["userIdentity"]["type"], "AWSAccount");
  EXPECT_EQ(assumed["userIdentity"]["accountId"], "111122223333");
  EXPECT_EQ(assumed["responseElements"]["credentials"].contains("secretAccessKey"), false);
  EXPECT_EQ(assumed["responseElements"]["credentials"]["accessKeyId"], session.id);
}

TEST_F(CloudTrail, KeepsSecretsToItself) {
  world.call(admin, "iam", "us-east-1", "CreateUser", {{"UserName", "ana"}});
  const auto made = world.call(admin, "iam", "us-east-1", "CreateAccessKey", {{"UserName", "ana"}});
  world.wait(minutes(15));

  const auto event = record_of("CreateAccessKey", "us-east-1");

  EXPECT_EQ(event["responseElements"]["accessKey"]["accessKeyId"], made.text("AccessKeyId"));
  EXPECT_EQ(event.dump().find(made.text("SecretAccessKey")), std::string::npos);
  EXPECT_TRUE(look_up(by("EventName", "CreateAccessKey"))["Events"].empty());
}

TEST_F(CloudTrail, HidesPasswordsOfEveryService) {
  const auto topic =
      world.call(admin, "sns", "sa-east-1", "CreateTopic", {{"Name", "t"}}).text("TopicArn");
  world.call(admin, "sns", "sa-east-1", "Subscribe",
             {{"TopicArn", topic},
              {"Protocol", "https"},
              {"Endpoint", "https://ana:se@gredo@example.com/x"}});
  world.call(admin, "rds", "sa-east-1", "CreateDBInstance",
             {{"DBInstanceIdentifier", "d"},
              {"MasterUserPassword", "segredo-um"},
              {"TdeCredentialPassword", "segredo-dois"}});
  world.control("POST", "/_simcloud/calls",
                {{"account", account},
                 {"region", "sa-east-1"},
                 {"service", "sesv2"},
                 {"action", "CreateEmailIdentity"},
                 {"parameters",
                  {{"EmailIdentity", "example.com"},
                   {"DkimSigningAttributes", {{"DomainSigningPrivateKey", "segredo-tres"}}}}}});
  const auto key = world.call_json(admin, "kms", "sa-east-1", "TrentService.CreateKey");
  const auto grant =
      world.call_json(admin, "kms", "sa-east-1", "TrentService.CreateGrant",
                      {{"KeyId", key["KeyMetadata"]["KeyId"]},
                       {"GranteePrincipal", "arn:aws:iam::" + account + ":role/mirante"},
                       {"Operations", {"Decrypt"}}});
  world.wait(minutes(15));

  const auto subscribed = record_of("Subscribe");
  EXPECT_EQ(subscribed["requestParameters"]["endpoint"],
            "https://<sensitiveDataRemoved>@example.com/x");
  for (const auto* name : {"CreateDBInstance", "CreateEmailIdentity"}) {
    const auto text = record_of(name).dump();
    EXPECT_EQ(text.find("segredo"), std::string::npos) << text;
    EXPECT_NE(text.find("<sensitiveDataRemoved>"), std::string::npos) << text;
  }
  ASSERT_TRUE(grant.contains("GrantToken")) << grant;
  EXPECT_EQ(record_of("CreateGrant").dump().find(grant["GrantToken"].get<std::string>()),
            std::string::npos);
}

TEST_F(CloudTrail, ProvesThatAKeyWasRefused) {
  world.call(admin, "ec2", "sa-east-1", "StartInstances", {{"InstanceId.1", server("cifrado")}});
  world.wait(minutes(15));

  const auto event = record_of("CreateGrant");

  EXPECT_EQ(event["eventSource"], "kms.amazonaws.com");
  EXPECT_EQ(event["errorCode"], "AccessDenied");
  EXPECT_EQ(event["userIdentity"]["invokedBy"], "ec2.amazonaws.com");
}

TEST_F(CloudTrail, ComesInPagesNewestFirst) {
  for (int i = 0; i < 7; ++i) {
    world.call(admin, "ec2", "sa-east-1", "DescribeRegions");
    world.wait(std::chrono::seconds(2));
  }
  world.wait(minutes(15));
  auto question = by("EventName", "DescribeRegions");
  question["MaxResults"] = 3;

  std::vector<double> times;
  std::size_t pages = 0;
  for (Json reply; pages == 0 || reply.contains("NextToken"); ++pages) {
    if (pages > 0) question["NextToken"] = reply["NextToken"];
    reply = look_up(question);
    for (const auto& event : reply["Events"]) times.push_back(event["EventTime"]);
  }

  EXPECT_EQ(pages, 3u);
  EXPECT_EQ(times.size(), 7u);
  EXPECT_TRUE(std::ranges::is_sorted(times, std::greater()));
  question["NextToken"] = "nonsense";
  EXPECT_EQ(look_up(question)["outcome"], "400 InvalidNextTokenException");
}

TEST_F(CloudTrail, RefusesWhatItCannotLookUp) {
  EXPECT_EQ(look_up({{"MaxResults", 51}})["outcome"], "400 InvalidMaxResultsException");
  EXPECT_EQ(look_up({{"StartTime", 2}, {"EndTime", 1}})["outcome"],
            "400 InvalidTimeRangeException");
  EXPECT_EQ(look_up(by("Colour", "red"))["outcome"], "400 InvalidLookupAttributesException");
}

TEST_F(CloudTrail, AnswersTwoLookUpsASecond) {
  std::vector<std::string> outcomes;
  for (int i = 0; i < 3; ++i)
    outcomes.push_back(
        world
            .call_json(admin, "cloudtrail", "sa-east-1",
                       "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents")
            .value("outcome", ""));

  EXPECT_EQ(outcomes, (std::vector<std::string>{"200", "200", "400 ThrottlingException"}));
}

TEST_F(CloudTrail, TellsNobodyOfAnotherAccount) {
  world.call(admin, "ec2", "sa-east-1", "DescribeRegions");
  world.wait(minutes(15));

  EXPECT_TRUE(look_up(world.admin("320987654321"), by("EventName", "DescribeRegions"),
                      "sa-east-1")["Events"]
                  .empty());
  EXPECT_TRUE(look_up(by("EventName", "DescribeRegions"), "us-east-1")["Events"].empty());
}

TEST_F(CloudTrail, KeepsNinetyDaysAndNoMoreThanItsShare) {
  world.call(admin, "ec2", "sa-east-1", "DescribeRegions");
  world.wait(std::chrono::days(89));
  EXPECT_EQ(look_up(by("EventName", "DescribeRegions"))["Events"].size(), 1u);
  world.wait(std::chrono::days(2));
  EXPECT_TRUE(look_up(by("EventName", "DescribeRegions"))["Events"].empty());

  Trail trail;
  const std::size_t many = Trail::bytes_max / 10'000 + 100;
  for (std::size_t i = 0; i < many; ++i)
    trail.add({0, 0}, {.at = world.now, .request = std::string(10'000, 'x')});

  EXPECT_LE(trail.bytes(), Trail::bytes_max);
  EXPECT_EQ(trail.events({0, 0}).back().number, many);
}

}  // namespace
}  // namespace mirante::simcloud
