// The price list as products, as AWS's price list service has them: each with attributes, a SKU
// and the terms at which it is sold. Products are a few numbers each and are walked through, never
// stored: there are tens of thousands. The prices are simulated, see money/prices.h.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "simcloud/money/prices.h"

namespace mirante::simcloud {

enum class ProductKind : std::uint8_t {
  server,
  volume,
  volume_iops,
  volume_throughput,
  snapshot,
  address_in_use,
  address_idle,
  load_balancer,
  database,
  database_storage,
  database_iops,
  transfer_out,
};

/// What a database runs and how it is licensed: one product each.
struct DatabaseSort {
  std::string_view engine;   // "SQL Server"
  std::string_view edition;  // "Standard"; empty for engines without.
  std::string_view license;  // "License included"
  std::string_view operation;
  int price_percent = 100;  // Of what MySQL costs.
  bool mirrors = false;     // Its second zone has another name.
};
std::span<const DatabaseSort> all_database_sorts();

enum class DatabaseStorage : std::uint8_t { gp2, gp3, io1 };

struct Product {
  ProductKind kind = ProductKind::server;
  RegionIndex region = 0;
  TypeIndex type = 0;
  VolumeType volume_type = VolumeType::gp3;
  System system = System::linux_unix;
  Tenancy tenancy = Tenancy::shared;
  std::uint8_t database = 0;  // Of all_database_sorts().
  DatabaseStorage database_storage = DatabaseStorage::gp3;
  bool multi_az = false;
};

struct ProductAttribute {
  std::string_view name;  // "instanceType"
  /// Empty for a product without it.
  std::string (*of)(const Product&);
};

struct PricedService {
  std::string_view code;  // "AmazonEC2"
  std::string_view name;  // "Amazon Elastic Compute Cloud"
  std::vector<ProductKind> kinds;
};

std::span<const PricedService> priced_services();
const PricedService* find_priced_service(std::string_view code);

std::span<const ProductAttribute> all_product_attributes();
/// Null if no product has such an attribute.
const ProductAttribute* find_product_attribute(std::string_view name);
/// The attributes that products of the service have, sorted.
std::vector<std::string> attribute_names(const PricedService& service);

/// In a fixed order, until `use` returns false; of one region, or of all.
void for_each_product(const PricedService& service, const std::function<bool(const Product&)>& use,
                      std::optional<RegionIndex> only = std::nullopt);

/// "5GZEW3YFQWQKEEMG": the same for the same product, always.
std::string sku_of(const Product& product);
std::string_view family_of(const Product& product);  // "Compute Instance"
/// Everything about the product, as AWS's price list has it.
Json price_list_item(const PricedService& service, const Product& product);

}  // namespace mirante::simcloud
