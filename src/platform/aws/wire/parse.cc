#include "platform/aws/wire/parse.h"

#include "platform/aws/wire/reply_body.h"

namespace mirante::aws::wire {

Failure not_aws(std::string message) {
  return Failure(
      Error{.kind = ErrorKind::corrupt, .message = std::move(message), .code = "aws.not_aws"});
}

ReplyParser::ReplyParser(const Operation& operation, void* output, int status,
                         const http::Headers& headers, ErrorFields error_fields)
    : body_(xml_reply({.operation = operation,
                       .output = output,
                       .is_failure = status >= 300,
                       .error_fields = error_fields})) {
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
