#include <gtest/gtest.h>

#include "simcloud/cloud.h"
#include "simcloud/sqs/queues.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::seconds;

constexpr auto account = "210987654321";
constexpr auto estate = R"({"accounts": [{"id": "210987654321", "name": "Aurora"}]})";

struct SqsTest : testing::Test {
  TestWorld world{estate};

  /// Answers and refusals ({"code": …}) alike.
  Json call(const std::string& action, const Json& parameters) {
    const auto reply = world.control("POST", "/_simcloud/calls",
                                     {{"account", account},
                                      {"region", "sa-east-1"},
                                      {"service", "sqs"},
                                      {"action", action},
                                      {"parameters", parameters}});
    if (reply.contains("code")) return reply;
    const auto body = reply["answer"].get<std::string>();
    return body.empty() ? Json::object() : Json::parse(body);
  }
  std::string queue(const std::string& name, const Json& attributes = Json::object()) {
    return call("CreateQueue", {{"QueueName", name}, {"Attributes", attributes}})["QueueUrl"];
  }
  void send(const std::string& url, const std::string& body, Json more = Json::object()) {
    more["QueueUrl"] = url;
    more["MessageBody"] = body;
    const auto reply = call("SendMessage", more);
    ASSERT_TRUE(reply.contains("MessageId")) << reply;
  }
  Json take(const std::string& url, int most = 1) {
    return call("ReceiveMessage", {{"QueueUrl", url}, {"MaxNumberOfMessages", most}})
        .value("Messages", Json::array());
  }
  /// The bodies that can be received now, in order, joined.
  std::string bodies(const std::string& url) {
    std::string text;
    for (const auto& message : take(url, 10)) text += message["Body"].get<std::string>();
    return text;
  }
};

TEST_F(SqsTest, HidesWhatWasReceivedUntilItsVisibilityEnds) {
  const auto url = queue("q", {{"VisibilityTimeout", "40"}});
  send(url, "a");

  EXPECT_EQ(bodies(url), "a");
  EXPECT_EQ(bodies(url), "");
  world.wait(seconds(39));
  EXPECT_EQ(bodies(url), "");
  world.wait(seconds(1));
  EXPECT_EQ(bodies(url), "a");
}

TEST_F(SqsTest, GivesUpWhatWasReceivedTooOften) {
  const auto dead = queue("dead");
  const auto url = queue(
      "q",
      {{"VisibilityTimeout", "0"},
       {"RedrivePolicy",
        R"({"deadLetterTargetArn":"arn:aws:sqs:sa-east-1:210987654321:dead","maxReceiveCount":2})"}});
  send(url, "a");

  EXPECT_EQ(bodies(url) + bodies(url), "aa");
  EXPECT_EQ(bodies(url), "");
  EXPECT_EQ(bodies(dead), "a");
}

TEST_F(SqsTest, FifoQueuesKeepOrderWithinAGroupAndForgetTwins) {
  const auto url = queue("q.fifo", {{"FifoQueue", "true"}, {"ContentBasedDeduplication", "true"}});
  for (const auto* body : {"a", "b", "b", "c"}) send(url, body, {{"MessageGroupId", "g"}});
  send(url, "x", {{"MessageGroupId", "h"}});

  const auto first = take(url, 1);
  EXPECT_EQ(first[0]["Body"], "a");
  EXPECT_EQ(bodies(url), "x");
  call("DeleteMessage", {{"QueueUrl", url}, {"ReceiptHandle", first[0]["ReceiptHandle"]}});
  EXPECT_EQ(bodies(url), "bc");
  world.wait(std::chrono::minutes(5));
  send(url, "a", {{"MessageGroupId", "i"}});
  EXPECT_EQ(bodies(url), "bcxa");
}

TEST_F(SqsTest, StandardQueuesRepeatAndMixOnRequest) {
  const auto url = queue("q");
  for (const auto* body : {"a", "b", "c", "d", "e", "f"}) send(url, body);
  world.control("POST", "/_simcloud/messaging", {{"sqs_mixed", 1}, {"sqs_twice", 1}});

  const auto mixed = bodies(url), again = bodies(url);

  EXPECT_EQ(mixed.size(), 6);
  EXPECT_EQ(again.size(), 6);
  EXPECT_TRUE(mixed != "abcdef" || again != "abcdef");
}

TEST_F(SqsTest, DropsWhatWaitedLongerThanTheRetention) {
  const auto url = queue("q", {{"MessageRetentionPeriod", "60"}});
  send(url, "a");
  world.wait(seconds(61));

  EXPECT_EQ(bodies(url), "");
}

TEST_F(SqsTest, ANameRestsAfterItsQueueWasDeleted) {
  const auto url = queue("q");
  call("DeleteQueue", {{"QueueUrl", url}});

  EXPECT_EQ(call("CreateQueue", {{"QueueName", "q"}})["code"],
            "AWS.SimpleQueueService.QueueDeletedRecently");
  world.wait(seconds(60));
  EXPECT_EQ(queue("q"), url);
  // Names that have rested are forgotten.
  for (const auto* name : {"a", "b"}) {
    call("DeleteQueue", {{"QueueUrl", queue(name)}});
    world.wait(seconds(60));
  }
  auto& cloud = world.world.cloud();
  EXPECT_EQ(find_queue(cloud, "arn:aws:sqs:sa-east-1:210987654321:q").place->sqs.deleted.size(), 1);
}

TEST(SqsReceipts, BelongToOneQueue) {
  const Queue one{.arn = "arn:aws:sqs:a:1:one"}, two{.arn = "arn:aws:sqs:a:1:two"};
  const auto handle = receipt_handle(one, {.order = 7, .id = "x", .receive_count = 3});

  ASSERT_TRUE(parse_receipt(one, handle));
  EXPECT_EQ(parse_receipt(one, handle)->order, 7);
  EXPECT_EQ(parse_receipt(one, handle)->receive_count, 3);
  EXPECT_FALSE(parse_receipt(two, handle));
  EXPECT_FALSE(parse_receipt(one, "nonsense"));
}

}  // namespace
}  // namespace mirante::simcloud
