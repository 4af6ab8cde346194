#include "platform/aws/endpoints.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace mirante::aws {
namespace {

namespace fs = std::filesystem;

/// The cases that botocore publishes beside its rules; ./dev setup brings them.
nlohmann::json published_cases(const std::string& service) {
  for (const auto& entry : fs::directory_iterator(".cache")) {
    const auto file =
        entry.path() / "tests/functional/endpoint-rules" / service / "endpoint-tests-1.json";
    if (entry.path().filename().string().starts_with("botocore-") && fs::exists(file))
      return nlohmann::json::parse(std::ifstream(file)).at("testCases");
  }
  ADD_FAILURE() << "no published endpoint cases of " << service << " in .cache; run ./dev setup";
  return nlohmann::json::array();
}

/// What we do not offer: other sorts of hosts, no region, and regions that are none.
bool is_ours(const nlohmann::json& test) {
  if (!test.contains("params")) return false;
  const auto& params = test["params"];
  if (!params.contains("Region") || params.contains("Endpoint")) return false;
  const auto region = params["Region"].get<std::string>();
  return !params.value("UseFIPS", false) && !params.value("UseDualStack", false) &&
         !params.value("UseGlobalEndpoint", false) && !region.starts_with("aws-") &&
         test["expect"].contains("endpoint");
}

class PublishedEndpoints : public ::testing::TestWithParam<const char*> {};

TEST_P(PublishedEndpoints, AreWhatWeUse) {
  int judged = 0;
  for (const auto& test : published_cases(GetParam())) {
    if (!is_ours(test)) continue;
    const auto region = test["params"]["Region"].get<std::string>();
    const auto& expected = test["expect"]["endpoint"];
    const auto signing = expected.value(
        nlohmann::json::json_pointer("/properties/authSchemes/0/signingRegion"), region);

    const auto endpoint = endpoint_of(GetParam(), {region});

    ASSERT_TRUE(endpoint) << region << ": " << endpoint.error().message;
    EXPECT_EQ("https://" + endpoint->authority(), expected["url"].get<std::string>()) << region;
    EXPECT_EQ(endpoint->signing_region, signing) << region;
    ++judged;
  }
  EXPECT_GE(judged, 8);
}

INSTANTIATE_TEST_SUITE_P(Services, PublishedEndpoints, ::testing::Values("ec2", "sts", "iam"));

TEST(Endpoints, SignIamInItsHomeRegion) {
  const auto endpoint = endpoint_of("iam", {"sa-east-1"});

  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->host, "iam.amazonaws.com");
  EXPECT_EQ(endpoint->signing_region, "us-east-1");
}

TEST(Endpoints, KnowThePartitionOfRegionsThatAreNew) {
  EXPECT_EQ(partition_of({"ap-southeast-99"}), "aws");
  EXPECT_EQ(partition_of({"cn-south-7"}), "aws-cn");
  EXPECT_EQ(partition_of({"us-gov-north-1"}), "aws-us-gov");
  EXPECT_EQ(partition_of({"us-isob-west-3"}), "aws-iso-b");
  EXPECT_EQ(partition_of({"zz-moon-1"}), "aws");
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
  EXPECT_THAT(endpoint.error().message, ::testing::HasSubstr("teleport"));
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
    EXPECT_EQ(endpoint.error().field, "endpoint_url") << url;
    EXPECT_THAT(endpoint.error().message, ::testing::HasSubstr(words)) << url;
  }
}

TEST(EndpointUrl, DoesNotRepeatAPassword) {
  const auto endpoint = parse_endpoint_url("http://user:hunter2@host");

  ASSERT_FALSE(endpoint);
  EXPECT_THAT(endpoint.error().message, ::testing::HasSubstr("password"));
  EXPECT_THAT(endpoint.error().message, ::testing::Not(::testing::HasSubstr("hunter2")));
}

}  // namespace
}  // namespace mirante::aws
