// Answers of REST, their headers included, in XML and in JSON: whether the body comes at once or in
// pieces, the same structure comes out or the same refusal, and what was read can be written and
// read again.
//
// Links: mirante_aws mirante_gen
// Covers: src/platform/aws/wire/rest_reply.cc src/platform/aws/wire/rest_text.cc
// Covers: src/platform/aws/wire/json_reader.cc src/platform/aws/wire/json_reply.cc
#include "fuzz/pieces.h"
#include "gen/route53/create_hosted_zone.h"
#include "gen/sesv2/get_account.h"
#include "platform/aws/wire/parse.h"
#include "platform/aws/wire/server_side.h"

namespace {

using namespace mirante;
using namespace mirante::aws;

struct Read {
  std::string written;  // Headers and body of what was read.
  std::string error;

  friend bool operator==(const Read&, const Read&) = default;
};

template <class Output>
Read read(const wire::Operation& operation, int status, const http::Headers& headers,
          const fuzz::Input& input, wire::ServerReply& reply) {
  Output output{};
  try {
    wire::ReplyParser parser(operation, &output, status, headers);
    for_each_piece(input, [&](std::string_view piece) { parser.feed(piece); });
    const auto parsed = parser.finish();
    if (parsed.error) return {.error = parsed.error->code + ": " + parsed.error->message};
    reply = wire::write_reply(operation, operation.service->protocol, &output, "r");
    std::string written;
    for (const auto& [name, value] : reply.headers) written += name + ": " + value + "\n";
    return {.written = written + "\n" + reply.body};
  } catch (const Failure& failure) {
    MIRANTE_CHECK(failure.error().kind == ErrorKind::corrupt);
    return {.error = failure.error().code};
  }
}

template <class Output>
void check(const wire::Operation& operation, int status, const http::Headers& headers,
           const fuzz::Input& input) {
  wire::ServerReply reply;
  const auto parted = read<Output>(operation, status, headers, input, reply);
  const fuzz::Input at_once{.piece_bytes = input.text.size() + 1, .text = input.text};
  MIRANTE_CHECK(read<Output>(operation, status, headers, at_once, reply) == parted);
  if (parted.written.empty()) return;
  const auto sent = reply;
  const fuzz::Input again{.piece_bytes = 4096, .text = sent.body};
  MIRANTE_CHECK(read<Output>(operation, 200, sent.headers, again, reply).written == parted.written);
}

}  // namespace

/// A location, a type, and the body, divided by lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto input = fuzz::read_input(data, size);
  const int status = size > 0 && data[0] >= 0x80 ? 400 : 200;
  http::Headers headers{{"x-amzn-requestid", "r"}};
  for (const auto* name : {"Location", "x-amzn-ErrorType"}) {
    const auto end = std::min(input.text.find('\n'), input.text.size());
    headers.emplace_back(name, input.text.substr(0, end));
    input.text.remove_prefix(std::min(input.text.size(), end + 1));
  }
  check<gen::route53::CreateHostedZoneResponse>(gen::route53::create_hosted_zone_operation, status,
                                                headers, input);
  check<gen::sesv2::GetAccountResponse>(gen::sesv2::get_account_operation, status, headers, input);
  return 0;
}
