// The past of the demo: what people really did with the panel, on whatever day it opens.
#include "main/demo/demo.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/testing/temporary_folder.h"
#include "main/demo/demo_aws.h"
#include "main/demo/office.h"
#include "main/demo/past.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloud.h"

namespace mirante::demo {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Opened once for all tests: it takes seconds.
class Past {
 public:
  static Past& instance() {
    static Past past;
    return past;
  }
  ~Past() {
    day.reset();
    office.reset();
  }

  const mirante::testing::TemporaryFolder folder;
  const Instant opens = *parse_iso8601("2026-03-16T13:00:00Z");  // A Monday.
  DemoAws aws{opens};
  std::optional<Office> office;
  std::optional<Day> day;

 private:
  Past() {
    live_through(folder.path(), aws.world(), opens);
    office.emplace(folder.path(), aws.world(), opens);
    day.emplace(*office);
  }
};

class DemoPast : public ::testing::Test {
 protected:
  Json get(const Person& person, const std::string& target) {
    return past.day->come(person).get(target);
  }
  Json operations(const Person& person) {
    return get(person, "/api/v1/operations?limit=200")["operations"];
  }
  Past& past = Past::instance();
};

TEST_F(DemoPast, LeavesAProviderWithThreeCustomersAndACompanyOfItsOwn) {
  const auto customers = get(ana, "/api/v1/customers")["customers"];
  const auto ours = get(ana, "/api/v1/accounts")["accounts"];
  const auto theirs = get(diego, "/api/v1/accounts")["accounts"];

  EXPECT_THAT(customers, SizeIs(3));
  EXPECT_THAT(ours, SizeIs(4));
  EXPECT_THAT(theirs, SizeIs(2));
  EXPECT_EQ(get(ana, "/api/v1/session")["tenants"].size(), 2U);
  EXPECT_EQ(get(bruno, "/api/v1/session")["role"], "viewer");
}

TEST_F(DemoPast, KnowsAboutThreeHundredServersInFiveRegions) {
  std::set<std::string> regions;
  std::int64_t count = 0;
  for (const auto* person : {&ana, &diego}) {
    const auto list = get(*person, "/api/v1/servers?limit=1000");
    count += list["total"].get<std::int64_t>();
    for (const auto& server : list["servers"]) regions.insert(server["region"]);
  }

  EXPECT_THAT(count, AllOf(Ge(300), ::testing::Le(330)));
  EXPECT_THAT(regions, ::testing::ElementsAre("eu-west-1", "sa-east-1", "us-east-1", "us-east-2",
                                              "us-west-2"));
}

TEST_F(DemoPast, HoldsTwoWeeksOfOperationsThatEnded) {
  const auto all = operations(ana);
  std::map<std::string, int> states;
  for (const auto& one : all) ++states[one["state"]];

  EXPECT_THAT(all.size(), Ge(50U));
  EXPECT_EQ(states["running"], 0);
  EXPECT_THAT(states["failed"], Ge(3));
  EXPECT_THAT(states["refused"], Ge(5));
  EXPECT_LT(all.back()["requested_at"].get<std::string>(), "2026-03-04");
  EXPECT_GT(all.front()["requested_at"].get<std::string>(), "2026-03-16T10");
}

TEST_F(DemoPast, ShowsEachTroubleAsAwsAndTheRulesTellIt) {
  std::set<std::string> codes;
  for (const auto& one : operations(ana))
    if (one["state"] != "succeeded")
      for (const auto& target :
           get(ana, "/api/v1/operations/" + one["id"].get<std::string>())["targets"])
        codes.insert(target.value("reason_code", ""));

  EXPECT_THAT(codes, Contains("Client.InternalError"));   // A key without a grant.
  EXPECT_THAT(codes, Contains("server.stop_protected"));  // Stop protection.
  EXPECT_THAT(codes, Contains(HasSubstr("apacity")));     // No room in the zone.
  EXPECT_THAT(codes, Contains(HasSubstr("never_switch_off")));
  EXPECT_THAT(codes, Contains(HasSubstr("paused")));
  EXPECT_THAT(codes, Contains(HasSubstr("nauthorized")));  // Credentials that only look.
}

TEST_F(DemoPast, AgreesWithAws) {
  std::map<std::string, std::string> real;
  for (const auto& account : past.aws.world().cloud().accounts)
    for (const auto& place : account.places)
      if (place != nullptr)
        for (const auto& [id, instance] : place->instances)
          real[simcloud::format_id("i-", id)] = simcloud::to_string(instance.state);

  const auto servers = get(ana, "/api/v1/servers?limit=1000&name=*hml-*")["servers"];
  EXPECT_THAT(servers, SizeIs(Ge(20U)));
  for (const auto& server : servers)
    EXPECT_EQ(server["state"], real[server["id"].get<std::string>()]) << server["name"];
}

TEST_F(DemoPast, HasAnAuditWhoseChainsAreWhole) {
  for (const auto* person : {&ana, &diego}) {
    const auto verified = get(*person, "/api/v1/audit/verify");
    EXPECT_EQ(verified["whole"], true) << verified.dump();
    EXPECT_THAT(verified["records"].get<std::int64_t>(), Ge(40));
  }
}

TEST_F(DemoPast, EndsWithALookAtAllThatCanBeReached) {
  for (const auto* person : {&ana, &diego})
    for (const auto& server : get(*person, "/api/v1/servers?limit=1000")["servers"])
      if (server["region"] != "us-west-2")
        EXPECT_GT(server["observed_at"].get<std::string>(), "2026-03-16T10") << server["name"];
}

TEST_F(DemoPast, LeavesARegionUnreachableWithWhatWasKnownOfIt) {
  const auto list = get(ana, "/api/v1/servers?region=us-west-2&account=240987654321");

  EXPECT_THAT(list["servers"], SizeIs(4));
  EXPECT_LT(list["servers"][0]["observed_at"].get<std::string>(), "2026-03-16T10");
}

TEST_F(DemoPast, HasServersThatCouldBeOffAtNightWithWhatThatIsWorth) {
  const auto found = get(ana, "/api/v1/opportunities");

  std::set<std::string> names;
  for (const auto& one : found["opportunities"]) {
    names.insert(one["name"]);
    EXPECT_EQ(one["strength"], "strong") << one.dump();
    EXPECT_TRUE(one["saving_per_month"].is_object()) << one.dump();
  }
  EXPECT_THAT(names, ::testing::IsSupersetOf({"teste-carga-1", "loja-dev-1"}));
  EXPECT_THAT(found["other_schedulers"], SizeIs(1));
  EXPECT_EQ(found["other_schedulers"][0]["name"], "hml-painel");
  EXPECT_EQ(found["unknown_prices"], 0);
}

TEST_F(DemoPast, HasSavedMoneyWithTheTestServersThatGoOffAtNight) {
  const auto saved = get(ana, "/api/v1/savings");

  EXPECT_THAT(saved["servers"].get<int>(), Ge(15));
  EXPECT_GT(std::stod(saved["saving"]["amount"].get<std::string>()), 50.0) << saved.dump();
}

TEST(Demo, RefusesAFolderThatHoldsSomething) {
  std::ostringstream out, err;
  commands::Terminal terminal{.out = out, .err = err, .ask_secret = {}};
  const auto folder = Past::instance().folder.path().string();

  try {
    demo({"--data", folder}, terminal, {});
    FAIL() << "it began on a folder that holds an install";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "demo.folder_in_use");
    EXPECT_EQ(failure.error().field, "data");
  }
  EXPECT_THAT(out.str(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace mirante::demo
