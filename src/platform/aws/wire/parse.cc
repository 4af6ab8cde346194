#include "platform/aws/wire/parse.h"

#include <utility>

#include "platform/aws/wire/reply_body.h"
#include "platform/aws/wire/scalar.h"

namespace mirante::aws::wire {

Failure not_aws(std::string message) {
  return Failure(
      Error{.kind = ErrorKind::corrupt, .message = std::move(message), .code = "aws.not_aws"});
}

void read_answers_scalar(Kind kind, TimestampFormat format, std::string_view text, void* value) {
  if (text.empty() && kind != Kind::string && kind != Kind::blob)
    throw not_aws("a number, time or truth value in the answer is empty");
  if (const auto ok = read_scalar(kind, format, text, value); !ok)
    throw not_aws("in the answer, " + ok.error().message);
}

namespace {

std::unique_ptr<ReplyBody> body_for(const ReplyExpected& expected, int status) {
  const auto protocol = expected.operation.service->protocol;
  MIRANTE_CHECK(expected.items == nullptr || !is_json(protocol));
  switch (protocol) {
    case Protocol::json_1_0:
    case Protocol::json_1_1: return json_reply(expected);
    case Protocol::rest_json:
    case Protocol::rest_xml: return rest_reply(expected, status);
    case Protocol::ec2:
    case Protocol::query: break;
  }
  return xml_reply(expected);
}

}  // namespace

ReplyParser::ReplyParser(const Operation& operation, void* output, int status,
                         const http::Headers& headers, ErrorFields error_fields, ItemTaker* items)
    : body_(body_for({.operation = operation,
                      .shape = operation.output,
                      .output = output,
                      .is_failure = status >= 300,
                      .headers = headers,
                      .error_fields = error_fields,
                      .items = items},
                     status)) {
  const auto* type = http::find_header(headers, "content-type");
  is_called_html_ = type != nullptr && type->find("html") != std::string::npos;
}
ReplyParser::~ReplyParser() = default;

void ReplyParser::feed(std::string_view piece) {
  if (piece.empty()) return;
  // Some servers call their JSON so; then it does not begin like a page.
  if (std::exchange(is_called_html_, false) &&
      piece.substr(0, piece.find_first_of("{[")).contains('<'))
    throw not_aws("the answer is a web page");
  body_->feed(piece);
}
ParsedReply ReplyParser::finish() { return body_->finish(); }

}  // namespace mirante::aws::wire
