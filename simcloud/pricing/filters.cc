#include "simcloud/pricing/filters.h"

#include <algorithm>
#include <set>

namespace mirante::simcloud {
namespace {

struct MatchName {
  std::string_view name;
  ProductMatch match;
};
constexpr MatchName match_names[] = {{"TERM_MATCH", ProductMatch::equals},
                                     {"EQUALS", ProductMatch::equals},
                                     {"CONTAINS", ProductMatch::contains},
                                     {"ANY_OF", ProductMatch::any_of},
                                     {"NONE_OF", ProductMatch::none_of}};

/// Fields that are no attributes: those of the service, and of the terms.
std::vector<std::string> other_values(const PricedService& service, const Product& product,
                                      std::string_view field) {
  if (field == "servicecode" || field == "ServiceCode") return {std::string(service.code)};
  if (field == "servicename") return {std::string(service.name)};
  if (field == "sku") return {sku_of(product)};
  const bool reserved = product.kind == ProductKind::server;
  if (field == "termType")
    return reserved ? std::vector<std::string>{"OnDemand", "Reserved"}
                    : std::vector<std::string>{"OnDemand"};
  if (!reserved) return {};
  if (field == "OfferingClass") return {"standard"};
  if (field == "LeaseContractLength") return {"1yr", "3yr"};
  if (field == "PurchaseOption") return {"No Upfront", "Partial Upfront", "All Upfront"};
  return {};
}

bool is_listed(std::string_view list, std::string_view value) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const auto end = std::min(list.find(',', begin), list.size());
    if (list.substr(begin, end - begin) == value) return true;
    begin = end + 1;
  }
  return false;
}

bool matches(const ProductFilter& filter, std::string_view value) {
  switch (filter.match) {
    case ProductMatch::equals: return value == filter.value;
    case ProductMatch::contains: return value.find(filter.value) != std::string_view::npos;
    case ProductMatch::any_of: return is_listed(filter.value, value);
    case ProductMatch::none_of: return !is_listed(filter.value, value);
  }
  return false;
}

std::vector<std::string> values_of(const PricedService& service, const Product& product,
                                   std::string_view field) {
  const auto* attribute = find_product_attribute(field);
  if (attribute == nullptr) return other_values(service, product, field);
  auto value = attribute->of(product);
  if (value.empty()) return {};
  return {std::move(value)};
}

}  // namespace

std::optional<ProductMatch> parse_product_match(std::string_view text) {
  const auto* found = std::ranges::find(match_names, text, &MatchName::name);
  if (found == std::end(match_names)) return std::nullopt;
  return found->match;
}

std::optional<RegionIndex> region_of(std::span<const ProductFilter> filters) {
  for (const auto& filter : filters)
    if (filter.match == ProductMatch::equals && filter.field == "regionCode")
      return find_region(filter.value);
  return std::nullopt;
}

bool accepts(std::span<const ProductFilter> filters, const PricedService& service,
             const Product& product) {
  return std::ranges::all_of(filters, [&](const ProductFilter& filter) {
    return std::ranges::any_of(values_of(service, product, filter.field),
                               [&](const std::string& value) { return matches(filter, value); });
  });
}

std::vector<std::string> attribute_values(const PricedService& service, std::string_view name) {
  std::set<std::string> values;
  for_each_product(service, [&](const Product& product) {
    for (auto& value : values_of(service, product, name)) values.insert(std::move(value));
    return true;
  });
  return {values.begin(), values.end()};
}

}  // namespace mirante::simcloud
