// Where a service of AWS answers: host, and the region that the signature must name. Decided by the
// rules that AWS publishes (endpoint_rules.h), which the build embeds for the services in use.
// AWS_ENDPOINT_URL overrides the host for every service; the region of the signature stays.
#pragma once

#include <cstdint>
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

/// What an install may want of all hosts.
struct EndpointWishes {
  bool use_fips = false;          // Hosts with validated cryptography (AWS_USE_FIPS_ENDPOINT).
  bool use_dual_stack = false;    // Hosts that have IPv6 as well (AWS_USE_DUALSTACK_ENDPOINT).
  std::string endpoint_url = {};  // AWS_ENDPOINT_URL.
};

/// Of the service with this id (wire::Service::id). Error(invalid) for a region that can be none
/// (field "region"), a service without rules, and for wishes that AWS does not fulfil there, in the
/// words of its rules.
Result<Endpoint> endpoint_of(std::string_view service, const Region& region,
                             const EndpointWishes& wishes = {});

/// "http://127.0.0.1:5000", "https://proxy.example/aws". Error(invalid), whose field is the
/// variable's name, says what is wrong. Credentials in it are refused and not repeated.
Result<Endpoint> parse_endpoint_url(std::string_view url,
                                    std::string_view variable = "AWS_ENDPOINT_URL");

}  // namespace mirante::aws
