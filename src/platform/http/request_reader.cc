#include "platform/http/request_reader.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>

namespace mirante::http {

namespace beast = boost::beast;
using boost::system::error_code;

class RequestReader::Parser final : public beast::http::basic_parser<true> {
 public:
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

Error error_of_parser(error_code error, std::string_view head) {
  using beast::http::error;
  if (error == error::header_limit)
    return head.contains('\n') ? bad_request(431, "the request's headers are too long")
                               : bad_request(414, "the request's target is too long");
  if (error == error::body_limit) return bad_request(413, "the request's body is too long");
  if (error == error::bad_version) return bad_request(505, "only HTTP/1.0 and HTTP/1.1 are spoken");
  return bad_request(400, "this is no HTTP request: " + error.message());
}

}  // namespace

RequestReader::RequestReader(std::size_t head_bytes_max, std::size_t body_bytes_max)
    : head_bytes_max_(head_bytes_max), parser_(std::make_unique<Parser>()) {
  parser_->header_limit(static_cast<std::uint32_t>(head_bytes_max));
  parser_->body_limit(body_bytes_max);
  parser_->eager(true);
}

RequestReader::~RequestReader() = default;

Result<std::size_t> RequestReader::feed(std::string_view bytes) {
  error_code error;
  std::size_t used = 0;
  // With chunks, Beast stops after each; what is left is fed until it wants more.
  while (used < bytes.size() && !parser_->is_done()) {
    const auto rest = bytes.substr(used);
    const auto now = parser_->put(boost::asio::buffer(rest.data(), rest.size()), error);
    used += now;
    if (error == beast::http::error::need_more) return used;
    if (error) return fail(error_of_parser(error, rest.substr(0, head_bytes_max_)));
    if (now == 0) break;
  }
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
