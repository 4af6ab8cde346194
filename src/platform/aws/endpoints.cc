#include "platform/aws/endpoints.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "platform/aws/endpoint_functions.h"

namespace mirante::aws {
namespace {

constexpr std::size_t label_max = 63;
constexpr std::size_t host_max = 253;

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// A region's name becomes part of a host's name, so it may be nothing but one label.
bool is_region(std::string_view name) {
  return !name.empty() && name.size() <= label_max && name.front() != '-' && name.back() != '-' &&
         std::ranges::all_of(name, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

std::unexpected<Error> wrong_region(const Region& region) {
  // What is no region may be anything: it is not repeated in full.
  return fail_field("region", "\"" + region.value.substr(0, 40) +
                                  "\" is not the name of an AWS region; names look like "
                                  "\"sa-east-1\"");
}

const rules::RuleSet* rules_of(std::string_view service) {
  const auto found =
      std::ranges::find(rules::rule_sets, service, [](const auto& set) { return set.service; });
  return found == rules::rule_sets.end() ? nullptr : &*found;
}

rules::Value::Record parameters_of(const Region& region, const EndpointWishes& wishes) {
  rules::Value::Record parameters{{"Region", {region.value}},
                                  {"UseFIPS", {wishes.use_fips}},
                                  {"UseDualStack", {wishes.use_dual_stack}}};
  if (!wishes.endpoint_url.empty())
    parameters.emplace("Endpoint", rules::Value{wishes.endpoint_url});
  return parameters;
}

/// Of the first way to sign that the rules name; empty: they name none.
std::string signing_region_of(const rules::Value& properties) {
  const rules::Value::List path{{properties},
                                {std::string("authSchemes")},
                                {std::int64_t{0}},
                                {std::string("signingRegion")}};
  const auto named = rules::called(rules::Function::attribute, path);
  const auto* text = named.as<std::string>();
  return text == nullptr ? "" : *text;
}

bool is_host_character(char c) {
  return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
}
bool is_address_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
         c == '.';
}
bool is_path_character(char c) {
  return is_host_character(c) || c == '/' || c == '~' || c == '%' || c == '+' || c == ':';
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

/// Reads a URL; what is wrong with it is said of the variable that holds it.
class UrlReader {
 public:
  explicit UrlReader(std::string_view variable) : variable_(variable) {}

  Result<Endpoint> read(std::string_view url) const;

 private:
  /// Host and port out of "host", "host:port", "[address]", "[address]:port".
  Result<Endpoint> read_authority(Endpoint endpoint, std::string_view text) const;

  std::unexpected<Error> wrong(std::string_view what) const {
    return fail_field(std::string(variable_),
                      std::string(variable_) + " " + std::string(what) +
                          R"(; it looks like "http://127.0.0.1:5000" or "https://aws.example")");
  }

  std::string_view variable_;
};

Result<Endpoint> UrlReader::read_authority(Endpoint endpoint, std::string_view text) const {
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return wrong("has an address without its \"]\"");
    endpoint.host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
    if (endpoint.host.empty() || !std::ranges::all_of(endpoint.host, is_address_character))
      return wrong("has no IPv6 address between its brackets");
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    endpoint.host = text.substr(0, colon);
    rest = text.substr(colon);
    if (endpoint.host.empty()) return wrong("names no host");
    if (endpoint.host.size() > host_max || !std::ranges::all_of(endpoint.host, is_host_character))
      return wrong("has a host name with characters that no host name has");
  }
  if (rest.empty()) return endpoint;
  const auto port = rest.starts_with(':') ? read_port(rest.substr(1)) : std::nullopt;
  if (!port) return wrong("has a port that is no number from 1 to 65535");
  endpoint.port = *port;
  return endpoint;
}

Result<Endpoint> UrlReader::read(std::string_view url) const {
  Endpoint endpoint;
  if (url.starts_with("https://")) {
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
    endpoint.tls = false;
    endpoint.port = 80;
  } else {
    return wrong("begins with neither \"http://\" nor \"https://\"");
  }
  if (url.find('@') != std::string_view::npos) return wrong("may not hold a user name or password");
  if (url.find_first_of("?#") != std::string_view::npos)
    return wrong("may not hold a query or fragment");
  const auto slash = std::min(url.find('/'), url.size());
  auto read = read_authority(std::move(endpoint), url.substr(0, slash));
  if (!read) return read;
  auto path = url.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (!std::ranges::all_of(path, is_path_character))
    return wrong("has a path with characters that must be encoded");
  read->path_prefix = path;
  return read;
}

}  // namespace

std::string Endpoint::authority() const {
  auto text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

Result<Endpoint> endpoint_of(std::string_view service, const Region& region,
                             const EndpointWishes& wishes) {
  if (!is_region(region.value)) return wrong_region(region);
  const auto* set = rules_of(service);
  if (set == nullptr)
    return fail(ErrorKind::invalid,
                "no endpoint of the service \"" + std::string(service) + "\" is known");
  const auto resolved = rules::resolve(*set, parameters_of(region, wishes));
  if (!resolved) return std::unexpected(resolved.error());
  auto endpoint = parse_endpoint_url(resolved->url);
  if (!endpoint) return endpoint;
  auto signing = signing_region_of(resolved->properties);
  if (!wishes.endpoint_url.empty()) {
    // Whatever answers there is addressed as the service's own host would be.
    auto own = endpoint_of(service, region);
    if (own) signing = std::move(own->signing_region);
  }
  endpoint->signing_region = signing.empty() ? region.value : std::move(signing);
  return endpoint;
}

Result<Endpoint> parse_endpoint_url(std::string_view url, std::string_view variable) {
  return UrlReader(variable).read(url);
}

}  // namespace mirante::aws
