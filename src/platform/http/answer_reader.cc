// Beast 1.81 asserts that five bytes of a final chunk are there when "0\r\n" came alone before:
// four are no defect of anybody, and its parser reads them well. Only this file and
// request_reader.cc have it.
#define BOOST_DISABLE_ASSERTS

#include "platform/http/answer_reader.h"

#include "platform/http/bounded_parser.h"
#include "platform/http/inflater.h"

namespace mirante::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

Failure lost(const std::string& why) {
  return Failure(Error{.kind = ErrorKind::unavailable, .message = why, .code = "http.lost"});
}

Failure too_large(const std::string& what, std::size_t limit) {
  return Failure(Error{.kind = ErrorKind::limit,
                       .message = what + " has more than " + std::to_string(limit) + " bytes",
                       .code = "http.too_large"});
}

}  // namespace

class AnswerReader::Parser final : public BoundedParser<false> {
 public:
  Parser(const Limits& limits, AnswerSink& sink)
      : BoundedParser(limits.head_bytes), limits_(limits), sink_(sink) {
    body_limit(boost::none);  // Counted below, so that its error is ours.
  }

  bool is_interim() const { return status_ < 200; }
  bool ends_whole() const { return !inflater_ || inflater_->is_done() || wire_bytes_ == 0; }

 private:
  void on_request_impl(beast::http::verb, beast::string_view, beast::string_view, int,
                       error_code&) override {}
  void on_response_impl(int status, beast::string_view, int, error_code& error) override {
    // Below 100 there is none (RFC 9110 §15); Beast would take a body after it.
    if (status < 100) error = beast::http::error::bad_status;
    status_ = status;
  }
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     error_code&) override {
    headers_.emplace_back(std::string(name), std::string(value));
  }
  void on_header_impl(error_code&) override {
    if (is_interim()) return;
    const auto* coding = find_header(headers_, "content-encoding");
    if (coding != nullptr &&
        (same_header_name(*coding, "gzip") || same_header_name(*coding, "deflate")))
      inflater_.emplace();
    sink_.head(status_, headers_);
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length && *length > limits_.body_bytes)
      throw too_large("the answer's body", limits_.body_bytes);
  }
  std::size_t on_body_impl(beast::string_view piece, error_code&) override {
    take(piece);
    return piece.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, error_code&) override {
    take(piece);
    return piece.size();
  }
  void on_finish_impl(error_code&) override {}

  void take(std::string_view piece) {
    wire_bytes_ += piece.size();
    if (wire_bytes_ > limits_.body_bytes) throw too_large("the answer's body", limits_.body_bytes);
    if (!inflater_)
      pass(piece);
    else if (!inflater_->feed(piece, [this](std::string_view decoded) { pass(decoded); }))
      throw lost("the answer's compressed body is damaged");
  }
  void pass(std::string_view piece) {
    decoded_bytes_ += piece.size();
    if (decoded_bytes_ > limits_.body_bytes)
      throw too_large("the answer's decoded body", limits_.body_bytes);
    if (!piece.empty()) sink_.body(piece);
  }

  const Limits& limits_;
  AnswerSink& sink_;
  int status_ = 0;
  Headers headers_;
  std::optional<Inflater> inflater_;
  std::size_t wire_bytes_ = 0;
  std::size_t decoded_bytes_ = 0;
};

AnswerReader::AnswerReader(Limits limits, AnswerSink& sink, bool is_head)
    : limits_(limits), sink_(sink), is_head_(is_head) {
  start();
}

AnswerReader::~AnswerReader() = default;

void AnswerReader::start() {
  parser_ = std::make_unique<Parser>(limits_, sink_);
  if (is_head_) parser_->skip(true);
}

std::size_t AnswerReader::feed(std::string_view bytes) {
  std::size_t used = 0;
  for (;;) {
    const auto fed = parser_->feed(bytes.substr(used));
    used += fed.used;
    if (fed.error == beast::http::error::header_limit)
      throw too_large("the answer's head, or a line of its chunks,", limits_.head_bytes);
    if (fed.error) throw lost("what came is no HTTP answer: " + fed.error.message());
    // "100 Continue" and the like come before the answer (RFC 9110 §15.2).
    if (!parser_->is_done() || !parser_->is_interim()) break;
    start();
  }
  if (is_done() && !parser_->ends_whole())
    throw lost("the answer's compressed body ended in its middle");
  return used;
}

void AnswerReader::end() {
  error_code error;
  // Only an answer without a length ends with its connection.
  if (parser_->is_header_done() && !parser_->is_interim()) parser_->put_eof(error);
  if (error || !is_done() || !parser_->ends_whole())
    throw lost("the connection ended before the answer did");
}

bool AnswerReader::has_head() const { return parser_->is_header_done() && !parser_->is_interim(); }
bool AnswerReader::is_done() const { return parser_->is_done() && !parser_->is_interim(); }
bool AnswerReader::keep_alive() const { return parser_->keep_alive(); }

}  // namespace mirante::http
