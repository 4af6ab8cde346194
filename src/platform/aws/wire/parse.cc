#include "platform/aws/wire/parse.h"

#include "platform/aws/wire/reply_body.h"

namespace mirante::aws::wire {

Failure not_aws(std::string message) {
  return Failure(
      Error{.kind = ErrorKind::corrupt, .message = std::move(message), .code = "aws.not_aws"});
}

namespace {

std::unique_ptr<ReplyBody> body_for(const ReplyExpected& expected, int status) {
  switch (expected.operation.service->protocol) {
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
                         const http::Headers& headers, ErrorFields error_fields)
    : body_(body_for({.operation = operation,
                      .shape = operation.output,
                      .output = output,
                      .is_failure = status >= 300,
                      .headers = headers,
                      .error_fields = error_fields},
                     status)) {
  const auto* type = http::find_header(headers, "content-type");
  if (type != nullptr && type->find("html") != std::string::npos)
    throw not_aws("the answer is a web page (content type " + type->substr(0, 80) + ")");
}
ReplyParser::~ReplyParser() = default;

void ReplyParser::feed(std::string_view piece) {
  if (!piece.empty()) body_->feed(piece);
}
ParsedReply ReplyParser::finish() { return body_->finish(); }

}  // namespace mirante::aws::wire
