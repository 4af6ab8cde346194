// What a call looks like on the wire, what comes back, and what each answer of AWS becomes.
#include "platform/aws/client.h"

#include "gen/cloudwatch/put_metric_data.h"
#include "platform/aws/testing/client_fixture.h"

namespace mirante::aws {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Kind = Reaction::Kind;

class ClientCalls : public ClientFixture {
 protected:
  std::string header(std::string_view name) {
    const auto* value = http::find_header(transport.requests.back().headers, name);
    return value == nullptr ? "" : *value;
  }
};

TEST_F(ClientCalls, GoToTheServicesHostSignedAndWithTheOperationsId) {
  config.user_agent = "mirante/0.1.0";
  transport.next(described("i-1"));

  const auto reply = describe();

  const auto& request = transport.requests.at(0);
  EXPECT_EQ(reply.value.reservations.at(0).instances.at(0).instance_id, "i-1");
  EXPECT_EQ(reply.request_id, "req-described");
  EXPECT_TRUE(request.tls);
  EXPECT_EQ(request.host, "ec2.sa-east-1.amazonaws.com");
  EXPECT_EQ(request.port, 443);
  EXPECT_EQ(request.target, "/");
  EXPECT_THAT(request.body, HasSubstr("Action=DescribeInstances"));
  EXPECT_THAT(request.body, HasSubstr("MaxResults=1000"));
  EXPECT_EQ(header("host"), "ec2.sa-east-1.amazonaws.com");
  EXPECT_EQ(header("x-amz-date"), "20260302T100000Z");
  EXPECT_THAT(header("authorization"),
              StartsWith("AWS4-HMAC-SHA256 "
                         "Credential=AKIDEXAMPLE/20260302/sa-east-1/ec2/aws4_request, "));
  EXPECT_EQ(header("user-agent"), "mirante/0.1.0 op/op_01jq");
  EXPECT_FALSE(request.urgent);
  EXPECT_EQ(request.share, TenantId{}.text());
}

TEST_F(ClientCalls, PutNothingIntoTheUserAgentThatIsNoOperationsId) {
  ctx.trace = "op_x\r\nX-Evil: 1";
  transport.next(described("i-1"));

  describe();

  EXPECT_EQ(header("user-agent"), "mirante");
}

TEST_F(ClientCalls, GoWhereTheEndpointUrlSays) {
  config.endpoint_url = "http://127.0.0.1:5000/aws";
  transport.next(stopping("i-1"));

  const auto reply = stop();

  const auto& request = transport.requests.at(0);
  EXPECT_EQ(reply.value.stopping_instances.at(0).instance_id, "i-1");
  EXPECT_FALSE(request.tls);
  EXPECT_EQ(request.host, "127.0.0.1");
  EXPECT_EQ(request.stands_for, "ec2.sa-east-1");
  EXPECT_EQ(request.port, 5000);
  EXPECT_EQ(request.target, "/aws/");
  EXPECT_EQ(header("host"), "127.0.0.1:5000");
  EXPECT_THAT(header("authorization"), HasSubstr("/sa-east-1/ec2/aws4_request"));
  EXPECT_TRUE(request.urgent);
}

TEST_F(ClientCalls, CarryAwsWordsCodeAndRequestIdInTheirErrors) {
  transport.next(ec2_error(400, "IncorrectInstanceState",
                           "The instance 'i-1' is not in a state from which it can be stopped."));

  const auto error = stop_error();

  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "IncorrectInstanceState");
  EXPECT_EQ(error.message, "The instance 'i-1' is not in a state from which it can be stopped.");
  EXPECT_EQ(error.request_id, "req-error");
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(ClientCalls, AreNotRepeatedWhenCapacityIsMissingThoughTheStatusSaysFailure) {
  transport.next(ec2_error(500, "InsufficientInstanceCapacity", "There is not enough."));

  EXPECT_EQ(describe_error().kind, ErrorKind::limit);
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(ClientCalls, TakeAWebPageForWhatItIs) {
  transport.next({.headers = {{"Content-Type", "text/html"}},
                  .body = "<html><body>Please log in to the hotel's network</body></html>"});

  const auto error = describe_error();

  EXPECT_EQ(error.kind, ErrorKind::corrupt);
  EXPECT_EQ(error.code, "aws.not_aws");
  EXPECT_THAT(error.message, HasSubstr("ec2:DescribeInstances in sa-east-1"));
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(ClientCalls, TakeGarbageForWhatItIs) {
  for (const auto* garbage : {"", "\x01\x02\x03", "{\"a\": 1}", "<a><b></a>", "<Other/>trailing"}) {
    transport.next({.headers = {{"Content-Type", "application/octet-stream"}}, .body = garbage});

    const auto error = stop_error();

    EXPECT_EQ(error.kind, ErrorKind::corrupt) << garbage;
    EXPECT_EQ(error.code, "aws.not_aws") << garbage;
  }
  EXPECT_EQ(transport.requests.size(), 5);
}

TEST_F(ClientCalls, TakeARedirectForSomebodyElse) {
  transport.next({.status = 302, .headers = {{"Location", "https://login.example/"}}});

  EXPECT_EQ(stop_error().code, "aws.not_aws");
}

TEST_F(ClientCalls, DoNotReadAnswersWithoutEnd) {
  config.answer_bytes_max = 100;
  transport.otherwise([](const auto&) { return described(std::string(500, 'x')); });

  const auto reading = describe_error();
  const auto changing = stop_error();

  EXPECT_EQ(reading.code, "aws.too_large");
  EXPECT_EQ(reading.kind, ErrorKind::limit);
  // The servers do stop; only what AWS said of it is lost.
  EXPECT_EQ(changing.kind, ErrorKind::corrupt);
  EXPECT_EQ(transport.requests.size(), 2);
}

TEST_F(ClientCalls, NeedCredentials) {
  auto nobody = target();
  nobody.credentials = nullptr;

  const auto error =
      error_from([&] { loop.run(gen::ec2::describe_instances(client(), ctx, nobody, {})); });

  EXPECT_EQ(error.kind, ErrorKind::unauthorized);
  EXPECT_EQ(error.code, "aws.no_credentials");
}

TEST_F(ClientCalls, AreNotMadeForARegionThatIsNone) {
  const auto error = error_from(
      [&] { loop.run(gen::ec2::describe_instances(client(), ctx, target("evil.example/"), {})); });

  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_EQ(error.field, "region");
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(ClientCalls, NeverShowSecrets) {
  const auto credentials =
      fixed_credentials({.access_key_id = "ASIAEXAMPLE",
                         .secret_access_key = crypto::Secret(secret_key),
                         .session_token = crypto::Secret("token-of-a-session")});
  transport.next(ec2_error(
      403, "SignatureDoesNotMatch",
      "Wrong: token-of-a-session, " + std::string(secret_key) +
          ".\nThe Canonical String for this request should have been x-amz-security-token:t"));
  ::testing::internal::CaptureStderr();

  const auto error = error_from([&] {
    loop.run(gen::ec2::describe_instances(
        client(), ctx, {.credentials = credentials, .region = {"sa-east-1"}}, {}));
  });

  const auto seen = error.message + error.code + ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(error.message, "Wrong: …, ….");
  EXPECT_THAT(seen, Not(HasSubstr(secret_key)));
  EXPECT_THAT(seen, Not(HasSubstr("token-of-a-session")));
  EXPECT_EQ(header("x-amz-security-token"), "token-of-a-session");
}

TEST_F(ClientCalls, ArePackedWhereTheOperationMayBeUnlessThatIsSwitchedOff) {
  gen::cloudwatch::PutMetricDataInput points{.namespace_ = "Loja"};
  for (int i = 0; i < 400; ++i) points.metric_data.push_back({.metric_name = "pedidos"});
  transport.otherwise([](const auto&) {
    return Reaction{.headers = {{"Content-Type", "application/x-amz-json-1.0"}}, .body = "{}"};
  });
  const auto put = [&](std::optional<std::size_t> from) {
    config.compressed_from = from;
    Client sender(loop, rng, transport, config);
    loop.run(gen::cloudwatch::put_metric_data(sender, ctx, target(), points));
    return transport.requests.back().body.size();
  };

  const auto packed = put(wire::compressed_from);
  EXPECT_EQ(header("content-encoding"), "gzip");
  EXPECT_THAT(header("authorization"), HasSubstr("content-encoding"));
  const auto plain = put(std::nullopt);
  EXPECT_EQ(header("content-encoding"), "");

  EXPECT_GT(plain, wire::compressed_from);
  EXPECT_LT(packed, plain / 10);
  EXPECT_EQ(put(plain + 1), plain);
}

TEST_F(ClientCalls, AreMeteredOneByOne) {
  transport.next(ec2_error(503, "RequestLimitExceeded", "Slow down."));
  transport.next(described("i-1"));

  describe();

  ASSERT_EQ(attempts.size(), 2);
  EXPECT_TRUE(attempts[0].throttled);
  EXPECT_EQ(attempts[0].status, 503);
  EXPECT_EQ(attempts[0].code, "RequestLimitExceeded");
  EXPECT_EQ(attempts[1].code, "");
  EXPECT_EQ(attempts[1].took, 20ms);
  EXPECT_EQ(attempts[1].bytes_sent, transport.requests[1].body.size());
  EXPECT_EQ(attempts[1].bytes_received, described("i-1").body.size());
  const auto sums = meter.snapshot(TenantId{});
  ASSERT_EQ(sums.size(), 1);
  EXPECT_EQ(sums[0].operation, "DescribeInstances");
  EXPECT_EQ(sums[0].account, account);
  EXPECT_EQ(sums[0].calls, 2);
  EXPECT_EQ(sums[0].throttled, 1);
  EXPECT_EQ(sums[0].errors, 0);
  EXPECT_EQ(sums[0].took, 40ms);
  EXPECT_TRUE(meter.snapshot(TenantId{.bytes = {9}}).empty());
}

TEST(ClientConfig, NamesTheFieldThatIsWrong) {
  const std::pair<ClientConfig, std::string> wrong[] = {
      {{.user_agent = "a\nb"}, "user_agent"},
      {{.endpoint_url = "localhost"}, "AWS_ENDPOINT_URL"},
      {{.call_timeout = 0s}, "call_timeout"},
      {{.attempt_timeout = 0s}, "attempt_timeout"},
      {{.attempts_max = 0}, "attempts_max"},
      {{.bucket_share = 1.5}, "bucket_share"},
      {{.answer_bytes_max = 0}, "answer_bytes_max"},
      {{.compressed_from = 10'485'761}, "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES"},
  };
  for (const auto& [config, field] : wrong) {
    const auto checked = validate(config);

    ASSERT_FALSE(checked) << field;
    EXPECT_EQ(checked.error().field, field);
    EXPECT_EQ(checked.error().kind, ErrorKind::invalid);
  }
  EXPECT_TRUE(validate({}));
}

}  // namespace
}  // namespace mirante::aws
