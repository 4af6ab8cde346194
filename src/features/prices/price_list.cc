#include "features/prices/price_list.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "base/json.h"
#include "features/prices/database_product.h"

namespace mirante::prices {
namespace {

constexpr std::string_view ec2 = "AmazonEC2", vpc = "AmazonVPC", rds = "AmazonRDS";

/// "server:t3.medium:RunInstances:0002:Shared" in its parts; the operation may hold a colon.
struct ServerParts {
  std::string type, operation, tenancy;
};

struct Code {
  std::string_view kind;
  std::string_view rest;
};
Code split(std::string_view code) {
  const auto colon = std::min(code.find(':'), code.size());
  return {code.substr(0, colon), colon < code.size() ? code.substr(colon + 1) : std::string_view()};
}

ServerParts server_parts(std::string_view rest) {
  const auto first = rest.find(':'), last = rest.rfind(':');
  return {.type = std::string(rest.substr(0, first)),
          .operation = std::string(rest.substr(first + 1, last - first - 1)),
          .tenancy = std::string(rest.substr(last + 1))};
}

/// How usage types end; io1's and the magnetic volumes' have names of their own.
std::string ending_of(std::string_view kind, std::string_view type) {
  if (const auto database = database_question(kind, type)) return database->ending;
  const std::string name(type);
  if (kind == "volume") {
    if (type == "standard") return "EBS:VolumeUsage";
    return "EBS:VolumeUsage." + (type == "io1" ? "piops" : name);
  }
  if (kind == "volume-iops") return "EBS:VolumeP-IOPS." + (type == "io1" ? "piops" : name);
  if (kind == "volume-throughput") return "EBS:VolumeP-Throughput." + name;
  return "PublicIPv4:InUseAddress";
}

bool ends_with(std::string_view usage_type, std::string_view ending) {
  return usage_type == ending || usage_type.ends_with("-" + std::string(ending));
}

const Json* member(const Json* json, const char* name) {
  if (json == nullptr || !json->is_object()) return nullptr;
  const auto found = json->find(name);
  return found == json->end() ? nullptr : &*found;
}

std::string text_of(const Json* json, const char* name) {
  const auto* found = member(json, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

/// The only member; nullptr if there are more or none.
const Json* only(const Json* json) {
  return json != nullptr && json->is_object() && json->size() == 1 ? &*json->begin() : nullptr;
}

}  // namespace

Question question_of(const Product& product) {
  const auto [kind, rest] = split(product.code);
  const std::string type(rest);
  if (kind == "server") {
    auto parts = server_parts(rest);
    return {.service = std::string(ec2),
            .filters = {{"regionCode", product.region.value},
                        {"instanceType", parts.type},
                        {"operation", parts.operation},
                        {"tenancy", parts.tenancy},
                        {"capacitystatus", "Used"},
                        {"marketoption", "OnDemand"}}};
  }
  if (kind.starts_with("volume"))
    return {.service = std::string(ec2),
            .filters = {{"regionCode", product.region.value}, {"volumeApiName", type}}};
  if (kind == "address")
    return {.service = std::string(vpc), .filters = {{"regionCode", product.region.value}}};
  if (auto database = database_question(kind, rest)) {
    Question question{.service = std::string(rds), .filters = std::move(database->filters)};
    question.filters.emplace_back("regionCode", product.region.value);
    return question;
  }
  throw Failure(ErrorKind::internal, "no product is called \"" + product.code + "\"");
}

std::optional<Listed> read_listed(std::string_view item) {
  const auto json = read_foreign_json(item);
  if (json.is_discarded()) return std::nullopt;
  const auto* product = member(&json, "product");
  const auto* offer = only(member(member(&json, "terms"), "OnDemand"));
  const auto* step = only(member(offer, "priceDimensions"));
  if (product == nullptr || step == nullptr) return std::nullopt;
  const auto nanos = parse_nanos(text_of(member(step, "pricePerUnit"), "USD"));
  const auto effective = parse_iso8601(text_of(offer, "effectiveDate"));
  if (!nanos || !effective || *nanos < 0) return std::nullopt;
  return Listed{.usage_type = text_of(member(product, "attributes"), "usagetype"),
                .sku = text_of(product, "sku"),
                .price = {.nanos = *nanos, .currency = Currency::usd},
                .unit = text_of(step, "unit"),
                .effective_at = *effective};
}

std::optional<Listed> pick(const Product& product, const std::vector<Listed>& listed) {
  const auto [kind, rest] = split(product.code);
  const auto ending = kind == "server" ? std::string() : ending_of(kind, rest);
  std::optional<Listed> found;
  for (const auto& one : listed) {
    if (kind == "server" ? one.unit != "Hrs" : !ends_with(one.usage_type, ending)) continue;
    if (found && found->price != one.price) return std::nullopt;
    if (!found) found = one;
  }
  return found;
}

}  // namespace mirante::prices
