// JSON answers of AWS, and requests as the simulated AWS reads them: whether the bytes come at once
// or in pieces, the same structure comes out or the same refusal, and what was read can be written
// and read again.
//
// Links: mirante_aws mirante_gen
#include "fuzz/pieces.h"
#include "gen/kms/describe_key.h"
#include "gen/sqs/get_queue_url.h"
#include "platform/aws/wire/parse.h"
#include "platform/aws/wire/server_side.h"

namespace {

using namespace mirante;
using namespace mirante::aws;

struct Read {
  std::string document;  // Written again.
  std::string error;     // AWS's, or why it is none of AWS's.

  friend bool operator==(const Read&, const Read&) = default;
};

template <class Output>
Read read(const wire::Operation& operation, int status, const fuzz::Input& input) {
  Output output{};
  try {
    wire::ReplyParser parser(operation, &output, status, {});
    fuzz::for_each_piece(input, [&](std::string_view piece) { parser.feed(piece); });
    const auto reply = parser.finish();
    if (reply.error) return {.error = reply.error->code + ": " + reply.error->message};
    return {.document =
                wire::write_reply(operation, operation.service->protocol, &output, "r").body};
  } catch (const Failure& failure) {
    MIRANTE_CHECK(failure.error().kind == ErrorKind::corrupt);
    return {.error = failure.error().message};
  }
}

template <class Output>
void check(const wire::Operation& operation, int status, const fuzz::Input& input) {
  const auto parted = read<Output>(operation, status, input);
  const auto whole =
      read<Output>(operation, status, {.piece_bytes = input.text.size() + 1, .text = input.text});
  MIRANTE_CHECK(whole == parted);
  if (whole.document.empty()) return;
  const auto again = read<Output>(operation, 200, {.piece_bytes = 4096, .text = whole.document});
  MIRANTE_CHECK(again.document == whole.document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::read_input(data, size);
  const int status = size > 0 && data[0] >= 0x80 ? 400 : 200;
  check<gen::kms::DescribeKeyResponse>(gen::kms::describe_key_operation, status, input);
  gen::sqs::GetQueueUrlRequest request;
  (void)wire::read_request(gen::sqs::get_queue_url_operation,
                           {.protocol = wire::Protocol::json_1_0, .body = input.text}, &request);
  return 0;
}
