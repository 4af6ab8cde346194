// Where a service of AWS answers: partition by region, host, and the region that the signature must
// name. The host table is generated at build time from the endpoint rules that botocore publishes
// (tools/aws_codegen/endpoints.py). AWS_ENDPOINT_URL overrides it for every service.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace mirante::aws {

struct Endpoint {
  bool tls = true;
  std::string host;  // Name or address, without brackets.
  std::uint16_t port = 443;
  std::string path_prefix = {};  // "" or "/aws", without a slash at the end.
  std::string signing_region = {};

  /// As in the Host header: with brackets around an IPv6 address, without a default port.
  std::string authority() const;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// "aws", "aws-cn", "aws-us-gov", …; a region that no partition knows counts as "aws"'s, as new
/// regions appear there. Error(invalid), field "region", for what can be no region at all.
Result<std::string_view> partition_of(const Region& region);

/// Of the service with this id (wire::Service::id). Error(invalid) for a region that can be none or
/// a service without an entry.
Result<Endpoint> endpoint_of(std::string_view service, const Region& region);

/// "http://127.0.0.1:5000", "https://proxy.example/aws". Error(invalid), field "endpoint_url", says
/// what is wrong. Credentials in it are refused and not repeated.
Result<Endpoint> parse_endpoint_url(std::string_view url);

/// Rows of the generated table.
struct PartitionRow {
  std::string_view id;
  std::span<const std::string_view>
      prefixes;  // "us", "eu": a region is "<prefix>-<word>-<digits>".
};
struct EndpointRow {
  std::string_view service;
  std::string_view partition;
  std::string_view region;          // Empty: every region without a row of its own.
  std::string_view host;            // "{region}" stands for the region's name.
  std::string_view signing_region;  // Empty: the region itself.
};
extern const std::span<const PartitionRow> partition_rows;
extern const std::span<const EndpointRow> endpoint_rows;

}  // namespace mirante::aws
