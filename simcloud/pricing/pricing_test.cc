// The price list: products are all different, keep their SKUs, and cost what the bill charges.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "simcloud/pricing/filters.h"

namespace mirante::simcloud {
namespace {

std::vector<Product> found(std::string_view service, const std::vector<ProductFilter>& filters) {
  std::vector<Product> products;
  const auto* known = find_priced_service(service);
  for_each_product(*known, [&](const Product& product) {
    if (accepts(filters, *known, product)) products.push_back(product);
    return true;
  });
  return products;
}

TEST(PriceList, GivesEachProductAnSkuOfItsOwn) {
  for (const auto& service : priced_services()) {
    std::set<std::string> skus;
    std::size_t count = 0;
    for_each_product(service, [&](const Product& product) {
      // One region is enough for the many servers; the region is part of what an SKU is made of.
      if (region_facts(product.region).name != "us-east-1" && product.kind == ProductKind::server)
        return true;
      ++count;
      skus.insert(sku_of(product));
      return true;
    });
    EXPECT_EQ(skus.size(), count) << service.code;
    EXPECT_GT(count, 0u) << service.code;
  }
}

TEST(PriceList, HasTheSkuOfYesterday) {
  const auto products = found("AmazonEC2", {{ProductMatch::equals, "instanceType", "m5.large"},
                                            {ProductMatch::equals, "regionCode", "sa-east-1"},
                                            {ProductMatch::equals, "operatingSystem", "Linux"},
                                            {ProductMatch::equals, "tenancy", "Shared"}});
  ASSERT_EQ(products.size(), 1u);
  const auto item = price_list_item(*find_priced_service("AmazonEC2"), products.front());
  EXPECT_EQ(item["product"]["sku"], sku_of(products.front()));
  EXPECT_EQ(item["product"]["attributes"]["usagetype"], "SAE1-BoxUsage:m5.large");
  EXPECT_EQ(item["terms"]["Reserved"].size(), 6u);
}

TEST(PriceList, ListsOnlyAttributesThatProductsOfTheServiceHave) {
  const auto of_addresses = attribute_names(*find_priced_service("AmazonVPC"));
  EXPECT_EQ(std::ranges::count(of_addresses, "instanceType"), 0);
  EXPECT_EQ(std::ranges::count(of_addresses, "usagetype"), 1);
  for (const auto& service : priced_services())
    for (const auto& name : attribute_names(service))
      EXPECT_FALSE(attribute_values(service, name).empty()) << service.code << " " << name;
}

TEST(PriceList, FiltersByTermsAndNeverByWhatItDoesNotKnow) {
  EXPECT_TRUE(found("AmazonVPC", {{ProductMatch::equals, "OfferingClass", "standard"}}).empty());
  EXPECT_TRUE(found("AmazonEC2", {{ProductMatch::none_of, "colour", "red"}}).empty());
  EXPECT_FALSE(found("AmazonRDS", {{ProductMatch::contains, "instanceType", "db.t3."}}).empty());
}

}  // namespace
}  // namespace mirante::simcloud
