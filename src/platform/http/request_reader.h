// One HTTP/1.1 request out of the bytes of a connection, within limits. Inside the room only;
// Boost.Beast's parser does the reading (RFC 9112), and refuses what is ambiguous, as a length
// besides chunks.
#pragma once

#include <memory>

#include "base/error.h"
#include "platform/http/raw_server.h"

namespace mirante::http {

class RequestReader {
 public:
  RequestReader(std::size_t head_bytes_max, std::size_t body_bytes_max);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Gives how many bytes were used; those that were not come again, with more. An Error's status
  /// is `status_of` it.
  Result<std::size_t> feed(std::string_view bytes);

  bool has_head() const;
  bool is_done() const;
  bool keep_alive() const;
  /// The client waits for "100 Continue" before it sends its body (RFC 9110 §10.1.1).
  bool expects_continue() const;
  RawRequest& request();

 private:
  class Parser;
  const std::size_t head_bytes_max_;
  std::unique_ptr<Parser> parser_;
};

/// 400, 413, 414, 431, 501 or 505.
int status_of_bad_request(const Error& error);

}  // namespace mirante::http
