// SQS as ElasticMQ does it.
#include "gen/sqs/change_message_visibility.h"
#include "gen/sqs/create_queue.h"
#include "gen/sqs/delete_message.h"
#include "gen/sqs/delete_message_batch.h"
#include "gen/sqs/delete_queue.h"
#include "gen/sqs/get_queue_attributes.h"
#include "gen/sqs/get_queue_url.h"
#include "gen/sqs/list_queues.h"
#include "gen/sqs/purge_queue.h"
#include "gen/sqs/receive_message.h"
#include "gen/sqs/send_message.h"
#include "gen/sqs/send_message_batch.h"
#include "gen/sqs/set_queue_attributes.h"
#include "tests/doubles/stranger.h"

namespace mirante::doubles {
namespace {

using namespace gen::sqs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ElasticMq : public Stranger {
 protected:
  ElasticMq() : Stranger("MIRANTE_ELASTICMQ", "elasticmq") {}

  std::string make_queue() {
    return ask(create_queue, CreateQueueRequest{.queue_name = own_name()}).queue_url.value();
  }
  std::vector<Message> receive(const std::string& url, std::int32_t seconds = 0) {
    return ask(receive_message, ReceiveMessageRequest{.queue_url = url,
                                                      .message_attribute_names = {"All"},
                                                      .max_number_of_messages = 10,
                                                      .visibility_timeout = 30,
                                                      .wait_time_seconds = seconds})
        .messages;
  }
};

TEST_F(ElasticMq, FindsTheQueueThatWasMade) {
  const auto url = make_queue();

  const auto found = ask(get_queue_url, GetQueueUrlRequest{.queue_name = own_name()});
  const auto listed = ask(list_queues, ListQueuesRequest{.queue_name_prefix = own_name()});

  EXPECT_EQ(found.queue_url, url);
  EXPECT_THAT(listed.queue_urls, ElementsAre(url));
}

TEST_F(ElasticMq, DeliversAMessageOnceUntilItIsDeleted) {
  const auto url = make_queue();
  const std::string body = "olá, {\"a\": \"<b>\"}\n\t😀";

  const auto sent = ask(
      send_message,
      SendMessageRequest{
          .queue_url = url,
          .message_body = body,
          .message_attributes = {
              {"kind", {.string_value = "x & y", .data_type = "String"}},
              {"blob", {.binary_value = std::string("\0\x01\xff", 3), .data_type = "Binary"}}}});
  const auto got = receive(url, 1);

  ASSERT_THAT(got, SizeIs(1));
  EXPECT_EQ(got[0].message_id, sent.message_id);
  EXPECT_EQ(got[0].body, body);
  EXPECT_EQ(got[0].md5_of_body, sent.md5_of_message_body);
  EXPECT_EQ(got[0].message_attributes.at("kind").string_value, "x & y");
  EXPECT_EQ(got[0].message_attributes.at("blob").binary_value, std::string("\0\x01\xff", 3));
  EXPECT_THAT(receive(url), IsEmpty());

  ask(change_message_visibility,
      ChangeMessageVisibilityRequest{
          .queue_url = url, .receipt_handle = got[0].receipt_handle, .visibility_timeout = 0});
  const auto again = receive(url, 1);

  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].message_id, sent.message_id);
  ask(delete_message,
      DeleteMessageRequest{.queue_url = url, .receipt_handle = again[0].receipt_handle});
  EXPECT_EQ(
      ask(get_queue_attributes,
          GetQueueAttributesRequest{.queue_url = url,
                                    .attribute_names = {"ApproximateNumberOfMessages",
                                                        "ApproximateNumberOfMessagesNotVisible"}})
          .attributes,
      (std::map<std::string, std::string>{{"ApproximateNumberOfMessages", "0"},
                                          {"ApproximateNumberOfMessagesNotVisible", "0"}}));
}

TEST_F(ElasticMq, TakesAndDeletesBatches) {
  const auto url = make_queue();
  SendMessageBatchRequest batch{.queue_url = url};
  for (int i = 0; i < 10; ++i)
    batch.entries.push_back({.id = "m" + std::to_string(i), .message_body = std::to_string(i)});

  const auto sent = ask(send_message_batch, batch);
  const auto got = receive(url, 1);
  DeleteMessageBatchRequest away{.queue_url = url};
  for (const auto& one : got)
    away.entries.push_back({.id = one.body, .receipt_handle = one.receipt_handle});
  const auto deleted = ask(delete_message_batch, away);

  EXPECT_THAT(sent.successful, SizeIs(10));
  EXPECT_THAT(sent.failed, IsEmpty());
  EXPECT_THAT(got, SizeIs(10));
  EXPECT_THAT(deleted.successful, SizeIs(10));
}

TEST_F(ElasticMq, ChangesAndEmptiesAndDeletesAQueue) {
  const auto url = make_queue();
  ask(set_queue_attributes,
      SetQueueAttributesRequest{.queue_url = url, .attributes = {{"VisibilityTimeout", "77"}}});
  ask(send_message, SendMessageRequest{.queue_url = url, .message_body = "x"});

  ask(purge_queue, PurgeQueueRequest{.queue_url = url});

  EXPECT_THAT(receive(url), IsEmpty());
  EXPECT_EQ(ask(get_queue_attributes,
                GetQueueAttributesRequest{.queue_url = url, .attribute_names = {"All"}})
                .attributes.at("VisibilityTimeout"),
            "77");
  ask(delete_queue, DeleteQueueRequest{.queue_url = url});
  EXPECT_EQ(error_of(get_queue_url, GetQueueUrlRequest{.queue_name = own_name()}).kind,
            ErrorKind::not_found);
}

TEST_F(ElasticMq, SaysThatThereIsNoSuchQueueOrThatAReceiptIsNone) {
  const auto url = make_queue();

  const auto gone = error_of(get_queue_url, GetQueueUrlRequest{.queue_name = "gone"});
  const auto receipt = error_of(
      delete_message, DeleteMessageRequest{.queue_url = url, .receipt_handle = "nonsense"});

  EXPECT_EQ(gone.kind, ErrorKind::not_found) << gone.code;
  EXPECT_THAT(gone.message, Not(IsEmpty()));
  EXPECT_EQ(receipt.kind, ErrorKind::invalid) << receipt.code;
}

}  // namespace
}  // namespace mirante::doubles
