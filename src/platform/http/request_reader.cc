// Beast 1.81 asserts that five bytes of a final chunk are there when "0\r\n" came alone before:
// four are no defect of anybody, and its parser reads them well. Only this file and
// answer_reader.cc have it.
#define BOOST_DISABLE_ASSERTS

#include "platform/http/request_reader.h"

#include <charconv>

#include "platform/http/bounded_parser.h"

namespace mirante::http {

namespace beast = boost::beast;
using boost::system::error_code;

class RequestReader::Parser final : public BoundedParser<true> {
 public:
  explicit Parser(std::size_t head_bytes_max) : BoundedParser(head_bytes_max) {}

  RawRequest request;
  int version = 11;

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target,
                       int http_version, error_code&) override {
    request.method = std::string(method);
    request.target = std::string(target);
    version = http_version;
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     error_code&) override {
    request.headers.emplace_back(std::string(name), std::string(value));
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view piece, error_code&) override {
    request.body.append(piece);
    return piece.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, error_code&) override {
    request.body.append(piece);
    return piece.size();
  }
  void on_finish_impl(error_code&) override {}
};

namespace {

Error bad_request(int status, std::string message) {
  return {.kind = status == 413 ? ErrorKind::limit : ErrorKind::invalid,
          .message = std::move(message),
          .code = "http.status_" + std::to_string(status)};
}

Error error_of_parser(error_code error, bool has_request_line, bool speaks_http) {
  using beast::http::error;
  if (error == error::header_limit)
    return has_request_line ? bad_request(431, "the request's headers are too long")
                            : bad_request(414, "the request's target is too long");
  if (error == error::body_limit) return bad_request(413, "the request's body is too long");
  if (error == error::bad_version && speaks_http)
    return bad_request(505, "only HTTP/1.0 and HTTP/1.1 are spoken");
  return bad_request(400, "this is no HTTP request: " + error.message());
}

}  // namespace

RequestReader::RequestReader(std::size_t head_bytes_max, std::size_t body_bytes_max)
    : parser_(std::make_unique<Parser>(head_bytes_max)) {
  parser_->body_limit(body_bytes_max);
}

RequestReader::~RequestReader() = default;

Result<std::size_t> RequestReader::feed(std::string_view bytes) {
  const auto fed = parser_->feed(bytes);
  const bool has_line = !parser_->request.method.empty();
  if (fed.error)
    return fail(
        error_of_parser(fed.error, has_line, bytes.substr(0, bytes.find('\n')).contains(" HTTP/")));
  const auto used = fed.used;
  if (!parser_->is_header_done()) return used;
  const auto& headers = parser_->request.headers;
  if (parser_->version == 11 && find_header(headers, "host") == nullptr)
    return fail(bad_request(400, "the Host header is missing"));
  const auto* coding = find_header(headers, "transfer-encoding");
  if (coding != nullptr && !parser_->chunked())
    return fail(bad_request(501, "the only transfer coding spoken is chunked"));
  return used;
}

bool RequestReader::has_head() const { return parser_->is_header_done(); }
bool RequestReader::is_done() const { return parser_->is_done(); }
bool RequestReader::keep_alive() const { return parser_->keep_alive(); }
bool RequestReader::expects_continue() const {
  const auto* expected = find_header(parser_->request.headers, "expect");
  return parser_->version == 11 && expected != nullptr &&
         same_header_name(*expected, "100-continue");
}
RawRequest& RequestReader::request() { return parser_->request; }

int status_of_bad_request(const Error& error) {
  int status = 400;
  constexpr std::string_view prefix = "http.status_";
  if (error.code.starts_with(prefix))
    std::from_chars(error.code.data() + prefix.size(), error.code.data() + error.code.size(),
                    status);
  return status;
}

}  // namespace mirante::http
