// JSON answers of AWS, and requests as the simulated AWS reads them: whether the bytes come at once
// or in pieces, the same structure comes out or the same refusal, and what was read can be written
// and read again.
//
// Links: mirante_aws mirante_gen
// Covers: src/platform/aws/wire/json_reader.cc src/platform/aws/wire/json_reply.cc
#include "fuzz/replies.h"
#include "gen/kms/describe_key.h"
#include "gen/sqs/get_queue_url.h"
#include "platform/aws/wire/server_side.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante;
  using namespace mirante::aws;
  using fuzz::check_reply;
  const auto input = fuzz::read_input(data, size);
  const int status = size > 0 && data[0] >= 0x80 ? 400 : 200;
  check_reply<gen::kms::DescribeKeyResponse>(gen::kms::describe_key_operation, status, input);
  gen::sqs::GetQueueUrlRequest request;
  (void)wire::read_request(gen::sqs::get_queue_url_operation,
                           {.protocol = wire::Protocol::json_1_0, .body = input.text}, &request);
  return 0;
}
