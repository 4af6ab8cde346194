// What reads the body of an answer, for ReplyParser alone: one reader for each format
// (xml_reply.cc, …). It is given pieces as they arrive and fills the aggregate at once.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "platform/aws/wire/parse.h"

namespace mirante::aws::wire {

/// What an answer may hold, and where it goes.
struct ReplyExpected {
  const Operation& operation;
  const Shape* shape = nullptr;  // Of what the body holds: operation.output, or its payload.
  void* output = nullptr;        // Of shape's type; both are null where nothing is expected.
  bool is_failure = false;       // By its status.
  const http::Headers& headers;
  ErrorFields error_fields = {};
  bool is_strict = false;      // XML: what the shape does not know is refused.
  ItemTaker* items = nullptr;  // XML: takes the structures of its shape.
};

class ReplyBody {
 public:
  virtual ~ReplyBody() = default;
  virtual void feed(std::string_view piece) = 0;
  virtual ParsedReply finish() = 0;
};

std::unique_ptr<ReplyBody> xml_reply(const ReplyExpected& expected);
/// Reads what REST carries outside the body at once.
std::unique_ptr<ReplyBody> rest_reply(const ReplyExpected& expected, int status);
std::unique_ptr<ReplyBody> json_reply(const ReplyExpected& expected);

/// Limits of every format.
inline constexpr std::size_t reply_depth_max = 64;
inline constexpr std::size_t reply_text_max = 8 << 20;

/// Failure(corrupt), code "aws.not_aws".
Failure not_aws(std::string message);
/// Throws it for a text over its limit.
inline void require_short_text(std::size_t size) {
  if (size > reply_text_max) throw not_aws("a text in the answer is too long");
}
/// `read_scalar` of XML's text; throws it for what is no such value.
void read_answers_scalar(Kind kind, TimestampFormat format, std::string_view text, void* value);

}  // namespace mirante::aws::wire
