#include "simcloud/cloudwatch/shared.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

constexpr std::size_t dimensions_max = 30, name_max = 255, value_max = 1024;
constexpr std::string_view units[] = {"Seconds",
                                      "Microseconds",
                                      "Milliseconds",
                                      "Bytes",
                                      "Kilobytes",
                                      "Megabytes",
                                      "Gigabytes",
                                      "Terabytes",
                                      "Bits",
                                      "Kilobits",
                                      "Megabits",
                                      "Gigabits",
                                      "Terabits",
                                      "Percent",
                                      "Count",
                                      "Bytes/Second",
                                      "Kilobytes/Second",
                                      "Megabytes/Second",
                                      "Gigabytes/Second",
                                      "Terabytes/Second",
                                      "Bits/Second",
                                      "Kilobits/Second",
                                      "Megabits/Second",
                                      "Gigabits/Second",
                                      "Terabits/Second",
                                      "Count/Second",
                                      "None"};

}  // namespace

std::unexpected<AwsError> invalid_value(std::string message) {
  return refuse("InvalidParameterValue", std::move(message));
}
std::unexpected<AwsError> invalid_combination(std::string message) {
  return refuse("InvalidParameterCombination", std::move(message));
}
std::unexpected<AwsError> missing_member(std::string_view name) {
  return refuse("MissingParameter", "The parameter " + std::string(name) + " is required.");
}
std::unexpected<AwsError> validation_error(std::string message) {
  return refuse("ValidationError", std::move(message));
}

Answered<MetricKey> read_metric(const std::string& space, const std::string& name,
                                const std::vector<gen::cloudwatch::Dimension>& dimensions) {
  MetricKey metric{.space = space, .name = name};
  if (dimensions.size() > dimensions_max)
    return invalid_value("The collection Dimensions must not have a size greater than 30.");
  if (space.size() > name_max || name.size() > name_max)
    return invalid_value("A namespace and the name of a metric have at most 255 characters.");
  for (const auto& dimension : dimensions) {
    if (dimension.name.value_or("").empty() || dimension.value.value_or("").empty())
      return invalid_value("A dimension must have a name and a value.");
    if (dimension.name->size() > name_max || dimension.value->size() > value_max)
      return invalid_value(
          "The name of a dimension has at most 255 characters, its value at most 1024.");
    metric.dimensions.push_back({*dimension.name, *dimension.value});
  }
  std::ranges::sort(metric.dimensions);
  if (std::ranges::adjacent_find(metric.dimensions, {}, &MetricDimension::name) !=
      metric.dimensions.end())
    return invalid_value("No two dimensions may have the same name.");
  return metric;
}

std::vector<gen::cloudwatch::Dimension> to_gen(const std::vector<MetricDimension>& dimensions) {
  std::vector<gen::cloudwatch::Dimension> shapes;
  for (const auto& dimension : dimensions)
    shapes.push_back({.name = dimension.name, .value = dimension.value});
  return shapes;
}

bool is_period(int period_s) {
  static constexpr int fine[] = {1, 5, 10, 20, 30};
  return std::ranges::find(fine, period_s) != std::end(fine) ||
         (period_s > 0 && period_s % 60 == 0);
}

bool is_unit(std::string_view unit) { return std::ranges::find(units, unit) != std::end(units); }

AwsError invalid_next_token() { return {"InvalidNextToken", "The next token is not valid."}; }

}  // namespace mirante::simcloud
