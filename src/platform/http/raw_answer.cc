#include "platform/http/raw_answer.h"

#include <boost/beast/http/status.hpp>

namespace mirante::http {

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

std::string head_text(const RawAnswer& answer, bool keep_alive) {
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(answer.status));
  std::string text =
      "HTTP/1.1 " + std::to_string(answer.status) + " " + std::string(reason) + "\r\n";
  for (const auto& [name, value] : answer.headers) {
    // A line break in a value would let somebody write headers of their own.
    MIRANTE_CHECK((name + value).find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    text += name + ": " + value + "\r\n";
  }
  if (!has_no_body(answer.status) && !answer.flow &&
      find_header(answer.headers, "content-length") == nullptr)
    text += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  text += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return text;
}

bool has_false_length(const RawAnswer& answer) {
  const auto* said = find_header(answer.headers, "content-length");
  return said != nullptr && *said != std::to_string(answer.body.size());
}

}  // namespace mirante::http
