#include "main/heartbeat_call.h"

#include <algorithm>

#include "platform/aws/endpoints.h"

namespace mirante {
namespace {

/// Only the status counts.
class StatusSink final : public http::AnswerSink {
 public:
  void head(int status, const http::Headers&) override { status_ = status; }
  void body(std::string_view) override {}
  int status() const { return status_; }

 private:
  int status_ = 0;
};

/// A free function: its coroutine holds what it needs by value.
Task<void> call(http::Transport& transport, http::ClientRequest request) {
  StatusSink sink;
  co_await transport.send(request, sink);
  if (sink.status() < 200 || sink.status() > 299)
    throw Failure(Error{.kind = ErrorKind::unavailable,
                        .message = request.host + " answered the heartbeat with status " +
                                   std::to_string(sink.status()),
                        .code = "heartbeat.refused"});
}

bool is_query_character(char c) { return c > ' ' && c < '\x7f' && c != '#' && c != '"'; }

}  // namespace

Result<http::ClientRequest> heartbeat_request(const std::string& url) {
  const auto mark = std::min(url.find('?'), url.size());
  const auto endpoint = aws::parse_endpoint_url(url.substr(0, mark), "heartbeat-url");
  if (!endpoint) return fail(endpoint.error());
  const auto query = url.substr(mark);
  if (!std::ranges::all_of(query, is_query_character))
    return fail_field("heartbeat-url",
                      "heartbeat-url has a query with characters that must be encoded");
  return http::ClientRequest{
      .tls = endpoint->tls,
      .host = endpoint->host,
      .port = endpoint->port,
      .target = (endpoint->path_prefix.empty() ? "/" : endpoint->path_prefix) + query,
      .headers = {{"Host", endpoint->authority()}, {"User-Agent", "mirante"}}};
}

std::function<Task<void>()> heartbeat_call(http::Transport& transport,
                                           http::ClientRequest request) {
  return [&transport, request = std::move(request)] { return call(transport, request); };
}

}  // namespace mirante
