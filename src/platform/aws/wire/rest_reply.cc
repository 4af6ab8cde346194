// Answers of the REST protocols: what stands in status and headers is read at once; the body, if
// there is one, by the reader of its format.
#include "platform/aws/wire/reply_body.h"
#include "platform/aws/wire/rest_text.h"

namespace mirante::aws::wire {
namespace {

/// A payload that is a text, bytes or a document: it is the body itself.
class PayloadReply final : public ReplyBody {
 public:
  explicit PayloadReply(std::string& text) : text_(text) {}
  void feed(std::string_view piece) override {
    if (text_.size() + piece.size() > reply_text_max) throw not_aws("the answer is too long");
    text_ += piece;
  }
  ParsedReply finish() override { return {}; }

 private:
  std::string& text_;
};

class RestReply final : public ReplyBody {
 public:
  RestReply(const ReplyExpected& expected, int status)
      : protocol_(expected.operation.service->protocol),
        headers_(expected.headers),
        expected_{.operation = expected.operation,
                  .shape = expected.shape,
                  .output = expected.output,
                  .is_failure = expected.is_failure,
                  .headers = headers_,
                  .error_fields = expected.error_fields} {
    const auto* shape = expected.is_failure ? expected.error_fields.shape : expected.shape;
    auto* value = expected.is_failure ? expected.error_fields.value : expected.output;
    if (shape == nullptr || value == nullptr) return;
    if (const auto ok = read_headers(*shape, headers_, value); !ok)
      throw not_aws("in the answer's header " + ok.error().field + ", " + ok.error().message);
    for (const auto& member : shape->members)
      if (member.location == Location::status)
        *static_cast<std::int32_t*>(fill_member(member, value)) = status;
  }

  void feed(std::string_view piece) override {
    // What an operation without output says besides is nobody's.
    if (!expected_.is_failure && expected_.shape == nullptr) return;
    if (body_ == nullptr) body_ = open_body();
    body_->feed(piece);
  }

  ParsedReply finish() override {
    if (body_ == nullptr && may_be_empty()) return {.request_id = request_id()};
    if (body_ == nullptr) body_ = open_body();
    auto reply = body_->finish();
    if (reply.request_id.empty()) reply.request_id = request_id();
    return reply;
  }

 private:
  std::string request_id() const {
    auto id = http::header_text(headers_, "x-amzn-requestid");
    return id.empty() ? http::header_text(headers_, "x-amz-request-id") : id;
  }

  bool may_be_empty() const {
    if (expected_.is_failure) return false;
    return expected_.shape == nullptr || !has_body_members(*expected_.shape);
  }

  std::unique_ptr<ReplyBody> open_body() {
    auto expected = expected_;
    if (!expected.is_failure && expected.shape != nullptr && expected.output != nullptr) {
      if (const auto* payload = payload_of(*expected.shape)) {
        void* value = fill_member(*payload, expected.output);
        const auto kind = payload->shape->kind;
        if (kind == Kind::string || kind == Kind::blob || kind == Kind::document)
          return std::make_unique<PayloadReply>(*static_cast<std::string*>(value));
        expected.shape = payload->shape;
        expected.output = value;
      }
    }
    return protocol_ == Protocol::rest_json ? json_reply(expected) : xml_reply(expected);
  }

  const Protocol protocol_;
  const http::Headers headers_;  // A copy: the body comes later.
  const ReplyExpected expected_;
  std::unique_ptr<ReplyBody> body_;
};

}  // namespace

std::unique_ptr<ReplyBody> rest_reply(const ReplyExpected& expected, int status) {
  return std::make_unique<RestReply>(expected, status);
}

}  // namespace mirante::aws::wire
