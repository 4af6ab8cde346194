// What a caller may ask of products: filters over their attributes and terms, and the values that
// an attribute has.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simcloud/pricing/products.h"

namespace mirante::simcloud {

/// By AWS's names of filter types; for any_of and none_of the value is a list with commas.
enum class ProductMatch : std::uint8_t { equals, contains, any_of, none_of };
std::optional<ProductMatch> parse_product_match(std::string_view text);

struct ProductFilter {
  ProductMatch match = ProductMatch::equals;
  std::string field;
  std::string value;
};

/// The one region whose products can pass them; nullopt: they do not name just one.
std::optional<RegionIndex> region_of(std::span<const ProductFilter> filters);

/// All filters hold. A field that products do not have holds for none.
bool accepts(std::span<const ProductFilter> filters, const PricedService& service,
             const Product& product);

/// Sorted, each once.
std::vector<std::string> attribute_values(const PricedService& service, std::string_view name);

}  // namespace mirante::simcloud
