// The client and the simulated AWS, one against the other, in each protocol. Each of them is judged
// by strangers elsewhere (botocore's cases and bytes, boto3); here they meet.
#include <gtest/gtest.h>

#include "gen/cloudwatch/describe_alarms.h"
#include "gen/cloudwatch/list_metrics.h"
#include "gen/cloudwatch/put_metric_data.h"
#include "gen/kms/describe_key.h"
#include "gen/kms/list_keys.h"
#include "gen/route53/get_hosted_zone.h"
#include "gen/route53/list_hosted_zones.h"
#include "gen/sesv2/get_email_identity.h"
#include "gen/sesv2/list_email_identities.h"
#include "gen/sqs/create_queue.h"
#include "gen/sqs/get_queue_url.h"
#include "gen/sqs/receive_message.h"
#include "gen/sqs/send_message.h"
#include "platform/aws/client.h"
#include "platform/runtime/simulated_loop.h"
#include "simcloud/cloud.h"
#include "simcloud/simulated_transport.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view estate = R"({"accounts": [{"id": "210987654321", "name": "Aurora Loja",
  "places": [{"region": "sa-east-1", "keys": [{"name": "dados", "state": "enabled"}]}]}]})";

class Protocols : public testing::Test {
 protected:
  aws::Target target() {
    const auto keys = cloud.admin("210987654321");
    return {.credentials = aws::fixed_credentials(
                {.access_key_id = keys.id, .secret_access_key = crypto::Secret(keys.secret)}),
            .region = {"sa-east-1"}};
  }

  template <class Output, class Request>
  aws::Reply<Output> call(Task<aws::Reply<Output>> (*function)(aws::Client&, CallContext,
                                                               aws::Target, Request),
                          Request request) {
    return loop.run(function(client, ctx, target(), std::move(request)));
  }
  template <class Function, class Request>
  Error refusal(Function function, Request request) {
    try {
      call(function, std::move(request));
    } catch (const Failure& failure) {
      return failure.error();
    }
    ADD_FAILURE() << "the call succeeded";
    return {};
  }

  TestWorld cloud{estate};
  SimulatedLoop loop{cloud.now};
  SeededRng rng{1};
  SimulatedTransport transport{cloud.world, loop};
  aws::Client client{loop, rng, transport};
  CallContext ctx{.trace = "op_01jq"};
};

TEST_F(Protocols, JsonCarriesRequestsAnswersAndErrors) {
  const auto listed = call(gen::kms::list_keys, gen::kms::ListKeysRequest{});
  ASSERT_EQ(listed.value.keys.size(), 1U);
  EXPECT_EQ(listed.request_id.size(), 36U);

  const auto described = call(gen::kms::describe_key,
                              gen::kms::DescribeKeyRequest{.key_id = listed.value.keys[0].key_id});
  EXPECT_EQ(described.value.key_metadata->key_state, "Enabled");

  const auto error = refusal(gen::kms::describe_key, gen::kms::DescribeKeyRequest{.key_id = "no"});
  EXPECT_EQ(error.code, "NotFoundException");
  EXPECT_EQ(error.kind, ErrorKind::not_found);
}

TEST_F(Protocols, ServicesThatSpokeQueryBeforeKeepTheirCodes) {
  const auto error =
      refusal(gen::sqs::get_queue_url, gen::sqs::GetQueueUrlRequest{.queue_name = "none"});
  EXPECT_EQ(error.code, "AWS.SimpleQueueService.NonExistentQueue");
  EXPECT_EQ(error.kind, ErrorKind::not_found);
}

TEST_F(Protocols, ALongPollWaitsForAMessageOrForTheEndOfItsTime) {
  const auto queue = call(gen::sqs::create_queue, gen::sqs::CreateQueueRequest{.queue_name = "q"});
  const auto url = queue.value.queue_url;
  call(gen::sqs::send_message,
       gen::sqs::SendMessageRequest{.queue_url = url, .message_body = "a", .delay_seconds = 3});
  const auto poll = [&](std::int32_t wait_s) {
    const auto begin = loop.clock().now();
    const auto reply =
        call(gen::sqs::receive_message,
             gen::sqs::ReceiveMessageRequest{.queue_url = url, .wait_time_seconds = wait_s});
    return std::pair(reply.value.messages.size(),
                     std::chrono::round<std::chrono::seconds>(loop.clock().now() - begin));
  };

  EXPECT_EQ(poll(10), std::pair(std::size_t{1}, std::chrono::seconds(3)));
  EXPECT_EQ(poll(5), std::pair(std::size_t{0}, std::chrono::seconds(5)));
}

TEST_F(Protocols, OneOperationAnswersInEachProtocolOfItsService) {
  const auto in_json =
      call(gen::cloudwatch::describe_alarms, gen::cloudwatch::DescribeAlarmsInput{});
  EXPECT_TRUE(in_json.value.metric_alarms.empty());

  const auto in_query = cloud.call(cloud.admin("210987654321"), "monitoring", "sa-east-1",
                                   "DescribeAlarms", {{"AlarmNames.member.1", "a"}});
  EXPECT_EQ(in_query.outcome(), "200");
  EXPECT_NE(in_query.answer.body.find("<DescribeAlarmsResult>"), std::string::npos);
  EXPECT_EQ(cloud.control("GET", "/_simcloud/calls?service=cloudwatch")["calls"].size(), 2U);
}

TEST_F(Protocols, PointsThatComePackedAreReadAsPlainOnes) {
  gen::cloudwatch::PutMetricDataInput points{.namespace_ = "Loja"};
  for (int i = 0; i < 400; ++i)
    points.metric_data.push_back({.metric_name = "pedidos-" + std::to_string(i), .value = 1.0});

  call(gen::cloudwatch::put_metric_data, points);

  std::size_t found = 0;
  auto pages = gen::cloudwatch::list_metrics_pages(client, ctx, target(), {.namespace_ = "Loja"});
  while (const auto page = loop.run(pages.next())) found += page->value.metrics.size();
  EXPECT_EQ(found, 400U);
}

TEST_F(Protocols, AnAnswerThatComesTooSlowlyEndsTheCallWithoutSayingThatNothingHappened) {
  cloud.control("POST", "/_simcloud/faults", {{"kind", "slow"}});
  const auto began = loop.clock().steady();
  ctx.deadline = began + std::chrono::seconds(20);

  const auto made =
      refusal(gen::sqs::create_queue, gen::sqs::CreateQueueRequest{.queue_name = "q"});
  cloud.control("DELETE", "/_simcloud/faults");
  const auto ended = loop.clock().steady();
  ctx.deadline.reset();
  const auto found = call(gen::sqs::get_queue_url, gen::sqs::GetQueueUrlRequest{.queue_name = "q"});

  EXPECT_EQ(made.code, "aws.no_answer");
  EXPECT_EQ(made.kind, ErrorKind::timeout);
  EXPECT_EQ(ended - began, std::chrono::seconds(20));
  EXPECT_TRUE(found.value.queue_url);
}

TEST_F(Protocols, GarbageClaimsToBeInTheProtocolOfTheCall) {
  cloud.control("POST", "/_simcloud/faults", {{"kind", "garbage"}});
  const auto keys = cloud.admin("210987654321");
  const auto type_of = [&](const WireRequest& request) {
    const auto answer = cloud.world.handle(request, cloud.now);
    EXPECT_TRUE(Json::parse(answer.body, nullptr, false).is_discarded());
    return *find_header(answer.headers, "content-type");
  };

  auto json = cloud.sign_body(keys, "kms", "sa-east-1", "application/x-amz-json-1.1", "{}");
  json.headers.emplace_back("X-Amz-Target", "TrentService.ListKeys");
  EXPECT_EQ(type_of(json), "application/x-amz-json-1.1");
  EXPECT_EQ(type_of(cloud.sign(keys, "ec2", "sa-east-1", "DescribeVpcs", {})), "text/xml");
}

TEST_F(Protocols, WhatNestsWithoutEndIsRefusedWhoeverSendsIt) {
  const auto keys = cloud.admin("210987654321");
  std::string nested;
  for (int i = 0; i < 50'000; ++i) nested += R"({"a":)";
  nested += '1' + std::string(50'000, '}');
  const auto code_of = [&](const WireRequest& request) {
    const auto answer = cloud.world.handle(request, cloud.now);
    return Json::parse(answer.body).value("__type", "");
  };

  WireRequest unsigned_one{.method = "POST", .target = "/", .body = nested};
  unsigned_one.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                          {"X-Amz-Target", "TrentService.ListKeys"}};
  auto signed_one = cloud.sign_body(keys, "kms", "sa-east-1", "application/x-amz-json-1.1", nested);
  signed_one.headers.emplace_back("X-Amz-Target", "TrentService.ListKeys");

  EXPECT_EQ(code_of(unsigned_one), "MissingAuthenticationTokenException");
  EXPECT_EQ(code_of(signed_one), "SerializationException");
}

TEST_F(Protocols, OnlyEc2HasASmallerBucketForWhatIsAskedAsAWhole) {
  const auto keys = cloud.admin("210987654321");
  const auto is_whole = [&](const std::string& service, const std::string& action) {
    cloud.call(keys, service, "sa-east-1", action);
    return cloud.world.cloud().ledger.calls().back().whole_scan;
  };

  EXPECT_TRUE(is_whole("ec2", "DescribeVpcs"));
  EXPECT_FALSE(is_whole("monitoring", "DescribeAlarms"));
}

TEST_F(Protocols, TheLedgerKeepsNoSecretInAnyProtocol) {
  const auto keys = cloud.admin("210987654321");
  cloud.call(keys, "rds", "sa-east-1", "CreateDBInstance",
             {{"DBInstanceIdentifier", "loja"}, {"MasterUserPassword", "correto-cavalo"}});
  cloud.call_json(keys, "kms", "sa-east-1", "TrentService.Encrypt",
                  {{"KeyId", "alias/dados"}, {"Plaintext", "correto-cavalo"}});
  cloud.control("POST", "/_simcloud/calls",
                {{"account", "210987654321"},
                 {"region", "sa-east-1"},
                 {"service", "rds"},
                 {"action", "CreateDBInstance"},
                 {"parameters", {{"MasterUserPassword", "correto-cavalo"}}}});

  for (const auto& call : cloud.world.cloud().ledger.calls())
    EXPECT_EQ(call.parameters.find("correto"), std::string::npos) << call.parameters;
}

TEST_F(Protocols, RestWithXmlCarriesPathsQueriesAndErrors) {
  const auto zones =
      call(gen::route53::list_hosted_zones,
           gen::route53::ListHostedZonesRequest{.marker = "a&b=c", .max_items = "7"});
  EXPECT_EQ(zones.value.marker, "a&b=c");
  EXPECT_EQ(zones.value.max_items, "7");
  EXPECT_EQ(zones.value.is_truncated, false);

  const auto error = refusal(gen::route53::get_hosted_zone,
                             gen::route53::GetHostedZoneRequest{.id = "/hostedzone/Z 1&ß?"});
  EXPECT_EQ(error.code, "NoSuchHostedZone");
  EXPECT_EQ(error.message, "No hosted zone found with ID: Z 1&ß?");
}

TEST_F(Protocols, RestWithJsonCarriesPathsQueriesAndErrors) {
  const auto identities = call(gen::sesv2::list_email_identities,
                               gen::sesv2::ListEmailIdentitiesRequest{.page_size = 3});
  EXPECT_TRUE(identities.value.email_identities.empty());

  const auto error = refusal(gen::sesv2::get_email_identity,
                             gen::sesv2::GetEmailIdentityRequest{.email_identity = "a b@c.d"});
  EXPECT_EQ(error.code, "NotFoundException");
  EXPECT_EQ(error.message, "Email identity a b@c.d does not exist.");
}

TEST_F(Protocols, APartOfThePathThatIsEmptyIsRefusedBeforeItIsSent) {
  const auto error = refusal(gen::route53::get_hosted_zone, gen::route53::GetHostedZoneRequest{});

  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_EQ(error.field, "Id");
}

}  // namespace
}  // namespace mirante::simcloud
