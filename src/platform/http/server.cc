#include "platform/http/server.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/http_date.h"
#include "base/percent.h"

namespace mirante::http {
namespace {

bool is_utf8(std::string_view text) {
  // Json's own check: a text that is none cannot be written strictly.
  try {
    static_cast<void>(Json(text).dump());
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

Error not_utf8(std::string field) {
  return {.kind = ErrorKind::invalid,
          .message = "is not UTF-8",
          .field = std::move(field),
          .code = "http.encoding"};
}

void require_utf8(const Request& request) {
  // What a handler sees of a path is decoded.
  if (!is_utf8(percent_decode(request.path).value_or(request.path)))
    throw Failure(not_utf8("path"));
  for (const auto& [name, value] : request.query)
    if (!is_utf8(name) || !is_utf8(value)) throw Failure(not_utf8("query"));
  if (!is_utf8(request.body)) throw Failure(not_utf8("body"));
}

/// `make` lives as long as the handler that holds it.
Task<Response> answer_by(const Router& router, const ContextMaker& make, Request request,
                         Peer peer) {
  auto ctx = co_await make(request, peer);
  co_return co_await router.answer(std::move(ctx), std::move(request));
}

}  // namespace

HttpHandler routed(const Router& router, ContextMaker make_context) {
  return [&router, make = std::move(make_context)](Request request, Peer peer) {
    return answer_by(router, make, std::move(request), std::move(peer));
  };
}

HttpServer::HttpServer(RealLoop& loop, ServerConfig config, HttpHandler handler,
                       std::vector<Network> trusted)
    : clock_(loop.clock()),
      handler_(std::move(handler)),
      trusted_(std::move(trusted)),
      is_tls_(!config.certificate_file.empty()),
      server_(loop, std::move(config),
              [this](RawRequest request) { return answer(std::move(request)); }) {}

Task<RawAnswer> HttpServer::answer(RawRequest raw) const {
  const auto method = raw.method == "HEAD" ? std::string("GET") : raw.method;
  Response response;
  if (!parse_verb(method)) {
    response = problem(
        {.kind = ErrorKind::invalid,
         .message = "the method " + raw.method + " is none of GET, HEAD, POST, PUT, PATCH, DELETE",
         .code = "http.method"},
        405);
  } else {
    auto request =
        or_throw(parse_request(method, raw.target, std::move(raw.headers), std::move(raw.body)));
    require_utf8(request);
    request.client = client_of(raw.peer, is_tls_, request.headers, trusted_);
    response = co_await handler_(std::move(request), std::move(raw.peer));
  }
  response.headers.emplace_back("Date", to_http_date(clock_.now()));
  co_return RawAnswer{.status = response.status,
                      .headers = std::move(response.headers),
                      .body = std::move(response.body)};
}

}  // namespace mirante::http
