// Which product a server, a volume and an address are, and how AWS's price list is read: exactly,
// or not at all.
#include "features/prices/price.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "features/prices/price_list.h"
#include "features/prices/wanted.h"

namespace mirante::prices {
namespace {

const Region home{"sa-east-1"};

/// As AWS writes it.
Json item(std::string usage_type, std::string price, std::string unit = "Hrs") {
  return {{"product", {{"attributes", {{"usagetype", usage_type}}}, {"sku", "JRTC"}}},
          {"terms",
           {{"OnDemand",
             {{"JRTC.A",
               {{"effectiveDate", "2026-09-01T00:00:00Z"},
                {"priceDimensions",
                 {{"JRTC.A.B", {{"unit", unit}, {"pricePerUnit", {{"USD", price}}}}}}}}}}}}}};
}

std::optional<Listed> read(const Json& json) { return read_listed(json.dump()); }

TEST(ProductOfAServer, IsNamedByTypeOperationAndTenancy) {
  EXPECT_EQ(server_product(home, "t3.medium", "Linux/UNIX", "")->code,
            "server:t3.medium:RunInstances:Shared");
  EXPECT_EQ(server_product(home, "m5.large", "Windows", "dedicated")->code,
            "server:m5.large:RunInstances:0002:Dedicated");
}

TEST(ProductOfAServer, IsNoneForAHostOfOnesOwnOrAPlatformOfOthers) {
  EXPECT_FALSE(server_product(home, "m5.large", "Linux/UNIX", "host"));
  EXPECT_FALSE(server_product(home, "m5.large", "Some Marketplace OS", ""));
  EXPECT_FALSE(server_product(home, "m5.large", "", ""));
}

TEST(PlatformsOfServers, AreBilledBySecondUnlessAwsBillsThemByHour) {
  EXPECT_EQ(grain_of("Linux/UNIX"), Grain::second);
  EXPECT_EQ(grain_of("Windows"), Grain::second);
  EXPECT_EQ(grain_of("SUSE Linux"), Grain::hour);
  EXPECT_EQ(grain_of("something else"), Grain::hour);
}

TEST(QuestionOfAServer, HasItsOperationWholeAlsoWithAColon) {
  const auto question = question_of(*server_product(home, "m5.large", "Windows", ""));

  EXPECT_EQ(question.service, "AmazonEC2");
  EXPECT_THAT(question.filters, ::testing::Contains(std::pair("operation", "RunInstances:0002")));
  EXPECT_THAT(question.filters, ::testing::Contains(std::pair("tenancy", "Shared")));
}

TEST(QuestionsOfVolumes, AreOneForEachType) {
  EXPECT_EQ(question_of(volume_product(home, "gp3")), question_of(iops_product(home, "gp3")));
  EXPECT_NE(question_of(volume_product(home, "gp3")), question_of(volume_product(home, "gp2")));
}

TEST(ItemsOfThePriceList, AreReadExactly) {
  const auto listed = read(item("SAE1-BoxUsage:t3.medium", "0.0672000000"));

  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->price.nanos, 67'200'000);
  EXPECT_EQ(listed->unit, "Hrs");
  EXPECT_EQ(listed->sku, "JRTC");
  EXPECT_EQ(listed->effective_at, *parse_iso8601("2026-09-01T00:00:00Z"));
}

TEST(ItemsOfThePriceList, AreNotGuessedAtWhereTheyAreNoOnePrice) {
  auto in_steps = item("x", "0.1");
  auto& offer = in_steps["terms"]["OnDemand"]["JRTC.A"]["priceDimensions"];
  offer["second"] = *offer.begin();
  auto in_yuan = item("x", "0.1");
  in_yuan["terms"]["OnDemand"]["JRTC.A"]["priceDimensions"]["JRTC.A.B"]["pricePerUnit"] = {
      {"CNY", "0.1"}};
  auto without_terms = item("x", "0.1");
  without_terms.erase("terms");

  EXPECT_FALSE(read(in_steps));
  EXPECT_FALSE(read(in_yuan));
  EXPECT_FALSE(read(without_terms));
  EXPECT_FALSE(read(item("x", "0.00000000005")));
  EXPECT_FALSE(read(item("x", "-1")));
  EXPECT_FALSE(read_listed("no JSON"));
}

TEST(PickOfAPrice, TellsVolumesApartByTheirUsageTypes) {
  std::vector<Listed> listed;
  for (const auto& one : {item("SAE1-EBS:VolumeUsage.gp3", "0.152", "GB-Mo"),
                          item("SAE1-EBS:VolumeP-IOPS.gp3", "0.0095", "IOPS-Mo"),
                          item("SAE1-EBS:VolumeP-Throughput.gp3", "77.824", "GiBps-mo")})
    listed.push_back(*read(one));

  EXPECT_EQ(pick(volume_product(home, "gp3"), listed)->price.nanos, 152'000'000);
  EXPECT_EQ(pick(iops_product(home, "gp3"), listed)->price.nanos, 9'500'000);
  EXPECT_EQ(pick(throughput_product(home, "gp3"), listed)->price.nanos, 77'824'000'000);
  EXPECT_FALSE(pick(volume_product(home, "gp2"), listed));
}

TEST(PickOfAPrice, IsNoneOfTwoThatDiffer) {
  const auto server = *server_product(home, "t3.medium", "Linux/UNIX", "");
  const auto one = *read(item("BoxUsage:t3.medium", "0.1"));
  const auto same = *read(item("BoxUsage:t3.medium", "0.10"));
  const auto other = *read(item("BoxUsage:t3.medium", "0.2"));

  EXPECT_EQ(pick(server, {one, same})->price, one.price);
  EXPECT_FALSE(pick(server, {one, other}));
  EXPECT_FALSE(pick(server, {}));
}

TEST(PickOfAPrice, TakesAnAddressInUseAndNoIdleOne) {
  const auto used = *read(item("SAE1-PublicIPv4:InUseAddress", "0.005"));
  const auto idle = *read(item("SAE1-PublicIPv4:IdleAddress", "0.006"));

  EXPECT_EQ(pick(address_product(home), {idle, used})->price.nanos, 5'000'000);
}

TEST(WantedPrices, AreThoseOfWhatThereIs) {
  const inventory::Offerings offerings{
      .servers = {{home, "t3.medium", "Linux/UNIX", ""}, {home, "m5.large", "Strange OS", ""}},
      .volumes = {{home, "gp2"}, {home, "gp3"}},
      .databases = {{home, "db.m5.large", "mysql", "general-public-license", "gp3", true}}};

  std::vector<std::string> codes;
  for (const auto& product : wanted_products(offerings)) codes.push_back(product.code);
  EXPECT_THAT(codes,
              ::testing::ElementsAre("address", "database-storage:gp3:multi",
                                     "database:db.m5.large:mysql::multi",
                                     "server:t3.medium:RunInstances:Shared", "volume-iops:gp3",
                                     "volume-throughput:gp3", "volume:gp2", "volume:gp3"));
}

TEST(ReasonsOfUnknownPrices, AreReadAsTheyAreWritten) {
  for (const auto why : {Unknown::not_read, Unknown::no_permission, Unknown::unreachable,
                         Unknown::not_listed, Unknown::not_sold, Unknown::by_use})
    EXPECT_EQ(*parse_unknown(to_string(why)), why);
  EXPECT_FALSE(parse_unknown("because"));
}

}  // namespace
}  // namespace mirante::prices
