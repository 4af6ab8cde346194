// Where the program finds its own credentials, in which order, and what it says of what is wrong.
#include "platform/aws/credentials_chain.h"

#include "platform/aws/testing/client_fixture.h"

namespace mirante::aws {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

class CredentialsChain : public ClientFixture {
 protected:
  FoundCredentials find() {
    const ChainTools tools{
        .surroundings = {
            .variable =
                [this](const char* name) {
                  const auto found = variables.find(name);
                  return found == variables.end() ? "" : found->second;
                },
            .file = [this](const std::filesystem::path& path) -> std::optional<std::string> {
              const auto found = files.find(path);
              if (found == files.end()) return std::nullopt;
              return found->second;
            }},
        .client = client(),
        .loop = loop,
        .transport = transport};
    return find_credentials(tools);
  }
  Credentials take(const FoundCredentials& found) {
    return loop.run(found.provider->credentials(ctx));
  }
  std::string key() {
    const auto found = find();
    return found.provider == nullptr ? "none" : take(found).access_key_id;
  }
  Error find_error() {
    return error_from([this] { find(); });
  }
  Error take_error() {
    return error_from([this] { take(find()); });
  }

  std::map<std::string, std::string> variables{{"HOME", "/home/ana"}};
  std::map<std::filesystem::path, std::string> files;
};

/// Keys in every place, so that taking one away shows the next.
class AllPlaces : public CredentialsChain {
 protected:
  AllPlaces() {
    variables["AWS_ACCESS_KEY_ID"] = "AKIDENVIRONMENT";
    variables["AWS_SECRET_ACCESS_KEY"] = "a-secret";
    variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
    variables["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/web";
    files["/home/ana/.aws/credentials"] =
        "[default]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = b\n";
    variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/x";
    files["/sys/devices/virtual/dmi/id/sys_vendor"] = "Amazon EC2\n";
  }
};

TEST_F(AllPlaces, AreSearchedInTheOrderOfAwsTools) {
  EXPECT_EQ(find().source, "the environment (AWS_ACCESS_KEY_ID)");
  variables.erase("AWS_ACCESS_KEY_ID");
  variables.erase("AWS_SECRET_ACCESS_KEY");
  EXPECT_EQ(find().source,
            "the web identity in AWS_WEB_IDENTITY_TOKEN_FILE, as "
            "arn:aws:iam::123456789012:role/web");
  variables.erase("AWS_WEB_IDENTITY_TOKEN_FILE");
  EXPECT_EQ(find().source, "the profile \"default\"");
  files.erase("/home/ana/.aws/credentials");
  EXPECT_EQ(find().source, "the container's role");
  variables.erase("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  EXPECT_EQ(find().source, "the role of this EC2 instance");
  variables["AWS_EC2_METADATA_DISABLED"] = "true";
  EXPECT_EQ(find().provider, nullptr);
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(CredentialsChain, FindsNoneElsewhereAndAsksNobody) {
  files["/sys/devices/virtual/dmi/id/sys_vendor"] = "QEMU\n";

  EXPECT_EQ(find().provider, nullptr);
  EXPECT_EQ(find().region, std::nullopt);
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(CredentialsChain, TakesKeysAndTokenOfTheEnvironment) {
  variables["AWS_ACCESS_KEY_ID"] = "ASIAEXAMPLE";
  variables["AWS_SECRET_ACCESS_KEY"] = "a-secret";
  variables["AWS_SESSION_TOKEN"] = "a-token";

  const auto credentials = take(find());

  EXPECT_EQ(credentials.access_key_id, "ASIAEXAMPLE");
  EXPECT_EQ(credentials.secret_access_key.reveal(), "a-secret");
  EXPECT_EQ(credentials.session_token.reveal(), "a-token");
}

TEST_F(CredentialsChain, SaysWhichHalfOfTheEnvironmentIsMissing) {
  const std::pair<const char*, const char*> halves[] = {
      {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"},
      {"AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"}};
  for (const auto& [set, missing] : halves) {
    variables = {{set, "hunter2"}};

    const auto error = find_error();

    EXPECT_EQ(error.kind, ErrorKind::invalid);
    EXPECT_EQ(error.field, missing);
    EXPECT_THAT(error.message, Not(HasSubstr("hunter2")));
  }
}

TEST_F(CredentialsChain, TakesTheRegionOfEnvironmentOrProfile) {
  files["/home/ana/.aws/config"] = "[default]\nregion = sa-east-1\n";
  EXPECT_EQ(find().region, Region{"sa-east-1"});
  variables["AWS_DEFAULT_REGION"] = "eu-west-1";
  EXPECT_EQ(find().region, Region{"eu-west-1"});
  variables["AWS_REGION"] = "ap-south-1";
  EXPECT_EQ(find().region, Region{"ap-south-1"});
}

TEST_F(CredentialsChain, ReadsTheTokenOfAWebIdentityEachTimeAndSignsNothing) {
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
  variables["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/web";
  variables["AWS_ROLE_SESSION_NAME"] = "panel-1";
  variables["AWS_REGION"] = "sa-east-1";
  files["/token"] = "first.web.token\n";
  transport.next(session("ASIA1", "2026-03-02T11:00:00Z", "AssumeRoleWithWebIdentity"));
  transport.next(session("ASIA2", "2026-03-02T12:00:00Z", "AssumeRoleWithWebIdentity"));
  const auto found = find();

  const auto first = take(found).access_key_id;
  files["/token"] = "second.web.token";
  loop.advance(56min);
  const auto second = take(found).access_key_id;

  EXPECT_EQ(first + " " + second, "ASIA1 ASIA2");
  const auto& request = transport.requests.at(0);
  EXPECT_EQ(request.host, "sts.sa-east-1.amazonaws.com");
  EXPECT_THAT(request.body, HasSubstr("Action=AssumeRoleWithWebIdentity"));
  EXPECT_THAT(request.body, HasSubstr("RoleSessionName=panel-1"));
  EXPECT_THAT(request.body, HasSubstr("WebIdentityToken=first.web.token"));
  EXPECT_EQ(http::find_header(request.headers, "authorization"), nullptr);
  EXPECT_THAT(transport.requests.at(1).body, HasSubstr("WebIdentityToken=second.web.token"));
}

TEST_F(CredentialsChain, DoesNotRepeatTheTokenThatStsRefuses) {
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
  variables["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/web";
  files["/token"] = "secret.web.token";
  transport.next(query_error(400, "ExpiredTokenException", "Token secret.web.token has expired"));

  const auto error = take_error();

  EXPECT_EQ(error.code, "ExpiredTokenException");
  EXPECT_EQ(error.message, "Token … has expired");
  EXPECT_EQ(transport.requests.size(), 1);
}

TEST_F(CredentialsChain, SaysWhatAWebIdentityLacks) {
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
  EXPECT_EQ(find_error().field, "AWS_ROLE_ARN");
  variables["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/web";

  EXPECT_EQ(take_error().code, "aws.no_token");
  EXPECT_THAT(take_error().message, HasSubstr("/token"));
}

TEST_F(CredentialsChain, AssumesTheRoleOfAProfileWithItsSource) {
  variables["AWS_PROFILE"] = "panel";
  files["/home/ana/.aws/config"] =
      "[profile panel]\nrole_arn = arn:aws:iam::123456789012:role/panel\nsource_profile = base\n"
      "external_id = x-1\nrole_session_name = me\nduration_seconds = 900\nregion = eu-west-1\n";
  files["/home/ana/.aws/credentials"] =
      "[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = a-secret\n";
  transport.next(session("ASIA1"));

  EXPECT_EQ(key(), "ASIA1");

  const auto& request = transport.requests.at(0);
  EXPECT_EQ(find().source, "the profile \"panel\"");
  EXPECT_EQ(request.host, "sts.eu-west-1.amazonaws.com");
  EXPECT_THAT(request.body, HasSubstr("ExternalId=x-1"));
  EXPECT_THAT(request.body, HasSubstr("RoleSessionName=me"));
  EXPECT_THAT(request.body, HasSubstr("DurationSeconds=900"));
  EXPECT_THAT(http::header_text(request.headers, "authorization"),
              HasSubstr("Credential=AKIDBASE/"));
}

TEST_F(CredentialsChain, AssumesTheRoleOfAProfileWithItsOwnKeysOrThoseOfTheEnvironment) {
  files["/home/ana/.aws/config"] =
      "[default]\nrole_arn = arn:aws:iam::123456789012:role/panel\nsource_profile = default\n"
      "aws_access_key_id = AKIDOWN\naws_secret_access_key = s\n"
      "[profile b]\nrole_arn = arn:aws:iam::123456789012:role/b\ncredential_source = "
      "EcsContainer\n";
  transport.next(session("ASIA1"));
  EXPECT_EQ(key(), "ASIA1");
  EXPECT_THAT(http::header_text(transport.requests.at(0).headers, "authorization"),
              HasSubstr("Credential=AKIDOWN/"));

  variables["AWS_PROFILE"] = "b";
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1234/keys";
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/agent-token";
  files["/agent-token"] = "abc\n";
  transport.next({.body = R"({"AccessKeyId":"ASIAC","SecretAccessKey":"s","Token":"t"})"});
  transport.next(session("ASIA2"));

  EXPECT_EQ(key(), "ASIA2");
  EXPECT_EQ(http::header_text(transport.requests.at(1).headers, "authorization"), "abc");
  EXPECT_THAT(http::header_text(transport.requests.at(2).headers, "authorization"),
              HasSubstr("Credential=ASIAC/"));
}

TEST_F(CredentialsChain, SaysWhatIsWrongWithAProfile) {
  const std::string role = "role_arn = arn:aws:iam::123456789012:role/r\n";
  const std::pair<std::string, std::string> wrong[] = {
      {"", "names the profile \"p\""},
      {"[profile p]\n" + role, "needs one of source_profile and credential_source"},
      {"[profile p]\n" + role + "source_profile = a\ncredential_source = Environment\n", "one of"},
      {"[profile p]\n" + role + "source_profile = gone\n", "\"gone\""},
      {"[profile p]\n" + role + "credential_source = Moon\n", "none of Environment"},
      {"[profile p]\n" + role + "credential_source = Environment\n", "where there are none"},
      {"[profile p]\n" + role + "source_profile = q\n[profile q]\nregion = x\n",
       "holds no credentials"},
      {"[profile p]\n" + role + "source_profile = q\n[profile q]\n" + role + "source_profile = p\n",
       "leads by source_profile to itself"},
      {"[profile p]\n" + role +
           "source_profile = q\nduration_seconds = 5\n[profile q]\n"
           "aws_access_key_id = a\naws_secret_access_key = b\n",
       "duration_seconds"},
      {"[profile p]\naws_access_key_id = AKID\n", "needs both"},
      {"[profile p]\nbroken\n", "line 2 of /home/ana/.aws/config"},
  };
  variables["AWS_PROFILE"] = "p";
  for (const auto& [config, words] : wrong) {
    files["/home/ana/.aws/config"] = config;

    const auto error = find_error();

    EXPECT_EQ(error.kind, ErrorKind::invalid) << config;
    EXPECT_THAT(error.message, HasSubstr(words)) << config;
  }
}

TEST_F(CredentialsChain, FindsBrowserSignInProgramsAndDevicesAndSaysTheMend) {
  const std::pair<std::string, std::string> unsupported[] = {
      {"sso_session = corp\n", "role_arn"},
      {"sso_start_url = https://corp.example\n", "role_arn"},
      {"credential_process = /bin/keys\n", "AWS_CONTAINER_CREDENTIALS_FULL_URI"},
      {"role_arn = arn:aws:iam::123456789012:role/r\nmfa_serial = x\n", "mfa_serial"},
  };
  for (const auto& [lines, mend] : unsupported) {
    files["/home/ana/.aws/config"] = "[default]\n" + lines;

    const auto error = take_error();

    EXPECT_EQ(error.kind, ErrorKind::refused) << lines;
    EXPECT_EQ(error.code, "aws.profile_unsupported") << lines;
    EXPECT_THAT(error.message, HasSubstr("\"default\"")) << lines;
    EXPECT_THAT(error.message, HasSubstr(mend)) << lines;
  }
}

TEST_F(CredentialsChain, AsksTheMetadataServiceThatIsNamed) {
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1338";
  transport.next({.body = "token"});
  transport.next({.body = "role"});
  transport.next({.body = R"({"AccessKeyId":"ASIAI","SecretAccessKey":"s","Token":"t"})"});

  EXPECT_EQ(key(), "ASIAI");
  EXPECT_EQ(transport.requests.at(0).host, "127.0.0.1");
  EXPECT_EQ(transport.requests.at(0).port, 1338);
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "127.0.0.1";
  EXPECT_EQ(find_error().field, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
}

TEST_F(CredentialsChain, ReadsOtherFilesWhereTheyAreNamed) {
  variables["AWS_CONFIG_FILE"] = "/etc/aws";
  variables["AWS_SHARED_CREDENTIALS_FILE"] = "/etc/keys";
  files["/etc/aws"] = "[profile p]\nregion = sa-east-1\n";
  files["/etc/keys"] = "[p]\naws_access_key_id = AKIDP\naws_secret_access_key = s\n";
  variables["AWS_PROFILE"] = "p";

  EXPECT_EQ(key(), "AKIDP");
  EXPECT_EQ(find().region, Region{"sa-east-1"});
}

TEST_F(CredentialsChain, RefusesAnAuthorizationOfTwoLines) {
  variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/x";
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "abc\r\nX: y";

  EXPECT_EQ(take_error().field, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
  EXPECT_TRUE(transport.requests.empty());
}

}  // namespace
}  // namespace mirante::aws
