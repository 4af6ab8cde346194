// Forms of the query protocols, as the simulated AWS reads them: nothing breaks, and what was read
// and has anything in it can be sent and read again.
//
// Links: mirante_aws mirante_gen mirante_simcloud
// Covers: src/platform/aws/wire/form_reader.cc
#include <nlohmann/json.hpp>

#include "gen/ec2/run_instances.h"
#include "platform/aws/wire/serialize.h"
#include "platform/aws/wire/server_side.h"
#include "platform/http/router.h"

namespace {

using namespace mirante;

aws::wire::ServerRequest request_of(std::string_view text) {
  aws::wire::ServerRequest made{.protocol = aws::wire::Protocol::ec2};
  const auto request = http::parse_request("GET", "/?" + std::string(text), {}, "");
  if (request) made.form = request->query;
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto& operation = gen::ec2::run_instances_operation;
  gen::ec2::RunInstancesRequest request;
  if (!aws::wire::read_request(operation, request_of(text), &request)) return 0;
  SeededRng rng(1);
  const auto sent = aws::wire::serialize(operation, &request, rng);
  if (!sent) return 0;
  gen::ec2::RunInstancesRequest again;
  MIRANTE_CHECK(aws::wire::read_request(operation, request_of(sent->body), &again).has_value());
  return 0;
}
