// What the client does when AWS, the network or our own clock fail: what is sent again, what never
// is, and how each call ends.
#include <map>

#include "gen/ce/get_tags.h"
#include "gen/kms/list_keys.h"
#include "gen/sts/get_caller_identity.h"
#include "platform/aws/retry_quotas.h"
#include "platform/aws/testing/client_fixture.h"

namespace mirante::aws {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using Kind = Reaction::Kind;

class ClientFaults : public ClientFixture {};

Reaction of_kind(Kind kind) { return {.kind = kind}; }
Reaction dated(Reaction reaction, std::string_view date) {
  reaction.headers.emplace_back("Date", date);
  return reaction;
}

TEST_F(ClientFaults, NeverSendAChangeASecondTimeWhenItMayHaveArrived) {
  struct Case {
    Reaction reaction;
    ErrorKind kind;
    std::string code;
  };
  auto cut = stopping("i-1");
  cut.kind = Kind::cut_short;
  const Case cases[] = {
      {of_kind(Kind::lost), ErrorKind::unavailable, "aws.no_answer"},
      {of_kind(Kind::hang), ErrorKind::timeout, "aws.no_answer"},
      {cut, ErrorKind::unavailable, "aws.no_answer"},
      {ec2_error(500, "InternalError", "Oh."), ErrorKind::unavailable, "InternalError"},
      {{.status = 503}, ErrorKind::unavailable, "aws.http_503"},
      {{.status = 502, .headers = {{"Content-Type", "text/html"}}, .body = "<html>Bad</html>"},
       ErrorKind::unavailable,
       "aws.http_502"},
      {{.body = "<StopInstancesResponse><instancesSet>"}, ErrorKind::corrupt, "aws.not_aws"},
  };
  for (const auto& [reaction, kind, code] : cases) {
    transport.requests.clear();
    transport.next(reaction);

    const auto error = stop_error();

    EXPECT_EQ(error.code, code);
    EXPECT_EQ(error.kind, kind) << code;
    EXPECT_EQ(transport.requests.size(), 1) << code;
  }
}

TEST_F(ClientFaults, SendAChangeAgainThatCertainlyHadNoEffect) {
  transport.next(of_kind(Kind::not_sent));
  transport.next(ec2_error(503, "RequestLimitExceeded", "Slow down."));
  transport.next(stopping("i-1"));

  EXPECT_EQ(stop().request_id, "req-stopped");
  ASSERT_EQ(transport.requests.size(), 3);
  EXPECT_EQ(transport.requests[0].body, transport.requests[2].body);
}

TEST_F(ClientFaults, AskCostExplorerAgainThatSaysItsLimitIsExceeded) {
  Reaction refused{.status = 400,
                   .headers = {{"Content-Type", "application/x-amz-json-1.1"}},
                   .body = R"({"__type": "LimitExceededException", "message": "Rate exceeded"})"};
  transport.next(refused);
  transport.next({.headers = refused.headers, .body = R"({"Tags": ["Time"], "TotalSize": 1})"});
  transport.otherwise([&](const auto&) { return refused; });

  const auto tags = loop.run(gen::ce::get_tags(client(), ctx, target("us-east-1"), {}));
  const auto error = error_from(
      [&] { loop.run(gen::kms::list_keys(client(), ctx, target(), gen::kms::ListKeysRequest{})); });

  EXPECT_EQ(tags.value.tags, std::vector<std::string>{"Time"});
  EXPECT_EQ(error.kind, ErrorKind::limit);
  EXPECT_EQ(transport.requests.size(), 3);  // A quota of keys is not mended by waiting.
}

TEST_F(ClientFaults, TakeATextOfMoreThan8MiBForNoAnswerOfAws) {
  constexpr std::size_t text_max = 8 << 20;
  transport.next(stopping(std::string(text_max, 'i')));
  transport.next(stopping(std::string(text_max + 1, 'i')));

  EXPECT_EQ(stop().value.stopping_instances.at(0).instance_id->size(), text_max);
  EXPECT_EQ(stop_error().code, "aws.not_aws");
}

TEST_F(ClientFaults, SayThatNothingWasSentWhenNothingWas) {
  transport.otherwise([](const auto&) { return of_kind(Kind::not_sent); });

  const auto error = stop_error();

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_EQ(error.code, "aws.not_sent");
  EXPECT_THAT(error.message, HasSubstr("connection refused"));
  EXPECT_EQ(transport.requests.size(), 4);
}

TEST_F(ClientFaults, SayThatNothingWasSentWhenNoConnectionWasFreeInTime) {
  transport.otherwise([](const auto&) { return of_kind(Kind::stuck); });

  const auto error = stop_error();

  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_EQ(error.code, "aws.not_sent");
  EXPECT_LE(loop.clock().steady() - began, 60s);
}

TEST_F(ClientFaults, ReadAgainWhatOnlyReads) {
  auto cut = described("i-lost");
  cut.kind = Kind::cut_short;
  const Reaction troubles[] = {of_kind(Kind::lost),
                               of_kind(Kind::hang),
                               of_kind(Kind::not_sent),
                               cut,
                               {.status = 503},
                               ec2_error(500, "InternalError", "Oh."),
                               ec2_error(503, "RequestLimitExceeded", "Slow down."),
                               {.body = "<DescribeInstancesResponse><reservationSet><item>"}};
  for (const auto& trouble : troubles) {
    transport.next(trouble);
    transport.next(described("i-1"));

    const auto reply = describe();

    // Nothing of the answer that was lost is left.
    ASSERT_EQ(reply.value.reservations.size(), 1);
    EXPECT_EQ(reply.value.reservations[0].instances.at(0).instance_id, "i-1");
  }
  EXPECT_EQ(transport.requests.size(), 2 * std::size(troubles));
}

TEST_F(ClientFaults, EndWithTheLastErrorWhenReadingFailsForEver) {
  transport.otherwise([](const auto&) { return ec2_error(500, "InternalError", "Oh."); });

  const auto error = describe_error();

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_EQ(error.code, "InternalError");
  EXPECT_EQ(transport.requests.size(), 4);
}

TEST_F(ClientFaults, WaitAsLongAsAwsAsks) {
  auto busy = ec2_error(503, "RequestLimitExceeded", "Slow down.");
  busy.headers.emplace_back("Retry-After", "7");
  transport.next(busy);
  transport.next(described("i-1"));

  describe();

  EXPECT_GE(loop.clock().steady() - began, 7s);
}

TEST_F(ClientFaults, DoNotWaitForAnAnswerBeyondTheDeadline) {
  ctx.deadline = began + 5s;
  transport.otherwise([](const auto&) { return of_kind(Kind::hang); });

  const auto error = stop_error();

  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_EQ(error.code, "aws.no_answer");
  EXPECT_EQ(loop.clock().steady() - began, 5s);
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(ClientFaults, DoNotWaitToTryAgainBeyondTheDeadline) {
  ctx.deadline = began + 5s;
  auto busy = ec2_error(503, "RequestLimitExceeded", "Slow down.");
  busy.headers.emplace_back("Retry-After", "60");
  transport.next(busy);

  const auto error = describe_error();

  EXPECT_EQ(error.kind, ErrorKind::throttled);
  EXPECT_EQ(error.retry_after, 60s);
  EXPECT_EQ(loop.clock().steady() - began, 20ms);
}

TEST_F(ClientFaults, SendNothingWhenTheDeadlineHasPassed) {
  ctx.deadline = began;

  const auto error = stop_error();

  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_EQ(error.code, "aws.not_sent");
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(ClientFaults, SayThatNothingWasSentWhenTheDeadlineCameInTheQueue) {
  config.bucket_share = 0.02;  // One call at once, then one in ten seconds.
  transport.otherwise([](const auto&) { return stopping("i-1"); });
  stop();
  ctx.deadline = loop.clock().steady() + 2s;

  const auto error = stop_error();

  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_EQ(error.code, "aws.not_sent");
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(ClientFaults, SayWhetherACancelledCallMayHaveArrived) {
  const auto cancelled_after = [&](std::chrono::milliseconds wait) -> Error {
    CancelScope scope;
    const Timer timer(loop, loop.clock().steady() + wait, [&] {
      scope.cancel({.kind = ErrorKind::cancelled, .message = "somebody changed their mind"});
    });
    const auto under_scope = [&]() -> Task<void> {
      co_await gen::ec2::stop_instances(client(), ctx, target(), {.instance_ids = {"i-1"}})
          .under(scope);
    };
    return error_from([&] { loop.run(under_scope()); });
  };
  transport.next(of_kind(Kind::hang));
  transport.next(of_kind(Kind::stuck));

  const auto in_flight = cancelled_after(100ms);
  const auto waiting = cancelled_after(100ms);

  EXPECT_EQ(in_flight.kind, ErrorKind::cancelled);
  EXPECT_EQ(in_flight.code, "aws.no_answer");
  EXPECT_EQ(waiting.kind, ErrorKind::cancelled);
  EXPECT_EQ(waiting.code, "aws.not_sent");
  EXPECT_EQ(transport.requests.size(), 2);
}

TEST_F(ClientFaults, CorrectAWrongClockOnceAndRememberIt) {
  // AWS's clock is an hour ahead of ours, then the machine's is set two hours ahead.
  const auto signed_at = [&](std::size_t request) {
    return *http::find_header(transport.requests.at(request).headers, "x-amz-date");
  };
  const auto expired = ec2_error(400, "RequestExpired", "Request has expired.");
  transport.next(dated(expired, "Mon, 02 Mar 2026 11:00:00 GMT"));
  transport.next(stopping("i-1"));
  transport.next(stopping("i-1"));
  stop();
  stop();
  loop.jump_wall_clock(2h);
  transport.next(dated(expired, "Mon, 02 Mar 2026 11:00:00 GMT"));
  transport.next(stopping("i-1"));

  stop();

  ASSERT_EQ(transport.requests.size(), 5);
  EXPECT_EQ(signed_at(0), "20260302T100000Z");
  EXPECT_EQ(signed_at(1).substr(0, 11), "20260302T11");
  EXPECT_EQ(signed_at(2).substr(0, 11), "20260302T11");
  EXPECT_EQ(signed_at(3).substr(0, 11), "20260302T13");
  EXPECT_EQ(signed_at(4).substr(0, 11), "20260302T11");
}

TEST_F(ClientFaults, CorrectAWrongClockInTheWordsOfEachProtocol) {
  // As AWS answers what is signed an hour too early, or too late.
  const std::string_view later = "Mon, 02 Mar 2026 11:00:00 GMT";
  const auto in_json = [](int status, std::string body) {
    return Reaction{.status = status,
                    .headers = {{"Content-Type", "application/x-amz-json-1.1"}},
                    .body = std::move(body)};
  };
  const auto last_signed = [&] {
    return http::find_header(transport.requests.back().headers, "x-amz-date")->substr(0, 11);
  };

  transport.next(dated(ec2_error(401, "AuthFailure", "AWS was not able to validate."), later));
  transport.next(stopping("i-1"));
  stop();
  EXPECT_EQ(last_signed(), "20260302T11");

  transport.next(
      dated({.status = 403,
             .body = "<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>"
                     "<Message>Signature expired: 20260302T100000Z is now earlier than "
                     "20260302T105500Z</Message></Error><RequestId>r</RequestId></ErrorResponse>"},
            later));
  transport.next({.body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account>"
                          "</GetCallerIdentityResult></GetCallerIdentityResponse>"});
  loop.run(gen::sts::get_caller_identity(client(), ctx, target(), {}));
  EXPECT_EQ(last_signed(), "20260302T11");

  transport.next(dated(in_json(400, R"({"__type": "InvalidSignatureException", "message":
                                        "Signature not yet current: 20260302T100000Z"})"),
                       "Mon, 02 Mar 2026 09:00:00 GMT"));
  transport.next(in_json(200, R"({"Keys": []})"));
  loop.run(gen::kms::list_keys(client(), ctx, target(), gen::kms::ListKeysRequest{}));
  EXPECT_EQ(last_signed(), "20260302T09");

  EXPECT_EQ(transport.requests.size(), 6);
}

TEST_F(ClientFaults, CorrectTheClockOnlyOnceACall) {
  transport.next(dated(ec2_error(400, "RequestExpired", "Request has expired."),
                       "Mon, 02 Mar 2026 11:00:00 GMT"));
  transport.next(dated(ec2_error(400, "RequestExpired", "Request has expired."),
                       "Mon, 02 Mar 2026 15:00:00 GMT"));

  EXPECT_EQ(stop_error().code, "RequestExpired");
  EXPECT_EQ(transport.requests.size(), 2);
}

TEST_F(ClientFaults, DoNotBlameTheClockForAWrongKey) {
  transport.next(dated(ec2_error(401, "AuthFailure", "AWS was not able to validate."),
                       "Mon, 02 Mar 2026 10:01:00 GMT"));

  EXPECT_EQ(stop_error().kind, ErrorKind::unauthorized);
  EXPECT_EQ(transport.requests.size(), 1);
}

/// Every so many of a hundred requests are refused.
class ClientUnderThrottling : public ClientFixture, public ::testing::WithParamInterface<int> {};

TEST_P(ClientUnderThrottling, EndsEveryCallWithAnAnswerOrAsThrottled) {
  SeededRng chance(42);
  transport.otherwise([&](const http::ClientRequest& request) {
    if (static_cast<int>(chance.below(100)) < GetParam())
      return ec2_error(503, "RequestLimitExceeded", "Slow down.");
    return request.urgent ? stopping("i-1") : described("i-1");
  });
  std::map<std::string, int> ends;

  for (int i = 0; i < 300; ++i) {
    try {
      if (i % 3 == 0)
        stop();
      else
        describe();
      ++ends["answered"];
    } catch (const Failure& failure) {
      ++ends[failure.error().code];
    }
  }

  const auto answered = ends["answered"];
  const auto throttled = ends["RequestLimitExceeded"];
  EXPECT_EQ(answered + throttled, 300);
  EXPECT_GE(answered, 300 * (100 - GetParam()) / 100 - 20);
  // What the quota begins with pays for so many retries; each answered call gives back one retry's
  // price at most.
  EXPECT_LE(transport.requests.size(),
            300 + RetryQuotas::overall_at_first / RetryQuota::cost + answered);
}

INSTANTIATE_TEST_SUITE_P(Percent, ClientUnderThrottling, ::testing::Values(0, 10, 30, 50, 70, 90));

constexpr const char* regions[] = {"eu-west-1", "sa-east-1", "us-east-1"};

/// Half of all requests fail so.
class ClientInTheLongRun : public ClientFixture,
                           public ::testing::WithParamInterface<const char*> {};

TEST_P(ClientInTheLongRun, AddsLessThanATenthOfCallsOverAllPlaces) {
  SeededRng chance(42);
  transport.otherwise([&](const http::ClientRequest&) {
    return chance.below(2) == 0 ? ec2_error(503, GetParam(), "Oh.") : described("i-1");
  });
  constexpr int calls = 3'000;

  for (int i = 0; i < calls; ++i) {
    auto place = target(regions[i % std::size(regions)]);
    place.account = {.bytes = {static_cast<std::uint8_t>(i / std::size(regions) % 100)}};
    try {
      loop.run(gen::ec2::describe_instances(client(), ctx, place, {.max_results = 1000}));
    } catch (const Failure& failure) {
      ASSERT_EQ(failure.error().code, GetParam());
    }
  }

  EXPECT_LE(transport.requests.size(), calls * 1.1);
}

INSTANTIATE_TEST_SUITE_P(Answers, ClientInTheLongRun,
                         ::testing::Values("InternalError", "RequestLimitExceeded"));

}  // namespace
}  // namespace mirante::aws
