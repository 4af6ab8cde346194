// What RDS's databases are called in the price list.
#include "features/prices/database_product.h"

#include <gmock/gmock.h>

#include "features/prices/price_list.h"

namespace mirante::prices {
namespace {

using ::testing::Contains;
using ::testing::Pair;

const Region home{"sa-east-1"};

DatabaseSort sort(const std::string& engine, const std::string& license = "") {
  return {.type = "db.m5.large", .engine = engine, .license = license, .storage = "gp3"};
}
Listed listed(const std::string& usage, std::int64_t nanos) {
  return {.usage_type = usage, .sku = "S", .price = {.nanos = nanos}, .unit = "Hrs"};
}

TEST(ADatabasesHour, IsAskedForByClassEngineLicenceAndEdition) {
  const auto product = database_product(home, sort("sqlserver-se", "license-included"));
  ASSERT_TRUE(product);
  const auto question = question_of(*product);

  EXPECT_EQ(question.service, "AmazonRDS");
  EXPECT_THAT(question.filters, Contains(Pair("regionCode", "sa-east-1")));
  EXPECT_THAT(question.filters, Contains(Pair("instanceType", "db.m5.large")));
  EXPECT_THAT(question.filters, Contains(Pair("databaseEngine", "SQL Server")));
  EXPECT_THAT(question.filters, Contains(Pair("databaseEdition", "Standard")));
  EXPECT_THAT(question.filters, Contains(Pair("licenseModel", "License included")));
}

TEST(ADatabasesHour, CostsDifferentlyInTwoZones) {
  auto two = sort("mysql");
  two.is_multi_az = true;
  const std::vector<Listed> list{listed("SAE1-InstanceUsage:db.m5.large", 300),
                                 listed("SAE1-Multi-AZUsage:db.m5.large", 600),
                                 listed("SAE1-InstanceUsageIOOptimized:db.m5.large", 390)};

  EXPECT_EQ(pick(*database_product(home, sort("mysql")), list)->price.nanos, 300);
  EXPECT_EQ(pick(*database_product(home, two), list)->price.nanos, 600);
}

TEST(ADatabasesHour, OfAuroraIsAMembersAndItsStoragesKindCounts) {
  auto member = sort("aurora-postgresql");
  member.is_multi_az = true;
  member.storage = "aurora-iopt1";
  const std::vector<Listed> list{listed("InstanceUsage:db.m5.large", 300),
                                 listed("InstanceUsageIOOptimized:db.m5.large", 390),
                                 listed("Multi-AZUsage:db.m5.large", 600)};

  EXPECT_EQ(pick(*database_product(home, member), list)->price.nanos, 390);
  member.storage = "aurora";
  EXPECT_EQ(pick(*database_product(home, member), list)->price.nanos, 300);
}

TEST(ADatabasesHour, HasNoPriceWhereTheLicenceOrTheEngineIsNotKnown) {
  EXPECT_TRUE(database_product(home, sort("oracle-se2", "bring-your-own-license")));
  EXPECT_NE(database_product(home, sort("oracle-se2", "bring-your-own-license")),
            database_product(home, sort("oracle-se2", "license-included")));
  EXPECT_FALSE(database_product(home, sort("oracle-se2")));
  EXPECT_FALSE(database_product(home, sort("db2-se", "bring-your-own-license")));
  auto serverless = sort("aurora-mysql");
  serverless.type = "db.serverless";
  EXPECT_FALSE(database_product(home, serverless));
}

TEST(ADatabasesHour, IsUnknownWhereTheListHasTwoPrices) {
  const std::vector<Listed> list{listed("SAE1-InstanceUsage:db.m5.large", 300),
                                 listed("SAE1-InstanceUsage:db.m5.large", 310)};
  EXPECT_FALSE(pick(*database_product(home, sort("mysql")), list));
}

TEST(ADatabasesStorage, IsByTypeAndZones) {
  auto two = sort("postgres");
  two.is_multi_az = true;
  const std::vector<Listed> list{listed("SAE1-RDS:GP3-Storage", 1), listed("RDS:GP2-Storage", 2),
                                 listed("SAE1-RDS:Multi-AZ-GP3-Storage", 3)};

  EXPECT_EQ(pick(*database_storage_product(home, sort("postgres")), list)->price.nanos, 1);
  EXPECT_EQ(pick(*database_storage_product(home, two), list)->price.nanos, 3);
  two.storage = "io1";
  EXPECT_EQ(database_iops_product(home, two)->code, "database-iops:io1:multi");
}

TEST(ADatabasesStorage, IsNotPricedByTheGibibyteWhereItIsBilledByUse) {
  auto aurora = sort("aurora-mysql");
  aurora.storage = "aurora";
  EXPECT_FALSE(database_storage_product(home, aurora));
  auto mirrored = sort("sqlserver-se", "license-included");
  mirrored.is_multi_az = true;
  EXPECT_FALSE(database_storage_product(home, mirrored));
}

}  // namespace
}  // namespace mirante::prices
