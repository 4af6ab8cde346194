#include "simcloud/iam/policy_conditions.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>
#include <map>
#include <optional>

#include "base/instant.h"
#include "simcloud/wildcards.h"

namespace mirante::simcloud {
namespace {

// Compares one value of the request with one value of the policy.
using Compare = bool (*)(std::string_view actual, std::string_view wanted);

bool equal(std::string_view a, std::string_view b) { return a == b; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool like(std::string_view actual, std::string_view pattern) {
  return matches_wildcards(pattern, actual);
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> instant(std::string_view text) {
  if (const auto parsed = parse_iso8601(text)) return static_cast<double>(to_micros(*parsed));
  if (const auto seconds = number(text)) return *seconds * 1e6;
  return std::nullopt;
}

template <auto Read, class Relation>
bool ordered(std::string_view actual, std::string_view wanted) {
  const auto a = Read(actual), b = Read(wanted);
  return a && b && Relation()(*a, *b);
}

std::optional<std::uint32_t> ipv4(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > 255) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (part < 3) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    address = address << 8 | value;
  }
  if (!text.empty()) return std::nullopt;
  return address;
}

bool within_network(std::string_view actual, std::string_view network) {
  const auto slash = network.find('/');
  const auto address = ipv4(actual), base = ipv4(network.substr(0, slash));
  if (!address || !base) return actual == network;  // IPv6: only the same text.
  const auto bits = slash == std::string_view::npos
                        ? 32
                        : static_cast<int>(number(network.substr(slash + 1)).value_or(32));
  if (bits <= 0) return true;
  const auto mask = ~std::uint32_t{0} << (32 - std::min(bits, 32));
  return (*address & mask) == (*base & mask);
}

struct Operation {
  Compare compare;
  bool negated;
};

const std::map<std::string_view, Operation>& operations() {
  static const std::map<std::string_view, Operation> table{
      {"stringequals", {equal, false}},
      {"stringnotequals", {equal, true}},
      {"stringequalsignorecase", {equal_ignoring_case, false}},
      {"stringnotequalsignorecase", {equal_ignoring_case, true}},
      {"stringlike", {like, false}},
      {"stringnotlike", {like, true}},
      {"arnequals", {like, false}},
      {"arnlike", {like, false}},
      {"arnnotequals", {like, true}},
      {"arnnotlike", {like, true}},
      {"bool", {equal_ignoring_case, false}},
      {"numericequals", {ordered<number, std::equal_to<>>, false}},
      {"numericnotequals", {ordered<number, std::equal_to<>>, true}},
      {"numericlessthan", {ordered<number, std::less<>>, false}},
      {"numericlessthanequals", {ordered<number, std::less_equal<>>, false}},
      {"numericgreaterthan", {ordered<number, std::greater<>>, false}},
      {"numericgreaterthanequals", {ordered<number, std::greater_equal<>>, false}},
      {"dateequals", {ordered<instant, std::equal_to<>>, false}},
      {"datenotequals", {ordered<instant, std::equal_to<>>, true}},
      {"datelessthan", {ordered<instant, std::less<>>, false}},
      {"datelessthanequals", {ordered<instant, std::less_equal<>>, false}},
      {"dategreaterthan", {ordered<instant, std::greater<>>, false}},
      {"dategreaterthanequals", {ordered<instant, std::greater_equal<>>, false}},
      {"ipaddress", {within_network, false}},
      {"notipaddress", {within_network, true}},
  };
  return table;
}

}  // namespace

bool is_condition_operation(std::string_view operation) {
  return operation == "null" || operations().contains(operation);
}

bool holds(const Condition& condition, const RequestContext& context) {
  const auto* actual = context.find(condition.key);
  const bool absent = actual == nullptr || actual->empty();
  if (condition.operation == "null")
    return std::ranges::any_of(condition.values, [&](const std::string& wanted) {
      return equal_ignoring_case(wanted, "true") == absent;
    });

  const auto& operation = operations().at(condition.operation);
  if (absent) {
    // A missing key: IfExists and ForAllValues pass; a negated comparison is true of nothing.
    return condition.if_exists || condition.set == Condition::Set::all ||
           (operation.negated && condition.set != Condition::Set::any);
  }
  const auto fits_one = [&](const std::string& value) {
    const bool found = std::ranges::any_of(condition.values, [&](const std::string& wanted) {
      return operation.compare(value, with_variables(wanted, context));
    });
    return found != operation.negated;
  };
  if (condition.set == Condition::Set::any) return std::ranges::any_of(*actual, fits_one);
  if (condition.set == Condition::Set::all || operation.negated)
    return std::ranges::all_of(*actual, fits_one);
  return std::ranges::any_of(*actual, fits_one);
}

std::string with_variables(std::string_view text, const RequestContext& context) {
  if (text.find("${") == std::string_view::npos) return std::string(text);
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find("${", at);
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) {
      result += text.substr(at);
      break;
    }
    result += text.substr(at, open - at);
    auto name = std::string(text.substr(open + 2, close - open - 2));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto* values = context.find(name);
    if (values != nullptr && values->size() == 1)
      result += values->front();
    else if (name == "*" || name == "?" || name == "$")
      result += name;
    else
      result += text.substr(open, close - open + 1);
    at = close + 1;
  }
  return result;
}

}  // namespace mirante::simcloud
