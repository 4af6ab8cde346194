#include <gtest/gtest.h>

#include "platform/crypto/rsa.h"
#include "simcloud/cloud.h"
#include "simcloud/sns/filter.h"
#include "simcloud/sns/publish.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

constexpr auto account = "210987654321";
constexpr auto estate = R"({"accounts": [{"id": "210987654321", "name": "Aurora"},
                                         {"id": "310987654321", "name": "Outra"}]})";
constexpr auto region = "sa-east-1";

struct SnsTest : testing::Test {
  TestWorld world{estate};
  Keys admin = world.admin(account);

  Reply call(const std::string& action, const Parameters& parameters) {
    return world.call(admin, "sns", region, action, parameters);
  }
  std::string topic() { return call("CreateTopic", {{"Name", "avisos"}}).text("TopicArn"); }

  /// A confirmed subscription over HTTP; what was sent for it is taken.
  std::string listen(const std::string& topic_arn) {
    call("Subscribe",
         {{"TopicArn", topic_arn}, {"Protocol", "http"}, {"Endpoint", "http://127.0.0.1:9/x"}});
    const auto sent = world.world.take_outgoing(world.now);
    EXPECT_EQ(sent.size(), 1);
    world.world.told_of_outgoing(sent.at(0).id, 200, world.now);
    const auto token = Json::parse(sent.at(0).body)["Token"].get<std::string>();
    return call("ConfirmSubscription", {{"TopicArn", topic_arn}, {"Token", token}})
        .text("SubscriptionArn");
  }
  void publish(const std::string& topic_arn) {
    EXPECT_EQ(
        call("Publish", {{"TopicArn", topic_arn}, {"Message", "olá"}, {"Subject", "S"}}).outcome(),
        "200");
  }
};

TEST_F(SnsTest, SignsWhatItSendsAndServesTheCertificateWithoutSignature) {
  const auto arn = topic();
  listen(arn);
  publish(arn);

  const auto sent = world.world.take_outgoing(world.now);
  ASSERT_EQ(sent.size(), 1);
  const auto json = Json::parse(sent[0].body);
  const auto url = json["SigningCertURL"].get<std::string>();
  const std::string host = "https://sns.sa-east-1.amazonaws.com";
  ASSERT_TRUE(url.starts_with(host + "/SimpleNotificationService-")) << url;
  const auto certificate =
      world.world.handle({.method = "GET", .target = url.substr(host.size())}, world.now);
  const auto canonical = "Message\nolá\nMessageId\n" + json["MessageId"].get<std::string>() +
                         "\nSubject\nS\nTimestamp\n" + json["Timestamp"].get<std::string>() +
                         "\nTopicArn\n" + arn + "\nType\nNotification\n";
  const auto signature = *crypto::from_base64(json["Signature"].get<std::string>());

  EXPECT_EQ(json["SignatureVersion"], "1");
  EXPECT_TRUE(
      crypto::signed_by(certificate.body, crypto::SignatureHash::sha1, canonical, signature));
  EXPECT_FALSE(
      crypto::signed_by(certificate.body, crypto::SignatureHash::sha1, canonical + "x", signature));
}

TEST_F(SnsTest, TriesAgainAsTheDeliveryPolicySaysAndThenGivesUp) {
  const auto arn = topic();
  listen(arn);
  publish(arn);
  std::vector<std::size_t> sent;

  for (int i = 0; i < 6; ++i) {
    const auto batch = world.world.take_outgoing(world.now);
    sent.push_back(batch.size());
    for (const auto& message : batch) world.world.told_of_outgoing(message.id, 500, world.now);
    EXPECT_TRUE(world.world.take_outgoing(world.now).empty());
    world.wait(std::chrono::seconds(20));
  }

  EXPECT_EQ(sent, (std::vector<std::size_t>{1, 1, 1, 1, 0, 0}));
  EXPECT_EQ(world.world.next_outgoing(), Instant::max());
}

TEST_F(SnsTest, DoesNotSendAgainWhatTheReceiverRefusesForGood) {
  const auto arn = topic();
  listen(arn);
  publish(arn);

  for (const auto& message : world.world.take_outgoing(world.now))
    world.world.told_of_outgoing(message.id, 404, world.now);
  world.wait(std::chrono::hours(1));

  EXPECT_TRUE(world.world.take_outgoing(world.now).empty());
}

TEST_F(SnsTest, SendsTwiceAndLateOnRequest) {
  const auto arn = topic();
  listen(arn);
  world.control("POST", "/_simcloud/messaging", {{"sns_twice", 1}, {"sns_late", 1}});
  publish(arn);

  const auto at_once = world.world.take_outgoing(world.now).size();
  world.wait(std::chrono::seconds(31));
  const auto later = world.world.take_outgoing(world.now);

  EXPECT_EQ(at_once, 0);
  ASSERT_EQ(later.size(), 2);
  EXPECT_EQ(later[0].body, later[1].body);
  EXPECT_NE(later[0].id, later[1].id);
}

TEST_F(SnsTest, LetsServicesPublishForThingsOfTheTopicsOwnAccountOnly) {
  const auto arn = topic();
  listen(arn);
  auto& cloud = world.world.cloud();
  const auto from = [&](const std::string& owner) {
    return publish_from_service(cloud, {"cloudwatch.amazonaws.com", owner, "arn:aws:cloudwatch:x"},
                                arn, {.subject = "ALARM", .message = "m"});
  };

  EXPECT_EQ(from("310987654321").error().code, "AuthorizationError");
  EXPECT_TRUE(world.world.take_outgoing(world.now).empty());
  EXPECT_TRUE(from(account));
  EXPECT_EQ(world.world.take_outgoing(world.now).size(), 1);
  EXPECT_EQ(publish_from_service(cloud, {"x", account, ""}, arn + "x", {}).error().code,
            "NotFound");
  const auto ordered = call("CreateTopic", {{"Name", "avisos.fifo"},
                                            {"Attributes.entry.1.key", "FifoTopic"},
                                            {"Attributes.entry.1.value", "true"}})
                           .text("TopicArn");
  EXPECT_EQ(publish_from_service(cloud, {"cloudwatch.amazonaws.com", account, ""}, ordered,
                                 {.message = "m"})
                .error()
                .code,
            "InvalidParameter")
      << "it would take all messages of five minutes for one";
}

TEST_F(SnsTest, RefusesADeadLetterQueueThatIsNoText) {
  const auto reply =
      call("Subscribe", {{"TopicArn", topic()},
                         {"Protocol", "http"},
                         {"Endpoint", "http://127.0.0.1:9/x"},
                         {"Attributes.entry.1.key", "RedrivePolicy"},
                         {"Attributes.entry.1.value", R"({"deadLetterTargetArn":5})"}});

  EXPECT_EQ(reply.outcome(), "400 InvalidParameter");
}

TEST(SnsFilter, MeetsEveryNameByAnyOfItsValues) {
  const std::map<std::string, MessageAttribute> message{
      {"event", {"String", "stopped"}},
      {"cost", {"Number", "12.5"}},
      {"tags", {"String.Array", R"(["a", "b"])"}}};
  const auto passes = [&](std::string_view policy) {
    EXPECT_TRUE(check_filter(policy)) << policy;
    return passes_filter(policy, message);
  };

  EXPECT_TRUE(passes(R"({"event": ["started", "stopped"], "tags": ["b"]})"));
  EXPECT_FALSE(passes(R"({"event": ["stopped"], "tags": ["c"]})"));
  EXPECT_TRUE(passes(R"({"cost": [{"numeric": [">=", 10, "<", 13]}]})"));
  EXPECT_FALSE(passes(R"({"cost": [{"numeric": [">", 12.5]}]})"));
  EXPECT_TRUE(passes(R"({"event": [{"prefix": "sto"}], "absent": [{"exists": false}]})"));
  EXPECT_FALSE(passes(R"({"absent": [{"exists": true}]})"));
  EXPECT_FALSE(passes(R"({"tags": [{"anything-but": ["a"]}]})"));
  EXPECT_TRUE(passes(R"({"event": [{"anything-but": {"prefix": "sta"}}]})"));
  EXPECT_TRUE(passes(R"({"event": [{"equals-ignore-case": "STOPPED"}, {"suffix": "x"}]})"));
}

TEST(SnsFilter, RefusesWhatSnsWouldNotTake) {
  for (const auto* policy :
       {"[]", "{", R"({"a": "b"})", R"({"a": []})", R"({"a": [{"numeric": ["~", 1]}]})",
        R"({"a": [{"anything-but": {"exists": true}}]})", R"({"a": [{"anything-but": {}}]})",
        R"({"a": [{"anything-but": {"anything-but": ["b"]}}]})", R"({"a": [{"like": "b"}]})",
        R"({"a": [{"exists": 1}]})", R"({"$or": [{"a": ["b"]}]})",
        R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]})"})
    EXPECT_FALSE(check_filter(policy)) << policy;
}

}  // namespace
}  // namespace mirante::simcloud
