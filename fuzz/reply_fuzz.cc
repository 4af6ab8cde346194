// Answers of AWS: whether the bytes come at once or in pieces, the same structure comes out or the
// same refusal, and what was read can be written and read again.
//
// Links: mirante_aws mirante_gen
// Covers: src/platform/aws/wire/xml_reply.cc src/platform/aws/wire/xml_tokens.cc
#include "fuzz/replies.h"
#include "gen/ec2/describe_instances.h"
#include "gen/route53/list_hosted_zones.h"
#include "gen/sts/assume_role.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante;
  using namespace mirante::aws;
  using fuzz::check_reply;
  const auto input = fuzz::read_input(data, size);
  const int status = size > 0 && data[0] >= 0x80 ? 400 : 200;
  check_reply<gen::ec2::DescribeInstancesResult>(gen::ec2::describe_instances_operation, status,
                                                 input);
  check_reply<gen::route53::ListHostedZonesResponse>(gen::route53::list_hosted_zones_operation,
                                                     status, input);
  check_reply<gen::sts::AssumeRoleResponse>(gen::sts::assume_role_operation, status, input);
  return 0;
}
