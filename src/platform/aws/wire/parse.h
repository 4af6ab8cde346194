// Answers, read while they arrive, straight into the aggregate: no document tree, no copy of the
// body. Understands the answers and errors of each protocol, as XML or as JSON.
//
// Limits: values nest at most 64 deep, one text is at most 8 MiB. What is no answer of AWS (HTML,
// broken XML or JSON, text that is no number where one belongs) throws Failure(corrupt), code
// "aws.not_aws".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/aws/wire/operation.h"
#include "platform/http/transport.h"

namespace mirante::aws::wire {

struct ServiceError {
  std::string code;
  std::string message;
  std::string type;  // "Sender", "Receiver"; query, and JSON services that spoke it before.
};

struct ParsedReply {
  std::string request_id;
  std::optional<ServiceError> error;  // Also of an answer with status 200.
};

/// Receives what an error says beside code and message; `value` is of `shape`'s type.
struct ErrorFields {
  const Shape* shape = nullptr;
  void* value = nullptr;
};

class ItemTaker;  // item_taker.h
class ReplyBody;  // reply_body.h

class ReplyParser {
 public:
  /// `output` is of `operation.output`'s type, value-initialised; nullptr where there is none.
  /// `items` needs a protocol of XML; may be null.
  ReplyParser(const Operation& operation, void* output, int status, const http::Headers& headers,
              ErrorFields error_fields = {}, ItemTaker* items = nullptr);
  ~ReplyParser();
  ReplyParser(const ReplyParser&) = delete;
  ReplyParser& operator=(const ReplyParser&) = delete;

  void feed(std::string_view piece);
  ParsedReply finish();

 private:
  std::unique_ptr<ReplyBody> body_;
  bool is_called_html_ = false;
};

}  // namespace mirante::aws::wire
