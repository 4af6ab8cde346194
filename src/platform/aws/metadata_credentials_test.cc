// What the metadata service of an instance and the agent of a container are asked, and what becomes
// of each of their answers.
#include "platform/aws/metadata_credentials.h"

#include "platform/aws/testing/client_fixture.h"

namespace mirante::aws {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = Reaction::Kind;

Reaction text(std::string body, int status = 200) {
  return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}

Reaction keys_as_json(std::string_view key, std::string_view expires = "2026-03-02T16:00:00Z") {
  return text(R"({"Code":"Success","Type":"AWS-HMAC","AccessKeyId":")" + std::string(key) +
              R"(","SecretAccessKey":"a-secret","Token":"a-token","Expiration":")" +
              std::string(expires) + R"("})");
}

class MetadataFixture : public ClientFixture {
 protected:
  Credentials take(CredentialsProvider& provider) { return loop.run(provider.credentials(ctx)); }
  Error refusal_of(CredentialsProvider& provider) {
    return error_from([&] { take(provider); });
  }
  std::string header(std::size_t request, std::string_view name) {
    return http::header_text(transport.requests.at(request).headers, name);
  }
};

class InstanceMetadata : public MetadataFixture {
 protected:
  std::shared_ptr<CredentialsProvider> provider =
      instance_credentials(loop, transport, usual_metadata_service());

  void answer_with(std::string_view key, std::string_view expires = "2026-03-02T16:00:00Z") {
    transport.next(text("a-metadata-token=="));
    transport.next(text("panel-role\n"));
    transport.next(keys_as_json(key, expires));
  }
};

TEST_F(InstanceMetadata, IsAskedForATokenTheRoleAndItsCredentials) {
  answer_with("ASIA1");

  const auto credentials = take(*provider);

  EXPECT_EQ(credentials.access_key_id, "ASIA1");
  EXPECT_EQ(credentials.secret_access_key.reveal(), "a-secret");
  EXPECT_EQ(credentials.session_token.reveal(), "a-token");
  EXPECT_EQ(credentials.expires_at, *parse_iso8601("2026-03-02T16:00:00Z"));
  ASSERT_EQ(transport.requests.size(), 3);
  EXPECT_EQ(transport.requests[0].method, "PUT");
  EXPECT_FALSE(transport.requests[0].tls);
  EXPECT_EQ(transport.requests[0].host, "169.254.169.254");
  EXPECT_EQ(transport.requests[0].port, 80);
  EXPECT_EQ(transport.requests[0].target, "/latest/api/token");
  EXPECT_EQ(header(0, "x-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(transport.requests[1].target, "/latest/meta-data/iam/security-credentials/");
  EXPECT_EQ(header(1, "x-aws-ec2-metadata-token"), "a-metadata-token==");
  EXPECT_EQ(transport.requests[2].target, "/latest/meta-data/iam/security-credentials/panel-role");
  EXPECT_EQ(header(2, "x-aws-ec2-metadata-token"), "a-metadata-token==");
}

TEST_F(InstanceMetadata, IsAskedAgainBeforeTheSessionEnds) {
  answer_with("ASIA1");
  answer_with("ASIA2", "2026-03-02T22:00:00Z");

  take(*provider);
  loop.advance(5h + 54min);
  const auto before = take(*provider).access_key_id;
  loop.advance(2min);

  EXPECT_EQ(before, "ASIA1");
  EXPECT_EQ(take(*provider).access_key_id, "ASIA2");
}

TEST_F(InstanceMetadata, IsBelievedThoughOurClockSaysTheSessionIsOver) {
  answer_with("ASIA1", "2026-03-02T09:00:00Z");
  answer_with("ASIA2");

  const auto first = take(*provider).access_key_id;
  const auto second = take(*provider).access_key_id;
  loop.advance(2min);

  EXPECT_EQ(first, "ASIA1");
  EXPECT_EQ(second, "ASIA1");
  EXPECT_EQ(take(*provider).access_key_id, "ASIA2");
}

TEST_F(InstanceMetadata, IsTriedAgainWhenItFails) {
  transport.next({.kind = Kind::lost});
  transport.next(text("busy", 503));
  answer_with("ASIA1");

  EXPECT_EQ(take(*provider).access_key_id, "ASIA1");
}

TEST_F(InstanceMetadata, SaysThatTheInstanceHasNoRole) {
  transport.next(text("a-metadata-token"));
  transport.next(text("<html>Not Found</html>", 404));

  const auto error = refusal_of(*provider);

  EXPECT_EQ(error.kind, ErrorKind::unauthorized);
  EXPECT_EQ(error.code, "aws.no_credentials");
  EXPECT_THAT(error.message, HasSubstr("instance profile"));
}

TEST_F(InstanceMetadata, SaysThatItIsSwitchedOff) {
  transport.next(text("Forbidden", 403));

  EXPECT_EQ(refusal_of(*provider).code, "aws.no_credentials");
}

TEST_F(InstanceMetadata, NamesTheHopLimitWhenNobodyAnswers) {
  transport.otherwise([](const auto&) { return Reaction{.kind = Kind::stuck}; });

  const auto error = refusal_of(*provider);

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_EQ(error.code, "aws.no_answer");
  EXPECT_THAT(error.message, HasSubstr("hop limit"));
  EXPECT_EQ(transport.requests.size(), 3);
  EXPECT_LE(loop.clock().steady() - began, 10s);
}

TEST_F(InstanceMetadata, TakesWhatIsNoneForWhatItIs) {
  const std::vector<std::vector<Reaction>> strange = {
      {text("<html> </html>")},
      {text("token"), text("")},
      {text("token"), text(std::string(100, 'r'))},
      {text("token"), text("role"), text("not json")},
      {text("token"), text("role"), text("[]")},
      {text("token"), text("role"), text(R"({"AccessKeyId":"A"})")},
      {text("token"), text("role"), text(R"({"AccessKeyId":1,"SecretAccessKey":"b"})")},
      {text("token"), text("role"), keys_as_json("A", "soon")},
      {text("token"), text("role"), text(std::string(70'000, 'x'))},
  };
  for (const auto& answers : strange) {
    for (const auto& answer : answers) transport.next(answer);

    const auto error = refusal_of(*provider);

    EXPECT_EQ(error.code, "aws.not_aws") << answers.back().body.substr(0, 80);
    EXPECT_EQ(error.kind, ErrorKind::corrupt) << answers.back().body.substr(0, 80);
    EXPECT_THAT(error.message, Not(HasSubstr("a-secret")));
  }
}

TEST_F(InstanceMetadata, EndsWithItsCaller) {
  transport.otherwise([](const auto&) { return Reaction{.kind = Kind::hang}; });

  const auto error = error_from(
      [&] { loop.run(with_deadline(loop, began + 1s, "the call", provider->credentials(ctx))); });

  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_EQ(loop.clock().steady() - began, 1s);
}

class ContainerCredentials : public MetadataFixture {
 protected:
  std::shared_ptr<CredentialsProvider> provider_of(Result<ContainerAgent> agent,
                                                   std::string authorization = "") {
    agent->read_authorization = [authorization] { return authorization; };
    return container_credentials(loop, transport, *std::move(agent));
  }
};

TEST_F(ContainerCredentials, ComeFromThePathAtTheAgent) {
  transport.next(keys_as_json("ASIA1"));

  const auto credentials = take(*provider_of(parse_agent_path("/v2/credentials/4a5b?x=1")));

  EXPECT_EQ(credentials.access_key_id, "ASIA1");
  EXPECT_EQ(transport.requests.at(0).method, "GET");
  EXPECT_EQ(transport.requests.at(0).host, "169.254.170.2");
  EXPECT_EQ(transport.requests.at(0).target, "/v2/credentials/4a5b?x=1");
  EXPECT_EQ(header(0, "authorization"), "");
}

TEST_F(ContainerCredentials, SendTheTokenThatTheyAreGiven) {
  transport.next(keys_as_json("ASIA1"));

  take(*provider_of(parse_agent_url("http://169.254.170.23/v1/credentials"), "Bearer abc"));

  EXPECT_EQ(header(0, "authorization"), "Bearer abc");
  EXPECT_EQ(transport.requests.at(0).host, "169.254.170.23");
  EXPECT_EQ(transport.requests.at(0).target, "/v1/credentials");
}

TEST_F(ContainerCredentials, SayThatTheAgentRefuses) {
  transport.next(text(R"({"code":"AccessDenied","message":"no"})", 403));

  const auto error = refusal_of(*provider_of(parse_agent_path("/x")));

  EXPECT_EQ(error.kind, ErrorKind::unauthorized);
  EXPECT_EQ(error.code, "aws.agent_refused");
  EXPECT_THAT(error.message, HasSubstr("403"));
}

TEST(ContainerAgentUrl, LeadsWithoutTlsOnlyToThisMachineAndToAwsAgents) {
  for (const auto* url : {"http://127.0.0.1:8080/x", "http://127.1.2.3/", "http://localhost:80/y",
                          "http://[::1]/x", "http://169.254.170.2/x", "http://169.254.170.23/x",
                          "http://[fd00:ec2::23]/x", "https://agent.example/x?y=z"})
    EXPECT_TRUE(parse_agent_url(url)) << url;
  for (const auto* url : {"http://agent.example/x", "http://169.254.169.254/x", "http://10.0.0.1/",
                          "http://127.evil.example/", "http://127.0.0.1.evil.example/x"}) {
    const auto agent = parse_agent_url(url);
    ASSERT_FALSE(agent) << url;
    EXPECT_EQ(agent.error().field, "AWS_CONTAINER_CREDENTIALS_FULL_URI") << url;
    EXPECT_THAT(agent.error().message, HasSubstr("TLS")) << url;
  }
  EXPECT_FALSE(parse_agent_url("ftp://127.0.0.1/"));
  EXPECT_FALSE(parse_agent_url("http://127.0.0.1/a b"));
  EXPECT_FALSE(parse_agent_path("v2/credentials"));
  EXPECT_FALSE(parse_agent_path("/v2\r\nX: y"));
}

}  // namespace
}  // namespace mirante::aws
