// The whole client over real sockets to a server that spoils its answers: each fault ends the call
// within its deadline, with an error that says what may have happened, and no connection is left
// behind. What is sent again and when is judged in client_faults_test.cc, on virtual time.
#include <cctype>
#include <future>

#include "gen/ec2/describe_instances.h"
#include "gen/ec2/stop_instances.h"
#include "gen/kms/list_keys.h"
#include "gen/route53/list_hosted_zones.h"
#include "gen/sesv2/list_email_identities.h"
#include "gen/sqs/list_queues.h"
#include "gen/sts/get_caller_identity.h"
#include "platform/aws/client.h"
#include "platform/http/testing/http_bench.h"

namespace mirante::aws {
namespace {

using namespace std::chrono_literals;
using http::Delivery;
using http::RawAnswer;
using http::testing::error_from;

const http::Headers xml = {{"Content-Type", "text/xml"}};
const http::Headers json = {{"Content-Type", "application/x-amz-json-1.1"}};
const std::string stopped =
    "<StopInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r"
    "</requestId><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet>"
    "</StopInstancesResponse>";

struct Fault {
  std::string name;
  RawAnswer answer;
  std::string code;
  ErrorKind kind;
};

class OverSockets : public http::testing::HttpBench {
 protected:
  Client& aws_at(const std::string& url) {
    aws_ = std::make_unique<Client>(
        loop, rng_, *client,
        ClientConfig{.endpoint_url = url, .attempts_max = 1, .answer_bytes_max = 10'000});
    return *aws_;
  }
  Client& aws() { return aws_at("http://127.0.0.1:" + std::to_string(port)); }

  static Target target() {
    return {.credentials = fixed_credentials(
                {.access_key_id = "AKIDEXAMPLE", .secret_access_key = crypto::Secret("secret")}),
            .region = {"sa-east-1"}};
  }
  /// Soon: faults that would last for ever end by it.
  CallContext soon() const { return {.deadline = loop.clock().steady() + 200ms}; }

  auto stop(Client& through) {
    return run(gen::ec2::stop_instances(through, soon(), target(), {.instance_ids = {"i-1"}}));
  }
  auto list(Client& through) { return run(gen::kms::list_keys(through, soon(), target(), {})); }

  void expect_nothing_left() {
    EXPECT_EQ(client->counts().leased, 0U);
    EXPECT_EQ(client->counts().waiting, 0U);
  }

  SystemRng rng_;
  std::unique_ptr<Client> aws_;
};

TEST_F(OverSockets, WholeAnswersArrive) {
  serve(RawAnswer{.headers = xml, .body = stopped});
  EXPECT_EQ(stop(aws()).value.stopping_instances.at(0).instance_id, "i-1");
  serve(RawAnswer{.headers = json, .body = R"({"Keys":[{"KeyId":"k-1"}]})"});
  EXPECT_EQ(list(aws()).value.keys.at(0).key_id, "k-1");
  expect_nothing_left();
}

TEST_F(OverSockets, EveryFaultOfAChangeEndsInTimeAndSaysWhatMayHaveHappened) {
  const auto lengthy = std::to_string(stopped.size() + 10);
  const Fault faults[] = {
      {"reset", {.delivery = Delivery::reset}, "aws.no_answer", ErrorKind::unavailable},
      {"half open", {.delivery = Delivery::never}, "aws.no_answer", ErrorKind::timeout},
      {"one byte a second",
       {.headers = xml, .body = stopped, .delivery = Delivery::slow},
       "aws.no_answer",
       ErrorKind::timeout},
      {"truncated",
       {.headers = xml, .body = stopped, .delivery = Delivery::truncated},
       "aws.no_answer",
       ErrorKind::unavailable},
      {"wrong length",
       {.headers = {{"Content-Type", "text/xml"}, {"Content-Length", lengthy}}, .body = stopped},
       "aws.no_answer",
       ErrorKind::unavailable},
      {"oversized",
       {.headers = xml, .body = "<a>" + std::string(20'000, 'x')},
       "aws.too_large",
       ErrorKind::corrupt},
      {"an error inside a success",
       {.headers = xml,
        .body = "<Response><Errors><Error><Code>IncorrectInstanceState</Code><Message>No."
                "</Message></Error></Errors><RequestID>r</RequestID></Response>"},
       "IncorrectInstanceState",
       ErrorKind::conflict},
      {"500 with a web page",
       {.status = 500, .headers = {{"Content-Type", "text/html"}}, .body = "<html>Oh</html>"},
       "aws.http_500",
       ErrorKind::unavailable},
      {"200 with a web page",
       {.headers = {{"Content-Type", "text/html"}}, .body = "<html>Log in</html>"},
       "aws.not_aws",
       ErrorKind::corrupt},
      {"garbage",
       {.headers = xml, .body = std::string("\0\x01<<>>&", 7)},
       "aws.not_aws",
       ErrorKind::corrupt},
      {"nothing", {.headers = xml}, "aws.not_aws", ErrorKind::corrupt},
  };
  for (const auto& fault : faults) {
    serve(fault.answer);

    const auto error = error_from([&] { return stop(aws()); });

    EXPECT_EQ(error.code, fault.code) << fault.name;
    EXPECT_EQ(error.kind, fault.kind) << fault.name;
    expect_nothing_left();
  }
}

TEST_F(OverSockets, EveryFaultOfAJsonAnswerEndsInTimeWithItsError) {
  const Fault faults[] = {
      {"garbage", {.headers = json, .body = "\x01{{"}, "aws.not_aws", ErrorKind::corrupt},
      {"no object", {.headers = json, .body = "[1]"}, "aws.not_aws", ErrorKind::corrupt},
      {"cut, and closed as if whole",
       {.headers = json, .body = R"({"Keys":[{"KeyId":"k-)"},
       "aws.not_aws",
       ErrorKind::corrupt},
      {"truncated",
       {.headers = json, .body = R"({"Keys":[]})", .delivery = Delivery::truncated},
       "aws.no_answer",
       ErrorKind::unavailable},
      {"a text for a list",
       {.headers = json, .body = R"({"Keys":"k"})"},
       "aws.not_aws",
       ErrorKind::corrupt},
      {"500 with a web page",
       {.status = 500, .headers = {{"Content-Type", "text/html"}}, .body = "<html>Oh</html>"},
       "aws.http_500",
       ErrorKind::unavailable},
      {"200 with a web page",
       {.headers = {{"Content-Type", "text/html"}}, .body = "<!doctype html><html>Log in</html>"},
       "aws.not_aws",
       ErrorKind::corrupt},
      {"an error",
       {.status = 400,
        .headers = json,
        .body = R"({"__type":"com.amazonaws.kms#NotFoundException","message":"Gone."})"},
       "NotFoundException",
       ErrorKind::not_found},
      {"a failure without words",
       {.status = 503, .headers = json},
       "aws.http_503",
       ErrorKind::unavailable},
  };
  for (const auto& fault : faults) {
    serve(fault.answer);

    const auto error = error_from([&] { return list(aws()); });

    EXPECT_EQ(error.code, fault.code) << fault.name;
    EXPECT_EQ(error.kind, fault.kind) << fault.name;
    expect_nothing_left();
  }
}

/// One operation that reads, of a service of this protocol.
struct Spoken {
  std::string protocol;
  http::Headers headers;
  std::string whole;                                                           // An answer.
  Task<std::string> (*first)(Client& client, CallContext ctx, Target target);  // Of what is in it.
};

std::string xml_of(std::string_view operation, std::string_view inside) {
  const std::string name(operation);
  return "<" + name + ">" + std::string(inside) + "</" + name + ">";
}

/// CBOR is spoken by none: each service that prefers it lists another one, too.
const Spoken all_protocols[] = {
    {"ec2", xml,
     xml_of("DescribeInstancesResponse",
            "<reservationSet><item><reservationId>first</reservationId></item></reservationSet>"),
     [](Client& client, CallContext ctx, Target target) -> Task<std::string> {
       const auto reply = co_await gen::ec2::describe_instances(client, ctx, target, {});
       co_return reply.value.reservations.at(0).reservation_id.value();
     }},
    {"query", xml,
     xml_of("GetCallerIdentityResponse",
            "<GetCallerIdentityResult><Account>first</Account></GetCallerIdentityResult>"),
     [](Client& client, CallContext ctx, Target target) -> Task<std::string> {
       const auto reply = co_await gen::sts::get_caller_identity(client, ctx, target, {});
       co_return reply.value.account.value();
     }},
    {"json 1.0",
     {{"Content-Type", "application/x-amz-json-1.0"}},
     R"({"QueueUrls": ["first"]})",
     [](Client& client, CallContext ctx, Target target) -> Task<std::string> {
       const auto reply = co_await gen::sqs::list_queues(client, ctx, target, {});
       co_return reply.value.queue_urls.at(0);
     }},
    {"json 1.1", json, R"({"Keys": [{"KeyId": "first"}]})",
     [](Client& client, CallContext ctx, Target target) -> Task<std::string> {
       const auto reply = co_await gen::kms::list_keys(client, ctx, target, {});
       co_return reply.value.keys.at(0).key_id.value();
     }},
    {"rest-json",
     {{"Content-Type", "application/json"}},
     R"({"EmailIdentities": [{"IdentityName": "first"}]})",
     [](Client& client, CallContext ctx, Target target) -> Task<std::string> {
       const auto reply = co_await gen::sesv2::list_email_identities(client, ctx, target, {});
       co_return reply.value.email_identities.at(0).identity_name.value();
     }},
    {"rest-xml", xml,
     xml_of("ListHostedZonesResponse",
            "<HostedZones><HostedZone><Id>first</Id></HostedZone></HostedZones>"),
     [](Client& client, CallContext ctx, Target target) -> Task<std::string> {
       const auto reply = co_await gen::route53::list_hosted_zones(client, ctx, target, {});
       co_return reply.value.hosted_zones.at(0).id.value();
     }},
};

class OverSocketsIn : public OverSockets, public ::testing::WithParamInterface<Spoken> {
 protected:
  RawAnswer whole() const { return {.headers = GetParam().headers, .body = GetParam().whole}; }
  RawAnswer with(Delivery delivery) const {
    auto answer = whole();
    answer.delivery = delivery;
    return answer;
  }
  std::string first(CallContext ctx) {
    return run(GetParam().first(aws(), std::move(ctx), target()));
  }
};

TEST_P(OverSocketsIn, EveryFaultThatEndsByItselfHasItsError) {
  auto too_short = whole(), too_long = whole(), oversized = whole(), failed = whole();
  too_short.headers.emplace_back("Content-Length", std::to_string(too_short.body.size() + 10));
  too_long.headers.emplace_back("Content-Length", std::to_string(too_long.body.size() - 10));
  oversized.body.insert(oversized.body.find("first"), 20'000, 'x');
  failed.status = 503;
  failed.body.clear();
  const Fault faults[] = {
      {"reset", with(Delivery::reset), "aws.no_answer", ErrorKind::unavailable},
      {"truncated", with(Delivery::truncated), "aws.no_answer", ErrorKind::unavailable},
      {"less than its length", too_short, "aws.no_answer", ErrorKind::unavailable},
      {"more than its length", too_long, "aws.not_aws", ErrorKind::corrupt},
      {"oversized", oversized, "aws.too_large", ErrorKind::limit},
      {"a failure without words", failed, "aws.http_503", ErrorKind::unavailable},
  };
  for (const auto& fault : faults) {
    serve(fault.answer);

    const auto error = error_from([&] { return first({}); });

    EXPECT_EQ(error.code, fault.code) << fault.name;
    EXPECT_EQ(error.kind, fault.kind) << fault.name;
    expect_nothing_left();
  }
}

TEST_P(OverSocketsIn, AFaultThatWouldLastEndsByTheDeadline) {
  const Fault faults[] = {
      {"half open", with(Delivery::never), "aws.no_answer", ErrorKind::timeout},
      {"one byte a second", with(Delivery::slow), "aws.no_answer", ErrorKind::timeout},
  };
  for (const auto& fault : faults) {
    serve(fault.answer);

    const auto error = error_from([&] { return first(soon()); });

    EXPECT_EQ(error.code, fault.code) << fault.name;
    EXPECT_EQ(error.kind, fault.kind) << fault.name;
    expect_nothing_left();
  }
}

TEST_P(OverSocketsIn, OneByteAfterTheOtherIsReadAsAWholeAnswer) {
  serve(with(Delivery::slow), {.slow_byte_every = 1us});

  EXPECT_EQ(first({}), "first");
  expect_nothing_left();
}

INSTANTIATE_TEST_SUITE_P(Protocols, OverSocketsIn, ::testing::ValuesIn(all_protocols),
                         [](const auto& spoken) {
                           auto name = spoken.param.protocol;
                           std::erase_if(name, [](char c) { return !std::isalnum(c); });
                           return name;
                         });

TEST_F(OverSockets, ANameThatIsGoneWasNotSent) {
  const auto error = error_from([&] { return stop(aws_at("http://a..b:80")); });

  EXPECT_EQ(error.code, "aws.not_sent");
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  expect_nothing_left();
}

TEST_F(OverSockets, ANameThatIsLookedUpTooLongWasNotSent) {
  serve(RawAnswer{.headers = xml, .body = stopped});
  std::promise<void> looked_up;
  const auto until = looked_up.get_future().share();
  // Names are looked up on the pool; its threads have other work.
  const http::testing::Begun<int> first(pool.run(loop, [until] { return until.wait(), 0; }));
  const http::testing::Begun<int> second(pool.run(loop, [until] { return until.wait(), 0; }));

  const auto error =
      error_from([&] { return stop(aws_at("http://localhost:" + std::to_string(port))); });
  looked_up.set_value();
  run_until([&] { return first.is_done() && second.is_done(); });

  EXPECT_EQ(error.code, "aws.not_sent");
  EXPECT_EQ(error.kind, ErrorKind::timeout);
  expect_nothing_left();
}

}  // namespace
}  // namespace mirante::aws
