#include "features/requests/keyed_routes.h"

#include "base/log.h"

namespace mirante::requests {
namespace {

Asked asked_of(const CallContext& ctx, const http::Request& request) {
  return {.tenant = ctx.tenant,
          .actor = std::string(to_string(ctx.actor.kind)) + " " + ctx.actor.id,
          .key = request.header("Idempotency-Key"),
          .request = std::string(http::to_string(request.verb)) + " " + request.path + "\n" +
                     request.body};
}

/// Whether it may be that something was done all the same.
bool is_in_doubt(const Error& error) {
  return error.kind == ErrorKind::cancelled || error.code == "sql.unknown_outcome";
}

Task<void> note(RequestsServices& services, Asked asked, const http::Response& response) {
  if (response.status >= 400) {
    co_await forget(services, std::move(asked));
    co_return;
  }
  co_await keep(services, std::move(asked),
                {.status = response.status, .headers = response.headers, .body = response.body});
}

/// Whoever asked is answered even if that cannot be kept; the key then stays without an answer.
Task<void> try_to_note(RequestsServices& services, Asked asked, const http::Response& response) {
  try {
    co_await note(services, std::move(asked), response);
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    log::warning("request.answer_not_kept", log::kv("why", failure.error().message));
  }
}

Task<http::Response> answer(RequestsServices& services, const http::Handler& handler,
                            CallContext ctx, const http::Request& request) {
  const auto asked = asked_of(ctx, request);
  if (asked.key.empty() || ctx.is_anonymous()) co_return co_await handler(std::move(ctx), request);
  if (auto kept = co_await begin(services, asked))
    co_return http::Response{
        .status = kept->status, .headers = std::move(kept->headers), .body = std::move(kept->body)};
  std::optional<Error> failed;
  http::Response response;
  try {
    response = co_await handler(std::move(ctx), request);
  } catch (const Failure& failure) {
    failed = failure.error();
  }
  if (!failed) {
    co_await try_to_note(services, asked, response);
    co_return response;
  }
  if (!is_in_doubt(*failed)) co_await forget(services, asked);
  throw Failure(*std::move(failed));
}

}  // namespace

http::Handler answered_once(RequestsServices& services, http::Handler handler) {
  return [&services, handler = std::move(handler)](CallContext ctx, const http::Request& request) {
    return answer(services, handler, std::move(ctx), request);
  };
}

}  // namespace mirante::requests
