#include "platform/http/router.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/error_table.h"
#include "base/foreign_json.h"
#include "base/log.h"
#include "base/percent.h"

namespace mirante::http {
namespace {

/// Takes the first segment away.
std::string_view take_segment(std::string_view& rest) {
  const auto slash = rest.find('/');
  const auto segment = rest.substr(0, slash);
  rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  return segment;
}

bool is_name(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// Calls `take(name, value)` for each name of the pattern, until it returns false; true if the path
/// is one of the pattern's. Each request asks this of every route.
template <class Take>
bool walk(std::string_view pattern, std::string_view path, Take take) {
  // Behind the last segment stands nothing, which is not the same as an empty segment.
  bool has_more = true;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  while (has_more) {
    has_more = pattern.contains('/');
    if (has_more != path.contains('/')) return false;
    const auto wanted = take_segment(pattern), given = take_segment(path);
    if (!is_name(wanted)) {
      if (wanted != given) return false;
    } else if (given.empty() || !take(wanted.substr(1, wanted.size() - 2), given)) {
      return false;
    }
  }
  return true;
}

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// The values of the pattern's names; nullopt if the path is another.
std::optional<Parameters> match(std::string_view pattern, std::string_view path) {
  if (!walk(pattern, path, [](auto, auto) { return true; })) return std::nullopt;
  Parameters parameters;
  const bool is_decoded = walk(pattern, path, [&](std::string_view name, std::string_view given) {
    auto value = percent_decode(given);
    if (!value) return false;
    parameters.emplace_back(name, *std::move(value));
    return true;
  });
  if (!is_decoded) return std::nullopt;
  return parameters;
}

Response not_allowed(Verb verb, const std::vector<std::string>& allowed) {
  std::string list;
  for (const auto& name : allowed) list += (list.empty() ? "" : ", ") + name;
  auto response =
      problem({.kind = ErrorKind::invalid,
               .message = std::string(to_string(verb)) + " is not possible here; possible: " + list,
               .code = "http.method_not_allowed"},
              405);
  response.headers.emplace_back("Allow", list);  // RFC 9110, 15.5.6.
  return response;
}

/// RFC 9110 and RFC 6585 have finer statuses than "conflict" for what an If-Match was wrong about.
int status_of(const Error& error) {
  if (error.kind != ErrorKind::conflict || error.field != "If-Match")
    return meaning_of(error.kind).http_status;
  return error.code.ends_with(".not_seen") ? 428 : 412;
}

}  // namespace

std::string_view to_string(Verb verb) {
  switch (verb) {
    case Verb::get: return "GET";
    case Verb::post: return "POST";
    case Verb::put: return "PUT";
    case Verb::patch: return "PATCH";
    case Verb::delete_: return "DELETE";
  }
  return "";
}

std::optional<Verb> parse_verb(std::string_view text) {
  for (const auto verb : {Verb::get, Verb::post, Verb::put, Verb::patch, Verb::delete_})
    if (to_string(verb) == text) return verb;
  return std::nullopt;
}

Result<Request> parse_request(std::string_view method, std::string_view target, Headers headers,
                              std::string body) {
  const auto verb = parse_verb(method);
  if (!verb)
    return fail(Error{.kind = ErrorKind::invalid,
                      .message = "the method is none of GET, POST, PUT, PATCH, DELETE",
                      .code = "http.method"});
  const auto wrong = [](std::string what) {
    return fail(
        Error{.kind = ErrorKind::invalid, .message = std::move(what), .code = "http.target"});
  };
  if (!target.starts_with('/')) return wrong("the request's target must begin with \"/\"");
  const auto mark = target.find('?');
  if (!percent_decode(target.substr(0, mark)))
    return wrong("a % in the path is not followed by two digits");
  Request request{.verb = *verb,
                  .path = std::string(target.substr(0, mark)),
                  .headers = std::move(headers),
                  .body = std::move(body)};
  if (mark == std::string_view::npos) return request;
  for (auto rest = target.substr(mark + 1); !rest.empty();) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals));
    std::string spaced(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    std::ranges::replace(spaced, '+', ' ');
    auto value = percent_decode(spaced);
    if (!name || !value) return wrong("a % in the query is not followed by two digits");
    request.query.emplace_back(*std::move(name), *std::move(value));
  }
  return request;
}

const std::string& Request::path_parameter(std::string_view name) const {
  for (const auto& [known, value] : path_parameters)
    if (known == name) return value;
  MIRANTE_CHECK(false);
}

std::optional<std::string> Request::query_parameter(std::string_view name) const {
  std::optional<std::string> found;
  for (const auto& [known, value] : query) {
    if (known != name) continue;
    if (found) throw wrong_field(std::string(name), "may be given only once");
    found = value;
  }
  return found;
}

std::vector<std::string> Request::query_parameters(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [known, value] : query)
    if (known == name) values.push_back(value);
  return values;
}

bool Request::query_flag(std::string_view name) const {
  const auto text = query_parameter(name).value_or("false");
  if (text != "true" && text != "false")
    throw wrong_field(std::string(name), "must be true or false");
  return text == "true";
}

std::optional<std::int64_t> Request::query_integer(std::string_view name, std::int64_t least,
                                                   std::int64_t most) const {
  const auto text = query_parameter(name);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < least || value > most)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "must be a whole number from " + std::to_string(least) + " to " +
                                   std::to_string(most),
                        .field = std::string(name)});
  return value;
}

std::optional<Instant> Request::query_instant(std::string_view name) const {
  const auto text = query_parameter(name);
  if (!text) return std::nullopt;
  const auto instant = parse_iso8601(*text);
  if (!instant)
    throw wrong_field(std::string(name),
                      "must be an instant with its zone, such as 2026-11-25T14:00:00Z");
  return *instant;
}

void Request::allow_query(std::initializer_list<std::string_view> names) const {
  for (const auto& [name, value] : query)
    if (std::ranges::find(names, name) == names.end()) {
      std::string list;
      for (const auto known : names) list += (list.empty() ? "" : ", ") + std::string(known);
      throw Failure(Error{.kind = ErrorKind::invalid,
                          .message = "is no parameter of this; there are: " + list,
                          .field = name});
    }
}

Json Request::json() const {
  if (body.empty()) return Json::object();
  auto document = read_foreign_json(body);
  if (!document.is_object())
    throw Failure(Error{
        .kind = ErrorKind::invalid, .message = "the body must be a JSON object", .field = "body"});
  return document;
}

Response Response::json(int status, const Json& document) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = document.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Response Response::stored(const Json& document, Instant until) {
  auto response = json(200, document);
  response.holds_until = until;
  return response;
}

void Router::add(Verb verb, std::string pattern, std::optional<Permission> permission,
                 Handler handler) {
  for (const auto& route : routes_) MIRANTE_CHECK(route.verb != verb || route.pattern != pattern);
  routes_.push_back({verb, std::move(pattern), permission, std::move(handler)});
}

struct Router::Found {
  const Route* route = nullptr;
  std::optional<Parameters> parameters = {};
  std::vector<std::string> allowed = {};  // Verbs that the address has.
};

Router::Found Router::find(const Request& request) const {
  Found best;
  for (const auto& route : routes_) {
    auto found = match(route.pattern, request.path);
    if (!found) continue;
    best.allowed.emplace_back(to_string(route.verb));
    if (route.verb != request.verb) continue;
    // Fewer names: more literal.
    if (best.route != nullptr && found->size() >= best.parameters->size()) continue;
    best.route = &route;
    best.parameters = std::move(found);
  }
  return best;
}

void Router::count(const Found& found, Verb verb, int status, Steady began) const {
  if (meter_ == nullptr) return;
  meter_->add({.method = std::string(to_string(verb)),
               .route = found.route == nullptr ? "none" : found.route->pattern},
              status, clock_->steady() - began);
}

Response Router::refuse(const Request& request, const Error& error) const {
  auto response = problem(error);
  count(find(request), request.verb, response.status, begin());
  return response;
}

Task<Response> Router::answer(CallContext ctx, Request request) const {
  const auto began = begin();
  const auto verb = request.verb;
  const auto found = find(request);
  auto response = co_await answer_with(found, std::move(ctx), std::move(request));
  count(found, verb, response.status, began);
  response.made_by = found.route;
  co_return response;
}

void Router::count_again(const Route& route, int status, std::chrono::microseconds took) const {
  if (meter_ == nullptr) return;
  meter_->add({.method = std::string(to_string(route.verb)), .route = route.pattern}, status, took);
}

Task<Response> Router::answer_with(const Found& found, CallContext ctx, Request request) const {
  const auto* const best = found.route;
  if (best == nullptr) {
    if (found.allowed.empty())
      co_return problem({.kind = ErrorKind::not_found,
                         .message = "there is nothing at " + request.path,
                         .code = "http.no_route"});
    co_return not_allowed(request.verb, found.allowed);
  }
  request.path_parameters = *found.parameters;
  std::optional<Error> error;
  try {
    if (best->permission) require(ctx, *best->permission);
    co_return co_await best->handler(ctx, request);
  } catch (...) {
    error = error_of(std::current_exception());
  }
  if (error->kind == ErrorKind::cancelled) throw Failure(*error);
  if (error->kind == ErrorKind::forbidden && heard_ && !ctx.is_anonymous())
    co_await heard_(ctx, std::string(to_string(best->verb)) + " " + best->pattern, *error);
  if (error->kind == ErrorKind::internal)
    log::error("http.internal", log::kv("path", request.path), log::kv("message", error->message));
  co_return problem(told_outside(*std::move(error)));
}

Error told_outside(Error error) {
  if (error.kind == ErrorKind::internal)
    error.message = "this is a defect of the panel, whose log says more";
  return error;
}

Response problem(const Error& error) { return problem(error, status_of(error)); }

Response problem(const Error& error, int status) {
  Json document{{"type", "about:blank"},
                {"title", to_string(error.kind)},
                {"status", status},
                {"detail", error.message},
                {"code", error.code.empty() ? std::string(to_string(error.kind)) : error.code}};
  if (!error.field.empty()) document["field"] = error.field;
  if (!error.request_id.empty()) document["request_id"] = error.request_id;
  if (error.retry_after) document["retry_after_ms"] = error.retry_after->count();
  auto response = Response::json(status, document);
  response.headers = {{"Content-Type", "application/problem+json"}};
  return response;
}

std::optional<Error> error_of_problem(int status, const Json& document) {
  const auto text = [&](const char* name) {
    const auto found = document.find(name);
    return found != document.end() && found->is_string() ? found->get<std::string>()
                                                         : std::string();
  };
  if (!document.is_object() || text("title").empty()) return std::nullopt;
  Error error{.kind = status >= 500 ? ErrorKind::internal : ErrorKind::invalid,
              .message = text("detail"),
              .field = text("field"),
              .code = text("code"),
              .request_id = text("request_id")};
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind)
    if (to_string(static_cast<ErrorKind>(kind)) == text("title"))
      error.kind = static_cast<ErrorKind>(kind);
  if (const auto found = document.find("retry_after_ms");
      found != document.end() && found->is_number_integer())
    error.retry_after = std::chrono::milliseconds(found->get<std::int64_t>());
  return error;
}

}  // namespace mirante::http
