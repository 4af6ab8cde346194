// The price list service: services, values of attributes, products.
#include "simcloud/pricing/calls.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "gen/pricing/describe_services.h"
#include "gen/pricing/get_attribute_values.h"
#include "gen/pricing/get_products.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"
#include "simcloud/pricing/filters.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view format_version = "aws_v1";
constexpr std::size_t page_max = 100;

/// The service answers in a few regions only; asked elsewhere there would be nobody.
Answered<Done> enter(Call& call, const std::optional<std::string>& version) {
  static constexpr std::string_view endpoints[] = {"us-east-1", "eu-central-1", "ap-south-1"};
  if (std::ranges::find(endpoints, call.region_name()) == std::end(endpoints))
    return refuse("SignatureDoesNotMatch", "Credential should be scoped to a valid region.", 403);
  if (version && *version != format_version)
    return refuse("InvalidParameterException",
                  "Input Parameters are invalid. formatVersion must be aws_v1");
  return call.permit();
}

Answered<std::size_t> page_size(const std::optional<std::int32_t>& wanted) {
  if (!wanted) return page_max;
  if (*wanted < 1 || *wanted > static_cast<std::int32_t>(page_max))
    return refuse("InvalidParameterException",
                  "Input Parameters are invalid. maxResults must be between 1 and 100");
  return static_cast<std::size_t>(*wanted);
}

std::unexpected<AwsError> unknown_service(const std::string& code) {
  return refuse("NotFoundException", "The service " + code + " was not found");
}

std::unexpected<AwsError> missing(std::string_view name) {
  return refuse("InvalidParameterException",
                "Input Parameters are invalid. " + std::string(name) + " cannot be null or empty");
}

AwsError wrong_page_token() {
  return {"InvalidNextTokenException", "The pagination token is invalid"};
}

gen::pricing::Service shape_of_service(const PricedService& service) {
  return {.service_code = std::string(service.code), .attribute_names = attribute_names(service)};
}

Answered<gen::pricing::DescribeServicesResponse> describe_services(
    Call& call, const gen::pricing::DescribeServicesRequest& request) {
  if (auto ok = enter(call, request.format_version); !ok) return pass(ok);
  const auto size = page_size(request.max_results);
  if (!size) return pass(size);
  gen::pricing::DescribeServicesResponse response{.format_version = std::string(format_version)};
  if (request.service_code && !request.service_code->empty()) {
    const auto* service = find_priced_service(*request.service_code);
    if (service == nullptr) return unknown_service(*request.service_code);
    response.services.push_back(shape_of_service(*service));
    return response;
  }
  for (const auto& service : priced_services())
    response.services.push_back(shape_of_service(service));
  auto next = cut_page(call, response.services, request.next_token, question_hash(call, {}), *size,
                       wrong_page_token());
  if (!next) return pass(next);
  response.next_token = *std::move(next);
  return response;
}

Answered<gen::pricing::GetAttributeValuesResponse> get_attribute_values(
    Call& call, const gen::pricing::GetAttributeValuesRequest& request) {
  if (auto ok = enter(call, std::nullopt); !ok) return pass(ok);
  const auto code = request.service_code.value_or("");
  const auto name = request.attribute_name.value_or("");
  if (code.empty()) return missing("serviceCode");
  if (name.empty()) return missing("attributeName");
  const auto size = page_size(request.max_results);
  if (!size) return pass(size);
  const auto* service = find_priced_service(code);
  if (service == nullptr) return unknown_service(code);
  const auto names = attribute_names(*service);
  if (!std::ranges::binary_search(names, name))
    return refuse("NotFoundException",
                  "The attribute " + name + " was not found for the service " + code);
  gen::pricing::GetAttributeValuesResponse response;
  for (auto& value : attribute_values(*service, name))
    response.attribute_values.push_back({.value = std::move(value)});
  auto next = cut_page(call, response.attribute_values, request.next_token,
                       question_hash(call, {code, name}), *size, wrong_page_token());
  if (!next) return pass(next);
  response.next_token = *std::move(next);
  return response;
}

Answered<gen::pricing::GetProductsResponse> get_products(
    Call& call, const gen::pricing::GetProductsRequest& request) {
  if (auto ok = enter(call, request.format_version); !ok) return pass(ok);
  const auto code = request.service_code.value_or("");
  if (code.empty()) return missing("serviceCode");
  const auto size = page_size(request.max_results);
  if (!size) return pass(size);
  const auto* service = find_priced_service(code);
  if (service == nullptr) return unknown_service(code);
  std::vector<ProductFilter> filters;
  std::vector<std::string> asked{code};
  for (const auto& wanted : request.filters) {
    const auto kind = parse_product_match(wanted.type.value_or(""));
    if (!kind || wanted.field.value_or("").empty() || wanted.value.value_or("").empty())
      return refuse("InvalidParameterException",
                    "Input Parameters are invalid. A filter needs a known type, a field and a "
                    "value");
    filters.push_back({*kind, *wanted.field, *wanted.value});
    asked.insert(asked.end(), {*wanted.type, *wanted.field, *wanted.value});
  }
  const auto question = question_hash(call, asked);
  const auto first = read_page_token(call, request.next_token, question, wrong_page_token());
  if (!first) return pass(first);
  gen::pricing::GetProductsResponse response{.format_version = std::string(format_version)};
  std::size_t number = 0;
  for_each_product(
      *service,
      [&](const Product& product) {
        if (!accepts(filters, *service, product) || number++ < *first) return true;
        if (response.price_list.size() == *size) {
          response.next_token = make_page_token(call, number - 1, question);
          return false;
        }
        response.price_list.push_back(price_list_item(*service, product).dump());
        return true;
      },
      region_of(filters));
  return response;
}

}  // namespace

void add_pricing_calls(Operations& operations) {
  operations.add<describe_services>("pricing", "DescribeServices", Fidelity::partial,
                                    "EC2, VPC, RDS, ELB and data transfer only");
  operations.add<get_attribute_values>("pricing", "GetAttributeValues", Fidelity::faithful);
  operations.add<get_products>("pricing", "GetProducts", Fidelity::partial,
                               "simulated prices; no convertible reserved instances");
}

}  // namespace mirante::simcloud
