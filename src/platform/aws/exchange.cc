#include "platform/aws/exchange.h"

#include "base/http_date.h"
#include "platform/aws/error_codes.h"
#include "platform/aws/wire/parse.h"

namespace mirante::aws {
namespace {

using http::header_text;

/// Parses the answer while it arrives, and keeps of its head what the judgement needs.
class Reading final : public http::AnswerSink {
 public:
  Reading(const ExchangeRules& rules, Output output) : rules_(rules), output_(output) {}

  void head(int status, const http::Headers& headers) override {
    status_ = status;
    date = header_text(headers, "date");
    retry_after = header_text(headers, "retry-after");
    request_id = header_text(headers, "x-amzn-requestid");
    if (request_id.empty()) request_id = header_text(headers, "x-amz-request-id");
    const auto type = header_text(headers, "content-type");
    is_aws_s = type.find("xml") != std::string::npos || type.find("json") != std::string::npos;
    parser_.emplace(rules_.operation, output_.value, status, headers, wire::ErrorFields(),
                    output_.items);
  }

  void body(std::string_view piece) override {
    bytes += piece.size();
    if (bytes > rules_.answer_bytes_max)
      throw Failure(Error{.kind = ErrorKind::limit,
                          .message = "the answer is larger than " +
                                     std::to_string(rules_.answer_bytes_max) + " bytes",
                          .code = "http.too_large"});
    parser_->feed(piece);
  }

  wire::ParsedReply finish() {
    if (!parser_)
      throw Failure(Error{
          .kind = ErrorKind::unavailable, .message = "there was no answer", .code = "http.lost"});
    return parser_->finish();
  }

  int status() const { return status_; }

  std::string date, retry_after, request_id;
  bool is_aws_s = false;  // By its content type.
  std::size_t bytes = 0;

 private:
  const ExchangeRules& rules_;
  Output output_;
  int status_ = 0;
  std::optional<wire::ReplyParser> parser_;
};

Trouble trouble_of(ErrorKind kind) {
  if (kind == ErrorKind::throttled) return Trouble::throttled;
  return kind == ErrorKind::unavailable ? Trouble::transient : Trouble::none;
}

/// An answer whose words are not AWS's, or that has none: only its status speaks.
void judge_status(Exchange& made, std::string_view what) {
  made.error = Error{.kind = kind_of_code("", made.status),
                     .message = std::string(what) + " was answered with status " +
                                std::to_string(made.status) + " and nothing else",
                     .code = "aws.http_" + std::to_string(made.status)};
  if (made.status < 400) {
    made.error->kind = ErrorKind::corrupt;
    made.error->code = "aws.not_aws";
  }
  made.trouble = trouble_of(made.error->kind);
}

void judge_answer(Exchange& made, wire::ParsedReply reply, const ExchangeRules& rules) {
  if (!reply.request_id.empty()) made.request_id = std::move(reply.request_id);
  if (!reply.error) return;
  auto& said = *reply.error;
  if (said.code.empty()) return judge_status(made, rules.what);
  made.error = Error{.kind = kind_of_code(said.code, made.status, rules.operation.service->id),
                     .message = presentable(said.message),
                     .code = presentable(said.code)};
  if (made.error->message.empty()) made.error->message = made.error->code;
  made.trouble = trouble_of(made.error->kind);
}

/// The exchange itself failed, or what came is no answer of AWS.
void judge_failure(Exchange& made, Error failed, const ExchangeRules& rules, bool is_cut_short,
                   bool sent) {
  const auto what = std::string(rules.what);
  failed.message = what + ": " + presentable(failed.message);
  if (failed.code == "http.not_sent" || (failed.kind == ErrorKind::timeout && !sent)) {
    failed.code = "aws.not_sent";
    made.trouble = Trouble::not_sent;
  } else if (failed.kind == ErrorKind::timeout) {
    failed.code = "aws.no_answer";
    made.trouble = Trouble::timeout;
  } else if (failed.code == "http.lost") {
    failed.code = "aws.no_answer";
    made.trouble = Trouble::transient;
  } else if (failed.code == "http.too_large") {
    // Whatever the call changes has happened; only the answer is lost.
    failed.code = "aws.too_large";
    if (rules.repeatable == Repeatable::without_effect) failed.kind = ErrorKind::corrupt;
  } else if (failed.code == "aws.not_aws" && (made.status >= 500 || made.status == 429)) {
    return judge_status(made, rules.what);
  } else if (failed.code == "aws.not_aws" && is_cut_short) {
    made.trouble = Trouble::transient;
  }
  made.error = std::move(failed);
}

}  // namespace

Task<Exchange> exchange(Loop& loop, http::Transport& transport, const http::ClientRequest& request,
                        ExchangeRules rules, Output output, bool& sent) {
  Exchange made;
  Reading reading(rules, output);
  std::optional<wire::ParsedReply> reply;
  std::optional<Error> failed;
  sent = false;
  try {
    co_await with_deadline(loop, rules.deadline, "the exchange with " + request.host,
                           transport.send(request, reading, &sent));
    reply = reading.finish();
  } catch (const Failure& failure) {
    failed = failure.error();
  }
  const auto* scope = co_await current_scope();
  if (failed && scope != nullptr && scope->reason()) throw Failure(*scope->reason());

  made.status = reading.status();
  made.bytes_received = reading.bytes;
  made.request_id = reading.request_id;
  made.server_time = parse_http_date(reading.date);
  if (reply)
    judge_answer(made, *std::move(reply), rules);
  else
    judge_failure(made, *std::move(failed), rules, made.status == 200 && reading.is_aws_s, sent);
  if (made.error) {
    made.error->request_id = made.request_id;
    made.error->retry_after = parse_retry_after(reading.retry_after, loop.clock().now());
  }
  if (made.trouble == Trouble::not_sent) sent = false;
  co_return made;
}

}  // namespace mirante::aws
