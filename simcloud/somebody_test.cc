// Calls by "somebody else": they reach services of every protocol, and are written down once.
#include "simcloud/somebody.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

constexpr auto account = "210987654321";
constexpr auto estate = R"({"accounts": [{"id": "210987654321", "name": "Loja"}]})";

struct SomebodyTest : testing::Test {
  /// The answer's body, which is JSON for services that do not answer forms.
  std::string call(const std::string& service, const std::string& action, const Json& parameters) {
    const auto made = world.control("POST", "/_simcloud/calls",
                                    {{"account", account},
                                     {"region", "sa-east-1"},
                                     {"service", service},
                                     {"action", action},
                                     {"parameters", parameters}});
    EXPECT_FALSE(made.contains("code")) << made;
    return made.value("answer", "");
  }

  TestWorld world{estate};
};

TEST_F(SomebodyTest, IsWrittenIntoTheEventHistoryOnce) {
  call("ec2", "CreateKeyPair", {{"KeyName", "maria"}});

  auto& cloud = world.world.cloud();
  const auto& events = cloud.trail.events({0, *find_region("sa-east-1")});
  const auto& other = cloud.trail.events({1, *find_region("sa-east-1")});
  const auto written = std::ranges::count(events, "CreateKeyPair", &TrailEvent::name) +
                       std::ranges::count(other, "CreateKeyPair", &TrailEvent::name);
  EXPECT_EQ(written, 1);
}

TEST_F(SomebodyTest, CallsServicesThatTakeParametersFromPathsAndHeaders) {
  const auto zone = Json::parse(
      call("route53", "CreateHostedZone", {{"Name", "exemplo.com.br"}, {"CallerReference", "um"}}));
  const std::string id = zone["HostedZone"]["Id"];
  const Json record{{"Name", "www.exemplo.com.br"},
                    {"Type", "A"},
                    {"TTL", 60},
                    {"ResourceRecords", {{{"Value", "192.0.2.1"}}}}};
  call("route53", "ChangeResourceRecordSets",
       {{"Id", id},
        {"ChangeBatch", {{"Changes", {{{"Action", "CREATE"}, {"ResourceRecordSet", record}}}}}}});
  EXPECT_NE(call("route53", "ListResourceRecordSets", {{"Id", id}}).find("192.0.2.1"),
            std::string::npos);

  call("sesv2", "CreateEmailIdentity", {{"EmailIdentity", "eu@exemplo.com.br"}});
  const auto identity =
      Json::parse(call("sesv2", "GetEmailIdentity", {{"EmailIdentity", "eu@exemplo.com.br"}}));
  EXPECT_EQ(identity["IdentityType"], "EMAIL_ADDRESS");
}

}  // namespace
}  // namespace mirante::simcloud
