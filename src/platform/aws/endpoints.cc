#include "platform/aws/endpoints.h"

#include <algorithm>
#include <charconv>
#include <optional>

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

/// "ap" of "ap-southeast-1", "us-gov" of "us-gov-west-1".
std::string_view prefix_of(std::string_view region) {
  const auto last = region.rfind('-');
  if (last == std::string_view::npos || last == 0) return {};
  const auto before = region.rfind('-', last - 1);
  return before == std::string_view::npos ? std::string_view() : region.substr(0, before);
}

std::unexpected<Error> wrong_region(const Region& region) {
  // What is no region may be anything: it is not repeated in full.
  return fail_field("region", "\"" + region.value.substr(0, 40) +
                                  "\" is not the name of an AWS region; names look like "
                                  "\"sa-east-1\"");
}

std::string filled(std::string_view pattern, std::string_view region) {
  static constexpr std::string_view place = "{region}";
  const auto at = pattern.find(place);
  if (at == std::string_view::npos) return std::string(pattern);
  std::string host(pattern.substr(0, at));
  return host.append(region).append(pattern.substr(at + place.size()));
}

std::unexpected<Error> wrong_url(std::string message) {
  return fail_field("endpoint_url",
                    "AWS_ENDPOINT_URL " + std::move(message) +
                        "; it looks like \"http://127.0.0.1:5000\" or \"https://aws.example\"");
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

/// Host and port out of "host", "host:port", "[address]", "[address]:port".
Result<Endpoint> read_authority(Endpoint endpoint, std::string_view text) {
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return wrong_url("has an address without its \"]\"");
    endpoint.host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
    if (endpoint.host.empty() || !std::ranges::all_of(endpoint.host, is_address_character))
      return wrong_url("has no IPv6 address between its brackets");
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    endpoint.host = text.substr(0, colon);
    rest = text.substr(colon);
    if (endpoint.host.empty()) return wrong_url("names no host");
    if (endpoint.host.size() > host_max || !std::ranges::all_of(endpoint.host, is_host_character))
      return wrong_url("has a host name with characters that no host name has");
  }
  if (rest.empty()) return endpoint;
  const auto port = rest.starts_with(':') ? read_port(rest.substr(1)) : std::nullopt;
  if (!port) return wrong_url("has a port that is no number from 1 to 65535");
  endpoint.port = *port;
  return endpoint;
}

}  // namespace

std::string Endpoint::authority() const {
  auto text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

Result<std::string_view> partition_of(const Region& region) {
  if (!is_region(region.value)) return wrong_region(region);
  const auto prefix = prefix_of(region.value);
  for (const auto& row : partition_rows)
    if (std::ranges::find(row.prefixes, prefix) != row.prefixes.end()) return row.id;
  return "aws";
}

Result<Endpoint> endpoint_of(std::string_view service, const Region& region) {
  const auto partition = partition_of(region);
  if (!partition) return std::unexpected(partition.error());
  const EndpointRow* found = nullptr;
  for (const auto& row : endpoint_rows) {
    if (row.service != service || row.partition != *partition) continue;
    if (row.region == region.value) found = &row;
    if (row.region.empty() && found == nullptr) found = &row;
  }
  if (found == nullptr)
    return fail(ErrorKind::invalid, "the service \"" + std::string(service) +
                                        "\" has no endpoint in the partition " +
                                        std::string(*partition));
  return Endpoint{.host = filled(found->host, region.value),
                  .signing_region = found->signing_region.empty()
                                        ? region.value
                                        : std::string(found->signing_region)};
}

Result<Endpoint> parse_endpoint_url(std::string_view url) {
  Endpoint endpoint;
  if (url.starts_with("https://")) {
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
    endpoint.tls = false;
    endpoint.port = 80;
  } else {
    return wrong_url("begins with neither \"http://\" nor \"https://\"");
  }
  if (url.find('@') != std::string_view::npos)
    return wrong_url("may not hold a user name or password");
  if (url.find_first_of("?#") != std::string_view::npos)
    return wrong_url("may not hold a query or fragment");
  const auto slash = std::min(url.find('/'), url.size());
  auto read = read_authority(std::move(endpoint), url.substr(0, slash));
  if (!read) return read;
  auto path = url.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (!std::ranges::all_of(path, is_path_character))
    return wrong_url("has a path with characters that must be encoded");
  read->path_prefix = path;
  return read;
}

}  // namespace mirante::aws
