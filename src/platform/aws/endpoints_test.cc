#include "platform/aws/endpoints.h"

#include <gmock/gmock.h>

#include "platform/aws/endpoint_rules.h"

// AWS's published cases judge the rules of 21 services: `./dev conformance endpoints`.
namespace mirante::aws {
namespace {

using ::testing::HasSubstr;

std::string url_of(std::string_view service, std::string region,
                   const EndpointWishes& wishes = {}) {
  const auto endpoint = endpoint_of(service, {std::move(region)}, wishes);
  if (!endpoint) return endpoint.error().message;
  return (endpoint->tls ? "https://" : "http://") + endpoint->authority() + endpoint->path_prefix;
}

TEST(Endpoints, FollowRegionPartitionFipsAndDualStack) {
  EXPECT_EQ(url_of("ec2", "sa-east-1"), "https://ec2.sa-east-1.amazonaws.com");
  EXPECT_EQ(url_of("ec2", "cn-north-1"), "https://ec2.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(url_of("ec2", "us-east-1", {.use_fips = true}),
            "https://ec2-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(url_of("ec2", "us-east-1", {.use_dual_stack = true}), "https://ec2.us-east-1.api.aws");
  EXPECT_EQ(url_of("ec2", "us-gov-west-1", {.use_fips = true, .use_dual_stack = true}),
            "https://ec2-fips.us-gov-west-1.api.aws");
}

TEST(Endpoints, RefuseInTheWordsOfTheRules) {
  const auto endpoint = endpoint_of("ec2", {"us-east-1"},
                                    {.use_fips = true, .endpoint_url = "http://127.0.0.1:5000"});

  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().kind, ErrorKind::invalid);
  EXPECT_EQ(endpoint.error().message,
            "Invalid Configuration: FIPS and custom endpoint are not supported");
}

TEST(Endpoints, KeepTheRegionOfTheSignatureBehindAUrlOfTheirOwn) {
  const auto endpoint =
      endpoint_of("iam", {"sa-east-1"}, {.endpoint_url = "http://127.0.0.1:5000/aws"});

  ASSERT_TRUE(endpoint);
  EXPECT_EQ(*endpoint, (Endpoint{.tls = false,
                                 .host = "127.0.0.1",
                                 .port = 5000,
                                 .path_prefix = "/aws",
                                 .signing_region = "us-east-1"}));
}

TEST(Endpoints, SignIamInItsHomeRegion) {
  const auto endpoint = endpoint_of("iam", {"sa-east-1"});

  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->host, "iam.amazonaws.com");
  EXPECT_EQ(endpoint->signing_region, "us-east-1");
}

TEST(Endpoints, KnowThePartitionOfRegionsThatAreNew) {
  const std::pair<std::string_view, std::string_view> known[] = {
      {"ap-southeast-99", "aws"},      {"cn-south-7", "aws-cn"}, {"us-gov-north-1", "aws-us-gov"},
      {"us-isob-west-3", "aws-iso-b"}, {"zz-moon-1", "aws"},     {"aws-cn-global", "aws-cn"},
  };
  for (const auto& [region, partition] : known)
    EXPECT_EQ(rules::partition_of(region).id, partition) << region;
}

TEST(Endpoints, RefuseRegionsThatWouldLeadToAnotherHost) {
  for (const auto* name : {"", "evil.example/", "us-east-1.evil.example", "us-east-1@evil",
                           "us east 1", "US-EAST-1", "-us", "us-", "us-east-1\r\nX: y", "a:b"}) {
    const auto endpoint = endpoint_of("ec2", {name});

    ASSERT_FALSE(endpoint) << name;
    EXPECT_EQ(endpoint.error().kind, ErrorKind::invalid) << name;
    EXPECT_EQ(endpoint.error().field, "region") << name;
  }
}

TEST(Endpoints, RefuseServicesWithoutAHost) {
  const auto endpoint = endpoint_of("teleport", {"us-east-1"});

  ASSERT_FALSE(endpoint);
  EXPECT_THAT(endpoint.error().message, HasSubstr("teleport"));
}

TEST(EndpointUrl, ReadsSchemeHostPortAndPath) {
  const auto plain = parse_endpoint_url("http://127.0.0.1:5000");
  const auto secure = parse_endpoint_url("https://Proxy.example/aws/v1/");
  const auto address = parse_endpoint_url("http://[::1]:8080");

  ASSERT_TRUE(plain && secure && address);
  EXPECT_EQ(*plain, (Endpoint{.tls = false, .host = "127.0.0.1", .port = 5000}));
  EXPECT_EQ(*secure, (Endpoint{.host = "Proxy.example", .path_prefix = "/aws/v1"}));
  EXPECT_EQ(address->host, "::1");
  EXPECT_EQ(address->authority(), "[::1]:8080");
  EXPECT_EQ(secure->authority(), "Proxy.example");
  EXPECT_EQ(parse_endpoint_url("http://moto")->authority(), "moto");
}

TEST(EndpointUrl, SaysWhatIsWrong) {
  const std::pair<std::string, std::string> wrong[] = {
      {"", "http://"},
      {"localhost:5000", "http://"},
      {"ftp://host", "http://"},
      {"http://", "no host"},
      {"http://:5000", "no host"},
      {"http://host:0", "port"},
      {"http://host:65536", "port"},
      {"http://host:http", "port"},
      {"http://host:", "port"},
      {"http://[::1", "]"},
      {"http://[evil]", "IPv6"},
      {"http://ho st", "host name"},
      {"http://host/a b", "path"},
      {"http://host/?a=b", "query"},
      {"http://host/#f", "fragment"},
  };
  for (const auto& [url, words] : wrong) {
    const auto endpoint = parse_endpoint_url(url);

    ASSERT_FALSE(endpoint) << url;
    EXPECT_EQ(endpoint.error().field, "AWS_ENDPOINT_URL") << url;
    EXPECT_THAT(endpoint.error().message, HasSubstr(words)) << url;
  }
}

TEST(EndpointUrl, DoesNotRepeatAPassword) {
  const auto endpoint = parse_endpoint_url("http://user:hunter2@host");

  ASSERT_FALSE(endpoint);
  EXPECT_THAT(endpoint.error().message, HasSubstr("password"));
  EXPECT_THAT(endpoint.error().message, ::testing::Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace mirante::aws
