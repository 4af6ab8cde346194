// Answers of one operation, whatever its format: whether the bytes come at once or in pieces, the
// same structure comes out or the same refusal, and what was read can be written and read again.
#pragma once

#include <string>

#include "fuzz/pieces.h"
#include "platform/aws/wire/parse.h"
#include "platform/aws/wire/server_side.h"

namespace mirante::fuzz {

struct ReadReply {
  std::string document;  // Written again.
  std::string error;     // AWS's, or why it is none of AWS's.

  friend bool operator==(const ReadReply&, const ReadReply&) = default;
};

template <class Output>
ReadReply read_reply(const aws::wire::Operation& operation, int status, const Input& input) {
  Output output{};
  try {
    aws::wire::ReplyParser parser(operation, &output, status, {});
    for_each_piece(input, [&](std::string_view piece) { parser.feed(piece); });
    const auto reply = parser.finish();
    if (reply.error) return {.error = reply.error->code + ": " + reply.error->message};
    const auto protocol = operation.service->protocol;
    return {.document = aws::wire::write_reply(operation, protocol, &output, "r").body};
  } catch (const Failure& failure) {
    MIRANTE_CHECK(failure.error().kind == ErrorKind::corrupt);
    return {.error = failure.error().code};
  }
}

template <class Output>
void check_reply(const aws::wire::Operation& operation, int status, const Input& input) {
  const auto parted = read_reply<Output>(operation, status, input);
  const auto whole = read_reply<Output>(operation, status,
                                        {.piece_bytes = input.text.size() + 1, .text = input.text});
  MIRANTE_CHECK(whole == parted);
  if (whole.document.empty()) return;
  const auto again =
      read_reply<Output>(operation, 200, {.piece_bytes = 4096, .text = whole.document});
  MIRANTE_CHECK(again.document == whole.document);
}

}  // namespace mirante::fuzz
