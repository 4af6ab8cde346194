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

/// The first part of the request that is not UTF-8.
std::optional<Error> not_utf8(const Request& request) {
  const auto error = [](std::string field) {
    return Error{.kind = ErrorKind::invalid,
                 .message = "is not UTF-8",
                 .field = std::move(field),
                 .code = "http.encoding"};
  };
  // What a handler sees of a path is decoded.
  if (!is_utf8(percent_decode(request.path).value_or(request.path))) return error("path");
  for (const auto& [name, value] : request.query)
    if (!is_utf8(name) || !is_utf8(value)) return error("query");
  if (!is_utf8(request.body)) return error("body");
  return std::nullopt;
}

Task<CallContext> context_by(const ContextMaker& make, const Request& request, const Peer& peer) {
  co_return (co_await make(request, peer)).context;
}

/// Whether an answer still comes out the same that was made at `made` while the source stood at
/// `version`.
struct Held {
  RepeatRules rules;
  SourceVersion version;
  Instant made, until;

  // A clock that was set back may bring back what was over.
  bool operator()() const {
    const auto now = rules.clock->now();
    return made <= now && now < until && rules.version() == version;
  }
};

/// `make` and `rules` live as long as the handler that holds them.
struct Answering {
  const Router& router;
  const ContextMaker make;
  const RepeatRules rules;

  Task<Response> answer(Request request, Peer peer) const;
  Task<Response> answer_once(Request request, Peer peer, std::optional<Instant>& known_until) const;
};

Task<Response> Answering::answer(Request request, Peer peer) const {
  std::optional<Instant> known_until;
  const bool may_repeat = rules.version && request.verb == Verb::get;
  const auto before = may_repeat ? rules.version() : std::nullopt;
  auto response = co_await answer_once(std::move(request), std::move(peer), known_until);
  // What was read between two looks at the same version was that version's.
  if (before && known_until && response.holds_until && response.status == 200 && !response.flow &&
      rules.version() == before)
    response.repeat = {
        .holds = Held{.rules = rules,
                      .version = *before,
                      .made = rules.clock->now(),
                      .until = std::min(*known_until, *response.holds_until)},
        .given = [&to = router, route = response.made_by](std::chrono::microseconds took) {
          to.count_again(*route, 200, took);
        }};
  co_return response;
}

Task<Response> Answering::answer_once(Request request, Peer peer,
                                      std::optional<Instant>& known_until) const {
  std::optional<CallContext> ctx;
  std::optional<Error> refusal;
  try {
    auto asker = co_await make(request, peer);
    ctx = std::move(asker.context);
    known_until = asker.known_until;
  } catch (const Failure& failure) {
    const auto kind = failure.error().kind;
    if (kind == ErrorKind::cancelled || kind == ErrorKind::internal) throw;
    refusal = failure.error();
  }
  if (refusal) co_return router.refuse(request, *refusal);
  request.ask_again = [this, peer = std::move(peer)](const Request& again) {
    return context_by(make, again, peer);
  };
  co_return co_await router.answer(*std::move(ctx), std::move(request));
}

Response unknown_method(const std::string& method) {
  const std::string known = "GET, HEAD, POST, PUT, PATCH, DELETE";
  auto response = problem({.kind = ErrorKind::invalid,
                           .message = "the method " + method + " is none of " + known,
                           .code = "http.method"},
                          405);
  response.headers.emplace_back("Allow", known);
  return response;
}

}  // namespace

HttpHandler routed(const Router& router, ContextMaker make_context, RepeatRules rules) {
  MIRANTE_CHECK(!rules.version || rules.clock != nullptr);
  return [answering = Answering{.router = router,
                                .make = std::move(make_context),
                                .rules = std::move(rules)}](Request request, Peer peer) {
    return answering.answer(std::move(request), std::move(peer));
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

Task<Response> HttpServer::decoded(RawRequest raw, Client client) const {
  const auto method = raw.method == "HEAD" ? std::string("GET") : raw.method;
  if (!parse_verb(method)) co_return unknown_method(raw.method);
  auto request = parse_request(method, raw.target, std::move(raw.headers), std::move(raw.body));
  if (!request) co_return problem(request.error());
  if (const auto wrong = not_utf8(*request)) co_return problem(*wrong);
  request->client = std::move(client);
  co_return co_await handler_(*std::move(request), std::move(raw.peer));
}

Task<RawAnswer> HttpServer::answer(RawRequest raw) const {
  auto client = client_of(raw.peer, is_tls_, raw.headers, trusted_);
  const bool is_secure = client.is_secure;
  auto response = co_await decoded(std::move(raw), std::move(client));
  response.headers.emplace_back("Date", to_http_date(clock_.now()));
  if (is_secure) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  co_return RawAnswer{.status = response.status,
                      .headers = std::move(response.headers),
                      .body = std::move(response.body),
                      .flow = std::move(response.flow),
                      .repeat = std::move(response.repeat)};
}

}  // namespace mirante::http
