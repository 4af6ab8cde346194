// Who is let in, and what those hear who are not.
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view one_account = R"({"accounts": [{"id": "210987654321", "name": "Loja",
  "roles": [{"name": "mirante", "external_id": "um-dois-tres"}]}]})";
const std::string account = "210987654321";

struct FrontDoor : testing::Test {
  TestWorld world{one_account};
  Keys admin = world.admin(account);

  Reply identity(const Keys& keys, const std::string& region = "sa-east-1") {
    return world.call(keys, "sts", region, "GetCallerIdentity");
  }
  Reply regions(const Keys& keys, const std::string& region = "sa-east-1") {
    return world.call(keys, "ec2", region, "DescribeRegions");
  }
};

TEST_F(FrontDoor, LetsInWhoeverSignsWithTheRightSecret) {
  const auto reply = identity(admin);

  EXPECT_EQ(reply.outcome(), "200");
  EXPECT_EQ(reply.text("Arn"), "arn:aws:iam::210987654321:user/admin");
  EXPECT_EQ(reply.text("Account"), account);
}

TEST_F(FrontDoor, RefusesAWrongSecretInTheWordsOfEachService) {
  auto keys = admin;
  keys.secret[3] = keys.secret[3] == 'a' ? 'b' : 'a';

  EXPECT_EQ(identity(keys).outcome(), "403 SignatureDoesNotMatch");
  EXPECT_EQ(regions(keys).outcome(), "401 AuthFailure");
}

TEST_F(FrontDoor, RefusesAnUnknownKey) {
  const Keys stranger{"AKIAAAAAAAAAAAAAAAAA", "secret", ""};

  EXPECT_EQ(identity(stranger).outcome(), "403 InvalidClientTokenId");
  EXPECT_EQ(regions(stranger).outcome(), "401 AuthFailure");
}

TEST_F(FrontDoor, RefusesAKeyThatWasSwitchedOff) {
  world.call(admin, "iam", "us-east-1", "CreateUser", {{"UserName", "ana"}});
  const auto made = world.call(admin, "iam", "us-east-1", "CreateAccessKey", {{"UserName", "ana"}});
  const Keys ana{made.text("AccessKeyId"), made.text("SecretAccessKey"), ""};
  ASSERT_EQ(identity(ana).outcome(), "200");

  world.call(admin, "iam", "us-east-1", "UpdateAccessKey",
             {{"UserName", "ana"}, {"AccessKeyId", ana.id}, {"Status", "Inactive"}});

  EXPECT_EQ(identity(ana).outcome(), "403 InvalidClientTokenId");
}

TEST_F(FrontDoor, RefusesABodyThatWasChangedAfterSigning) {
  auto request = world.sign(admin, "sts", "sa-east-1", "GetCallerIdentity", {});

  request.body += "&Extra=1";

  EXPECT_EQ(Reply{world.world.handle(request, world.now)}.outcome(), "403 SignatureDoesNotMatch");
}

TEST_F(FrontDoor, RefusesASignatureOlderThanFiveMinutes) {
  const auto sts = world.sign(admin, "sts", "sa-east-1", "GetCallerIdentity", {});
  const auto ec2 = world.sign(admin, "ec2", "sa-east-1", "DescribeRegions", {});

  world.wait(std::chrono::minutes(5) + std::chrono::seconds(1));

  const Reply late{world.world.handle(sts, world.now)};
  EXPECT_EQ(late.outcome(), "403 SignatureDoesNotMatch");
  EXPECT_TRUE(late.text("Message").starts_with("Signature expired: 20260302T120000Z"))
      << late.text("Message");
  EXPECT_EQ(Reply{world.world.handle(ec2, world.now)}.outcome(), "400 RequestExpired");
}

TEST_F(FrontDoor, RefusesASignatureFromTheFutureWhenItsOwnClockIsBehind) {
  world.control("POST", "/_simcloud/clock", {{"skew_s", -3600}});

  const auto reply = identity(admin);

  EXPECT_EQ(reply.outcome(), "403 SignatureDoesNotMatch");
  EXPECT_TRUE(reply.text("Message").starts_with("Signature not yet current"));
  const auto* date = find_header(reply.answer.headers, "date");
  ASSERT_NE(date, nullptr);
  EXPECT_EQ(*date, "Mon, 02 Mar 2026 11:00:00 GMT");
}

TEST_F(FrontDoor, AsksForASignature) {
  WireRequest request{.method = "POST",
                      .target = "/",
                      .headers = {{"content-type", "application/x-www-form-urlencoded"}},
                      .body = "Action=GetCallerIdentity&Version=2011-06-15"};

  EXPECT_EQ(Reply{world.world.handle(request, world.now)}.outcome(),
            "403 MissingAuthenticationToken");
}

TEST_F(FrontDoor, SaysWhatIsMissingInAnAuthorizationHeader) {
  auto request = world.sign(admin, "sts", "sa-east-1", "GetCallerIdentity", {});
  auto& authorization = request.headers.back().second;
  authorization = authorization.substr(0, authorization.find(", Signature"));

  const Reply reply{world.world.handle(request, world.now)};

  EXPECT_EQ(reply.outcome(), "400 IncompleteSignature");
  EXPECT_TRUE(reply.text("Message").find("'Signature'") != std::string::npos);
}

TEST_F(FrontDoor, KnowsOnlyRegionsThatTheAccountHasEnabled) {
  EXPECT_EQ(regions(admin, "af-south-1").outcome(), "401 AuthFailure");
  EXPECT_EQ(identity(admin, "af-south-1").outcome(), "403 RegionDisabledException");

  world.control("POST", "/_simcloud/regions",
                {{"account", account}, {"region", "af-south-1"}, {"enabled", true}});

  EXPECT_EQ(regions(admin, "af-south-1").outcome(), "200");
}

TEST_F(FrontDoor, AnswersAnUnknownActionWithAnErrorOfThatService) {
  EXPECT_EQ(world.call(admin, "ec2", "sa-east-1", "MakeCoffee").outcome(), "400 InvalidAction");
  EXPECT_EQ(world.call(admin, "iam", "us-east-1", "MakeCoffee").outcome(), "400 InvalidAction");
}

TEST_F(FrontDoor, AnswersAnUnknownServiceInTheCallersOwnFormat) {
  auto request = world.sign(admin, "dynamodb", "sa-east-1", "", {});
  request.headers.emplace_back("X-Amz-Target", "DynamoDB_20120810.ListTables");

  const auto answer = world.world.handle(request, world.now);

  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(Json::parse(answer.body)["__type"], "UnknownOperationException");
}

TEST_F(FrontDoor, TakesASessionUntilItExpires) {
  const auto role = "arn:aws:iam::" + account + ":role/mirante";
  const auto session =
      world.assume(world.panel(), role, "um-dois-tres", {{"DurationSeconds", "900"}});
  ASSERT_EQ(identity(session).text("Arn"),
            "arn:aws:sts::" + account + ":assumed-role/mirante/teste");

  world.wait(std::chrono::seconds(901));

  EXPECT_EQ(identity(session).outcome(), "403 ExpiredToken");
  EXPECT_EQ(regions(session).outcome(), "400 RequestExpired");
}

TEST_F(FrontDoor, RefusesASessionWithoutItsToken) {
  auto session =
      world.assume(world.panel(), "arn:aws:iam::" + account + ":role/mirante", "um-dois-tres");
  session.token = "outro";

  EXPECT_EQ(identity(session).outcome(), "403 InvalidClientTokenId");
}

TEST_F(FrontDoor, RefusesSessionsOfARoleThatIsGone) {
  const auto session =
      world.assume(world.panel(), "arn:aws:iam::" + account + ":role/mirante", "um-dois-tres");
  world.call(admin, "iam", "us-east-1", "DeleteRolePolicy",
             {{"RoleName", "mirante"}, {"PolicyName", "mirante"}});
  ASSERT_EQ(
      world.call(admin, "iam", "us-east-1", "DeleteRole", {{"RoleName", "mirante"}}).outcome(),
      "200");

  EXPECT_EQ(identity(session).outcome(), "403 InvalidClientTokenId");
}

TEST_F(FrontDoor, WritesEveryCallIntoTheLedger) {
  identity(admin);
  auto wrong = admin;
  wrong.secret = "wrong";
  regions(wrong);

  const auto calls = world.control("GET", "/_simcloud/calls")["calls"];

  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0]["action"], "GetCallerIdentity");
  EXPECT_EQ(calls[0]["actor"], "arn:aws:iam::210987654321:user/admin");
  EXPECT_EQ(calls[1]["code"], "AuthFailure");
  EXPECT_EQ(calls[1]["access_key"], admin.id);
}

TEST(Determinism, GivesTheSameBytesForTheSameSeedAndCalls) {
  const auto run = [](std::uint64_t seed) {
    TestWorld world(one_account, seed);
    const auto admin = world.admin(account);
    std::string bytes;
    const auto call = [&](const std::string& action, const Parameters& parameters) {
      const auto reply = world.call(admin, "ec2", "sa-east-1", action, parameters);
      bytes += reply.answer.body;
      for (const auto& [name, value] : reply.answer.headers) bytes += name + value;
      return reply;
    };
    const auto image = call("DescribeImages", {{"Owner.1", "amazon"}}).text("imageId");
    const auto id = call("RunInstances", {{"ImageId", image},
                                          {"InstanceType", "t3.micro"},
                                          {"MinCount", "3"},
                                          {"MaxCount", "3"}})
                        .text("instanceId");
    for (int i = 0; i < 20; ++i) {
      world.wait(std::chrono::seconds(5));
      call("DescribeInstances", {});
    }
    call("StopInstances", {{"InstanceId.1", id}});
    world.wait(std::chrono::minutes(3));
    call("DescribeInstances", {{"MaxResults", "5"}});
    return bytes;
  };

  EXPECT_EQ(run(42), run(42));
  EXPECT_NE(run(42), run(43));
}

}  // namespace
}  // namespace mirante::simcloud
