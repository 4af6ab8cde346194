#include "platform/aws/endpoint_functions.h"

#include <algorithm>
#include <optional>

#include "base/percent.h"

namespace mirante::aws::rules {
namespace {

constexpr std::size_t label_max = 63;
constexpr std::size_t bucket_min = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find_first_of(separators);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= label_max && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_host_label(std::string_view text, const Value& with_dots) {
  if (with_dots == Value{true}) return std::ranges::all_of(split(text, "."), is_label);
  return is_label(text);
}

bool is_ipv4(std::string_view text) {
  const auto parts = split(text, ".");
  return parts.size() == 4 && std::ranges::all_of(parts, [](std::string_view part) {
           return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, is_digit);
         });
}

bool is_bucket_label(std::string_view text, const Value& with_dots) {
  const bool has_upper = std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  return text.size() >= bucket_min && !has_upper && !is_ipv4(text) &&
         is_host_label(text, with_dots);
}

Value attribute(const Value::List& arguments) {
  const Value* at = &arguments.at(0);
  for (const auto& step : std::span(arguments).subspan(1)) {
    if (const auto* name = step.as<std::string>()) {
      const auto* record = at->as<Value::Record>();
      const auto found = record == nullptr ? Value::Record::const_iterator() : record->find(*name);
      if (record == nullptr || found == record->end()) return {};
      at = &found->second;
    } else {
      const auto* list = at->as<Value::List>();
      const auto index = static_cast<std::size_t>(*step.as<std::int64_t>());
      if (list == nullptr || index >= list->size()) return {};
      at = &(*list)[index];
    }
  }
  return *at;
}

Value substring(const std::string& text, const Value::List& arguments) {
  const auto* from = arguments.at(1).as<std::int64_t>();
  const auto* to = arguments.at(2).as<std::int64_t>();
  if (from == nullptr || to == nullptr || *from < 0 || *from >= *to) return {};
  const auto start = static_cast<std::size_t>(*from);
  const auto stop = static_cast<std::size_t>(*to);
  const bool is_ascii = std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
  if (stop > text.size() || !is_ascii) return {};
  const bool from_behind = arguments.at(3) == Value{true};
  return {text.substr(from_behind ? text.size() - stop : start, stop - start)};
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::ranges::all_of(text, is_digit);
}

bool is_address(std::string_view authority) {
  if (authority.starts_with('[')) return authority.find(']') != std::string_view::npos;
  return is_ipv4(authority.substr(0, authority.find(':')));
}

/// Scheme, authority and path of an http URL without a query.
Value parse_url(std::string_view url) {
  const auto mark = url.find("://");
  if (mark == std::string_view::npos) return {};
  const auto scheme = url.substr(0, mark);
  if ((scheme != "http" && scheme != "https") || url.find('?') != std::string_view::npos) return {};
  const auto rest = url.substr(mark + 3);
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto authority = rest.substr(0, slash);
  const auto colon = authority.rfind(':');
  const auto bracket = authority.rfind(']');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  if (authority.empty() || (has_port && !is_port(authority.substr(colon + 1)))) return {};
  const std::string path(rest.substr(slash));
  return {Value::Record{{"scheme", {std::string(scheme)}},
                        {"authority", {std::string(authority)}},
                        {"path", {path}},
                        {"normalizedPath", {path.ends_with('/') ? path : path + "/"}},
                        {"isIp", {is_address(authority)}}}};
}

/// "arn:partition:service:region:account:resource"; the resource in pieces.
Value parse_arn(std::string_view arn) {
  std::string_view fields[5];
  auto rest = arn;
  for (auto& field : fields) {
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) return {};
    field = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
  if (fields[0] != "arn" || fields[1].empty() || fields[2].empty() || rest.empty()) return {};
  Value::List resource;
  for (const auto piece : split(rest, ":/")) resource.push_back({std::string(piece)});
  return {Value::Record{{"partition", {std::string(fields[1])}},
                        {"service", {std::string(fields[2])}},
                        {"region", {std::string(fields[3])}},
                        {"accountId", {std::string(fields[4])}},
                        {"resourceId", {std::move(resource)}}}};
}

Value as_record(const Partition& partition) {
  const auto text = [](std::string_view each) { return Value{std::string(each)}; };
  return {Value::Record{{"name", text(partition.id)},
                        {"dnsSuffix", text(partition.dns_suffix)},
                        {"dualStackDnsSuffix", text(partition.dual_stack_dns_suffix)},
                        {"implicitGlobalRegion", text(partition.implicit_global_region)},
                        {"supportsFIPS", {partition.supports_fips}},
                        {"supportsDualStack", {partition.supports_dual_stack}}}};
}

/// "<prefix>-<word>-<digits>"
bool is_region_of(std::string_view region, std::string_view prefix) {
  if (!region.starts_with(prefix) || region.size() <= prefix.size() || region[prefix.size()] != '-')
    return false;
  region.remove_prefix(prefix.size() + 1);
  const auto dash = region.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == region.size()) return false;
  const auto word = region.substr(0, dash);
  return std::ranges::all_of(word,
                             [](char c) { return is_letter(c) || is_digit(c) || c == '_'; }) &&
         std::ranges::all_of(region.substr(dash + 1), is_digit);
}

Value apply_to_text(Function function, const std::string& text, const Value::List& arguments) {
  switch (function) {
    using enum Function;
    case substring: return rules::substring(text, arguments);
    case parse_url: return rules::parse_url(text);
    case parse_arn: return rules::parse_arn(text);
    case partition: return as_record(partition_of(text));
    case is_host_label: return {rules::is_host_label(text, arguments.at(1))};
    case is_bucket_label: return {rules::is_bucket_label(text, arguments.at(1))};
    case uri_encode: return {percent_encode(text)};
    case is_set:
    case is_not:
    case boolean_equals:
    case string_equals:
    case attribute: break;
  }
  return {};
}

}  // namespace

const Partition& partition_of(std::string_view region) {
  for (const auto& each : partitions) {
    const auto fits = [region](std::string_view prefix) { return is_region_of(region, prefix); };
    if (std::ranges::any_of(each.prefixes, fits) ||
        std::ranges::find(each.other_names, region) != each.other_names.end())
      return each;
  }
  return partitions.front();
}

Value called(Function function, const Value::List& arguments) {
  const auto& first = arguments.at(0);
  switch (function) {
    using enum Function;
    case is_set: return {!first.is_nothing()};
    case is_not: return {first.is_nothing() || first == Value{false}};
    case boolean_equals:
    case string_equals: return {!first.is_nothing() && first == arguments.at(1)};
    case attribute: return rules::attribute(arguments);
    case substring:
    case parse_url:
    case parse_arn:
    case partition:
    case is_host_label:
    case is_bucket_label:
    case uri_encode: break;
  }
  const auto* text = first.as<std::string>();
  return text == nullptr ? Value{} : apply_to_text(function, *text, arguments);
}

}  // namespace mirante::aws::rules
