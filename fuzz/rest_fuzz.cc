// REST requests as the simulated AWS reads them (path, query, headers, XML and JSON bodies):
// nothing breaks, and what was read can be sent and read again to the same.
//
// Links: mirante_aws mirante_gen nlohmann_json::nlohmann_json
// Covers: src/platform/aws/wire/server_rest.cc src/platform/aws/wire/rest_text.cc
#include <algorithm>
#include <nlohmann/json.hpp>

#include "gen/route53/get_hosted_zone.h"
#include "gen/route53/list_hosted_zones.h"
#include "gen/sesv2/list_email_identities.h"
#include "platform/aws/wire/parse.h"
#include "platform/aws/wire/serialize.h"
#include "platform/aws/wire/server_side.h"
#include "platform/http/router.h"

namespace {

using namespace mirante;
using namespace mirante::aws;

wire::ServerRequest request_of(wire::Protocol protocol, std::string_view target,
                               std::string_view body) {
  const auto mark = std::min(target.find('?'), target.size());
  wire::ServerRequest request{.protocol = protocol, .body = body, .path = target.substr(0, mark)};
  if (mark == target.size()) return request;
  const auto parsed = http::parse_request("GET", "/" + std::string(target.substr(mark)), {}, "");
  if (parsed) request.form = parsed->query;
  return request;
}

template <class Request>
void check(const wire::Operation& operation, std::string_view target, std::string_view body) {
  const auto protocol = operation.service->protocol;
  Request request{};
  const auto asked = request_of(protocol, target, body);
  const bool is_routed = is_routed_to(operation, operation.http_method, asked.path, asked.form);
  if (!read_request(operation, asked, &request)) return;
  MIRANTE_CHECK(is_routed);
  SeededRng rng(1);
  const auto sent = wire::serialize(operation, &request, rng);
  MIRANTE_CHECK(sent.has_value());
  Request again{};
  const auto repeated = request_of(protocol, sent->target, sent->body);
  MIRANTE_CHECK(read_request(operation, repeated, &again).has_value());
  const auto resent = wire::serialize(operation, &again, rng);
  MIRANTE_CHECK(resent.has_value() && resent->target == sent->target);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(text.find('\n'), text.size());
  const auto target = text.substr(0, line);
  const auto body = line < text.size() ? text.substr(line + 1) : std::string_view();
  check<gen::route53::GetHostedZoneRequest>(gen::route53::get_hosted_zone_operation, target, body);
  check<gen::route53::ListHostedZonesRequest>(gen::route53::list_hosted_zones_operation, target,
                                              body);
  check<gen::sesv2::ListEmailIdentitiesRequest>(gen::sesv2::list_email_identities_operation, target,
                                                body);
  return 0;
}
