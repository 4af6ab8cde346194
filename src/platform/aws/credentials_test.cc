#include "platform/aws/credentials.h"

#include "base/task_group.h"
#include "platform/aws/testing/client_fixture.h"

namespace mirante::aws {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using Kind = Reaction::Kind;

class AssumedRole : public ClientFixture {
 protected:
  std::shared_ptr<CredentialsProvider> role(std::string external_id = "external-1") {
    return assumed_role(client(), loop, target("eu-west-1"),
                        {.arn = "arn:aws:iam::123456789012:role/panel",
                         .session_name = "mirante-1",
                         .external_id = std::move(external_id)});
  }
  Task<void> take(CredentialsProvider& provider, std::string& keys) {
    keys += (co_await provider.credentials(ctx)).access_key_id + " ";
  }
  std::string key_of(CredentialsProvider& provider) {
    return loop.run(provider.credentials(ctx)).access_key_id;
  }
};

TEST_F(AssumedRole, AsksTheRegionalStsWithItsExternalId) {
  transport.next(session("ASIA1"));

  const auto provider = role();
  const auto credentials = loop.run(provider->credentials(ctx));

  const auto& request = transport.requests.at(0);
  EXPECT_EQ(request.host, "sts.eu-west-1.amazonaws.com");
  EXPECT_THAT(request.body, HasSubstr("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fpanel"));
  EXPECT_THAT(request.body, HasSubstr("ExternalId=external-1"));
  EXPECT_THAT(request.body, HasSubstr("DurationSeconds=3600"));
  EXPECT_EQ(credentials.session_token.reveal(), "token-of-ASIA1");
  EXPECT_EQ(credentials.expires_at, *parse_iso8601("2026-03-02T11:00:00Z"));
}

TEST_F(AssumedRole, SendsNoExternalIdWhereThereIsNone) {
  transport.next(session("ASIA1"));

  key_of(*role(""));

  EXPECT_THAT(transport.requests.at(0).body, ::testing::Not(HasSubstr("ExternalId")));
}

TEST_F(AssumedRole, IsAssumedOnceForAllThatWait) {
  transport.next(session("ASIA1"));
  const auto provider = role();
  std::string keys;
  const auto everybody = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    for (int i = 0; i < 5; ++i) group.spawn(take(*provider, keys));
    co_await group.join();
  };

  loop.run(everybody());

  EXPECT_EQ(keys, "ASIA1 ASIA1 ASIA1 ASIA1 ASIA1 ");
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(AssumedRole, TellsItsRefusalToAllThatWait) {
  transport.next(query_error(403, "AccessDenied", "Not you."));
  const auto provider = role();
  int refused = 0;
  const auto one = [&]() -> Task<void> {
    try {
      co_await provider->credentials(ctx);
    } catch (const Failure& failure) {
      refused += failure.error().code == "AccessDenied" ? 1 : 0;
    }
  };
  const auto everybody = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    for (int i = 0; i < 3; ++i) group.spawn(one());
    co_await group.join();
  };

  loop.run(everybody());

  EXPECT_EQ(refused, 3);
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(AssumedRole, IsAskedForByTheNextWhenTheFirstIsCancelled) {
  transport.next({.kind = Kind::hang});
  transport.next(session("ASIA2"));
  const auto provider = role();
  std::string keys;
  const auto everybody = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    const auto impatient = [&]() -> Task<void> {
      try {
        co_await with_deadline(loop, began + 1s, "the first", take(*provider, keys));
      } catch (const Failure& failure) {
        keys += std::string(to_string(failure.error().kind)) + " ";
      }
    };
    group.spawn(impatient());
    group.spawn(take(*provider, keys));
    co_await group.join();
  };

  loop.run(everybody());

  EXPECT_EQ(keys, "timeout ASIA2 ");
  EXPECT_EQ(transport.requests.size(), 2);
}

TEST_F(AssumedRole, IsAskedForByTheNextWhenTheFirstIsDropped) {
  transport.next({.kind = Kind::hang});
  transport.next(session("ASIA2"));
  const auto provider = role();
  std::string keys;
  auto first = take(*provider, keys);
  SimulatedLoop::start(first);
  auto second = take(*provider, keys);
  SimulatedLoop::start(second);
  loop.advance(1s);

  first = {};
  loop.advance(1s);

  EXPECT_EQ(keys, "ASIA2 ");
  EXPECT_TRUE(SimulatedLoop::is_done(second));
}

TEST_F(AssumedRole, IsRenewedSomeMinutesBeforeItExpires) {
  transport.next(session("ASIA1"));
  transport.next(session("ASIA2"));
  const auto provider = role();

  EXPECT_EQ(key_of(*provider), "ASIA1");
  loop.advance(54min);
  EXPECT_EQ(key_of(*provider), "ASIA1");
  loop.advance(2min);
  EXPECT_EQ(key_of(*provider), "ASIA2");
}

TEST_F(AssumedRole, IsUsedToItsEndWhileStsCannotBeReached) {
  transport.next(session("ASIA1"));
  transport.otherwise([](const auto&) { return Reaction{.kind = Kind::not_sent}; });
  const auto provider = role();
  key_of(*provider);

  loop.advance(56min);
  EXPECT_EQ(key_of(*provider), "ASIA1");
  loop.advance(5min);

  EXPECT_EQ(error_from([&] { key_of(*provider); }).code, "aws.not_sent");
}

TEST_F(AssumedRole, IsNotUsedAfterItsEndThoughARenewalFailedJustBefore) {
  transport.next(session("ASIA1"));
  transport.otherwise([](const auto&) { return Reaction{.kind = Kind::not_sent}; });
  const auto provider = role();
  key_of(*provider);

  loop.advance(59min + 40s);
  EXPECT_EQ(key_of(*provider), "ASIA1");
  loop.advance(21s);

  EXPECT_EQ(error_from([&] { key_of(*provider); }).code, "aws.not_sent");
}

TEST_F(AssumedRole, DoesNotLookExpiredWhenOurClockIsWrong) {
  transport.next(session("ASIA1"));
  const auto provider = role();
  loop.jump_wall_clock(3h);

  key_of(*provider);

  EXPECT_EQ(key_of(*provider), "ASIA1");
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(AssumedRole, IsAssumedAgainOnceWhenAwsCallsItExpired) {
  const auto provider = role();
  const Target with_role{.credentials = provider, .region = {"sa-east-1"}, .account = account};
  const auto stop_it = [&] {
    return loop.run(gen::ec2::stop_instances(client(), ctx, with_role, {.instance_ids = {"i-1"}}));
  };
  transport.next(session("ASIA1"));
  transport.next(ec2_error(400, "ExpiredToken", "The token has expired."));
  transport.next(session("ASIA2"));
  transport.next(stopping("i-1"));

  EXPECT_EQ(stop_it().request_id, "req-stopped");
  transport.next(ec2_error(400, "ExpiredToken", "The token has expired."));
  transport.next(session("ASIA3"));
  transport.next(ec2_error(400, "ExpiredToken", "The token has expired."));

  EXPECT_EQ(error_from(stop_it).code, "ExpiredToken");
  EXPECT_EQ(transport.requests.size(), 7);
}

TEST_F(ClientFixture, KeysThatAreOverAreNotTriedAgain) {
  transport.next(ec2_error(400, "ExpiredToken", "The token has expired."));

  EXPECT_EQ(stop_error().kind, ErrorKind::unauthorized);
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(AssumedRole, AsksAgainAfterALostAnswerAsNothingIsChanged) {
  transport.next({.kind = Kind::lost});
  transport.next(session("ASIA1"));

  EXPECT_EQ(key_of(*role()), "ASIA1");
}

TEST_F(AssumedRole, TakesASessionWithoutItsPartsForNoAnswerOfAws) {
  transport.next({.body = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A"
                          "</AccessKeyId></Credentials></AssumeRoleResult></AssumeRoleResponse>"});
  const auto provider = role();

  const auto error = error_from([&] { key_of(*provider); });

  EXPECT_EQ(error.code, "aws.not_aws");
  EXPECT_THAT(error.message, HasSubstr("secret access key"));
}

}  // namespace
}  // namespace mirante::aws
