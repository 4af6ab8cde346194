#include "simcloud/sns/filter.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/foreign_json.h"
#include "base/json.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t names_max = 5;
constexpr std::string_view comparisons[] = {"=", "<", "<=", ">", ">="};

/// The values of an attribute: one, or those of a String.Array.
std::vector<Json> values_of(const MessageAttribute& attribute) {
  if (attribute.type == "String.Array") {
    const auto array = read_foreign_json(attribute.value);
    return array.is_array() ? array.get<std::vector<Json>>() : std::vector<Json>{};
  }
  if (attribute.type.starts_with("Number")) {
    const auto number = read_foreign_json(attribute.value);
    return number.is_number() ? std::vector<Json>{number} : std::vector<Json>{};
  }
  if (attribute.type.starts_with("Binary")) return {};
  return {Json(attribute.value)};
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool compares(double value, const std::string& how, double with) {
  if (how == "=") return value == with;
  if (how == "<") return value < with;
  if (how == "<=") return value <= with;
  return how == ">" ? value > with : value >= with;
}

bool in_range(const Json& range, const Json& value) {
  if (!value.is_number()) return false;
  for (std::size_t i = 0; i + 1 < range.size(); i += 2)
    if (!compares(value.get<double>(), range[i].get<std::string>(), range[i + 1].get<double>()))
      return false;
  return true;
}

/// One rule against one value; "anything-but" and "exists" are judged over all values.
bool meets(const Json& rule, const Json& value) {
  if (!rule.is_object()) return rule == value;
  const auto& name = rule.begin().key();
  const auto& wanted = rule.begin().value();
  if (name == "numeric") return in_range(wanted, value);
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  if (name == "prefix") return text.starts_with(wanted.get<std::string>());
  if (name == "suffix") return text.ends_with(wanted.get<std::string>());
  return lower(text) == lower(wanted.get<std::string>());  // equals-ignore-case
}

bool meets_any(const Json& rules, const Json& value) {
  if (!rules.is_array()) return meets(rules, value);
  return std::any_of(rules.begin(), rules.end(),
                     [&](const Json& rule) { return meets(rule, value); });
}

bool met(const Json& rule, const MessageAttribute* attribute) {
  if (rule.is_object() && rule.contains("exists"))
    return rule["exists"].get<bool>() == (attribute != nullptr);
  if (attribute == nullptr) return false;
  const auto values = values_of(*attribute);
  if (rule.is_object() && rule.contains("anything-but"))
    return std::ranges::none_of(
        values, [&](const Json& value) { return meets_any(rule["anything-but"], value); });
  return std::ranges::any_of(values, [&](const Json& value) { return meets(rule, value); });
}

Result<void> wrong(const std::string& message) {
  return fail(ErrorKind::invalid, "FilterPolicy: " + message);
}

bool is_scalar(const Json& json) {
  return json.is_string() || json.is_number() || json.is_boolean() || json.is_null();
}

Result<void> check_numeric(const Json& range) {
  bool ok = range.is_array() && (range.size() == 2 || range.size() == 4);
  for (std::size_t i = 0; ok && i < range.size(); i += 2)
    ok = range[i].is_string() && range[i + 1].is_number() &&
         std::ranges::find(comparisons, range[i].get<std::string>()) != std::end(comparisons);
  return ok ? Result<void>{} : wrong("Invalid numeric comparison");
}

Result<void> check_rule(const Json& rule) {
  if (is_scalar(rule)) return {};
  if (!rule.is_object() || rule.size() != 1)
    return wrong("Match value must be String, number, true, false, or null");
  const auto& name = rule.begin().key();
  const auto& value = rule.begin().value();
  if (name == "numeric") return check_numeric(value);
  if (name == "exists")
    return value.is_boolean() ? Result<void>{}
                              : wrong("exists match pattern must be true or false.");
  if (name == "prefix" || name == "suffix" || name == "equals-ignore-case")
    return value.is_string() ? Result<void>{} : wrong(name + " match pattern must be a string");
  if (name != "anything-but") return wrong("Unrecognized match type " + name);
  if (value.is_object())
    return value.size() == 1 && !value.contains("exists") && !value.contains("anything-but")
               ? check_rule(value)
               : wrong("Unrecognized match type in anything-but");
  const bool ok = is_scalar(value) || (value.is_array() && !value.empty() &&
                                       std::all_of(value.begin(), value.end(), is_scalar));
  return ok ? Result<void>{} : wrong("Value of anything-but must be an array or single value.");
}

}  // namespace

Result<void> check_filter(std::string_view policy) {
  const auto json = read_foreign_json(policy);
  if (!json.is_object()) return wrong("failed to parse JSON.");
  if (json.size() > names_max) return wrong("Filter policy can not have more than 5 keys");
  for (const auto& [name, rules] : json.items()) {
    if (name == "$or") return wrong("$or is not simulated");
    if (!rules.is_array()) return wrong("\"" + name + "\" must be an object or an array");
    if (rules.empty()) return wrong("Empty arrays are not allowed");
    for (const auto& rule : rules)
      if (auto ok = check_rule(rule); !ok) return ok;
  }
  return {};
}

bool passes_filter(std::string_view policy,
                   const std::map<std::string, MessageAttribute>& attributes) {
  const auto json = read_foreign_json(policy);
  for (const auto& [name, rules] : json.items()) {
    const auto found = attributes.find(name);
    const auto* attribute = found == attributes.end() ? nullptr : &found->second;
    if (std::none_of(rules.begin(), rules.end(),
                     [&](const Json& rule) { return met(rule, attribute); }))
      return false;
  }
  return true;
}

}  // namespace mirante::simcloud
