// Answers and errors of the JSON protocols.
#include "platform/aws/wire/json_reader.h"
#include "platform/aws/wire/reply_body.h"
#include "platform/aws/wire/rest_text.h"

namespace mirante::aws::wire {
namespace {

constexpr Shape nothing{.kind = Kind::structure};

/// "com.amazonaws.sqs#QueueDoesNotExist", "FooError:http://internal…": the name in the middle.
std::string code_of(std::string_view said) {
  said = said.substr(0, said.find(':'));
  const auto hash = said.rfind('#');
  return std::string(hash == std::string_view::npos ? said : said.substr(hash + 1));
}

class JsonReply final : public ReplyBody {
 public:
  explicit JsonReply(const ReplyExpected& expected)
      : is_failure_(expected.is_failure),
        must_say_something_(!expected.is_failure && expected.output != nullptr &&
                            has_body_members(*expected.shape)),
        error_type_(http::header_text(expected.headers, "x-amzn-errortype")),
        query_error_(http::header_text(expected.headers, "x-amzn-query-error")),
        request_id_(http::header_text(expected.headers, "x-amzn-requestid")),
        reader_(shape_of_body(expected),
                expected.is_failure ? expected.error_fields.value : expected.output,
                {.asides = asides(), .only_the_body = true}) {}

  void feed(std::string_view piece) override {
    is_empty_ = false;
    if (const auto ok = reader_.feed(piece); !ok) refuse(ok.error());
  }

  ParsedReply finish() override {
    // Operations that say nothing may answer with nothing at all, and so may a failing proxy.
    if (!is_empty_ || must_say_something_)
      if (const auto ok = reader_.finish(); !ok) refuse(ok.error());
    ParsedReply reply{.request_id = std::move(request_id_)};
    if (!is_failure_) return reply;
    reply.error =
        ServiceError{.message = message_.empty() ? std::move(message_upper_) : std::move(message_)};
    for (const auto* said : {&error_type_, &type_, &code_})
      if (reply.error->code.empty()) reply.error->code = code_of(*said);
    if (const auto end = query_error_.find(';'); end != std::string::npos && end > 0) {
      reply.error->code = query_error_.substr(0, end);
      reply.error->type = query_error_.substr(end + 1);
    }
    return reply;
  }

 private:
  static const Shape& shape_of_body(const ReplyExpected& expected) {
    const auto* shape = expected.is_failure ? expected.error_fields.shape : expected.shape;
    return shape == nullptr ? nothing : *shape;
  }

  std::vector<JsonReading::Aside> asides() {
    if (!is_failure_) return {};
    return {{"__type", &type_},
            {"code", &code_},
            {"Code", &code_},
            {"message", &message_},
            {"Message", &message_upper_}};
  }

  [[noreturn]] static void refuse(const Error& error) {
    throw not_aws("the answer is not AWS's JSON: " + (error.field.empty() ? "it" : error.field) +
                  " " + error.message);
  }

  const bool is_failure_;
  const bool must_say_something_;
  bool is_empty_ = true;
  std::string error_type_, query_error_, request_id_;
  std::string type_, code_, message_, message_upper_;
  JsonReader reader_;
};

}  // namespace

std::unique_ptr<ReplyBody> json_reply(const ReplyExpected& expected) {
  return std::make_unique<JsonReply>(expected);
}

}  // namespace mirante::aws::wire
