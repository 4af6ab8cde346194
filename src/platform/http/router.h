// The table of what an HTTP server answers: verb, path, the permission needed, and the handler.
// Each room adds its routes; main makes the CallContext (who asks, for which tenant) and the server
// (server.h) does the rest. A handler parses, calls one use case and renders; a Failure that it
// throws becomes problem+json (RFC 9457) with the status of error_table.h.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "platform/http/flow.h"
#include "platform/http/forwarded.h"
#include "platform/http/repeat.h"
#include "platform/http/request_meter.h"
#include "platform/http/transport.h"

namespace mirante::http {

enum class Verb : std::uint8_t { get, post, put, patch, delete_ };
std::string_view to_string(Verb verb);  // "GET"

struct Request {
  Verb verb = Verb::get;
  std::string path;  // As sent, without query; each segment can be decoded.
  std::vector<std::pair<std::string, std::string>> path_parameters = {};  // Decoded: {"id", "i-1"}
  std::vector<std::pair<std::string, std::string>> query = {};            // Decoded, in order.
  Headers headers = {};
  std::string body = {};
  Client client = {};  // Who asks, behind trusted proxies.
  /// Who asks, found out anew: for answers that last longer than a session may. Throws as when the
  /// request came. Null where nobody asks over a server.
  std::function<Task<CallContext>(const Request&)> ask_again = {};

  /// Of the route's pattern; a defect if the pattern has no such name.
  const std::string& path_parameter(std::string_view name) const;
  /// Nullopt if it is not there; throws Failure(invalid) naming it if it is there twice.
  std::optional<std::string> query_parameter(std::string_view name) const;
  std::vector<std::string> query_parameters(std::string_view name) const;
  /// An integer in [least, most]; throws Failure(invalid) naming the parameter.
  std::optional<std::int64_t> query_integer(std::string_view name, std::int64_t least,
                                            std::int64_t most) const;
  /// "true" or "false", which it is where it is missing; throws Failure(invalid) naming it.
  bool query_flag(std::string_view name) const;
  /// ISO 8601 with its zone; throws Failure(invalid) naming the parameter.
  std::optional<Instant> query_instant(std::string_view name) const;
  /// Throws Failure(invalid) naming the first query parameter that is none of these.
  void allow_query(std::initializer_list<std::string_view> names) const;
  /// Empty where it is missing.
  std::string header(std::string_view name) const { return header_text(headers, name); }
  /// The body as a JSON object; an empty body is an empty object. Throws Failure(invalid).
  Json json() const;
};

struct Route;

struct Response {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  Flow flow = {};  // In place of `body`.
  /// Up to then (and not at it) the same request of the same person is answered the same, unless
  /// something is written to the store: the answer depends on these alone, on no other time and
  /// nothing in memory. Nullopt: ask anew each time.
  std::optional<Instant> holds_until = {};
  const Route* made_by = nullptr;  // The router's; null where none was found.
  Repeat repeat = {};              // What came of `holds_until`; the server's business.

  static Response json(int status, const Json& document);
  /// 200, out of the store and nothing else (`holds_until`).
  static Response stored(const Json& document, Instant until = Instant::max());
  static Response no_content() { return {.status = 204}; }
};

std::optional<Verb> parse_verb(std::string_view text);

/// From the parts of a request as they came. Error(invalid), codes "http.method", "http.target".
Result<Request> parse_request(std::string_view method, std::string_view target, Headers headers,
                              std::string body);

using Handler = std::function<Task<Response>(CallContext, const Request&)>;

struct Route {
  Verb verb = Verb::get;
  std::string pattern;                   // "/api/v1/servers/{id}"
  std::optional<Permission> permission;  // None: open to everyone who reaches the server.
  Handler handler;
};

class Router {
 public:
  /// A pattern and verb may be added once. `{name}` stands for one non-empty segment; a literal
  /// segment wins over a name.
  void add(Verb verb, std::string pattern, std::optional<Permission> permission, Handler handler);

  const std::vector<Route>& routes() const { return routes_; }
  /// From now on answers are counted there; both outlive the router.
  void measure(RequestMeter& meter, const Clock& clock) {
    meter_ = &meter;
    clock_ = &clock;
  }

  /// Told of each request of a known actor that is forbidden, before it is answered: the route's
  /// verb and pattern, and why. Outlives the router; a failure of it is the answer's.
  using Listener = std::function<Task<void>(CallContext, std::string route, Error)>;
  void on_forbidden(Listener heard) { heard_ = std::move(heard); }

  /// Answers a request of `ctx`: finds the route, requires its permission, calls the handler, turns
  /// failures into problems. Cancellation is thrown on.
  Task<Response> answer(CallContext ctx, Request request) const;
  /// An answer of this route was given again without being asked for here.
  void count_again(const Route& route, int status, std::chrono::microseconds took) const;
  /// The problem for a request that is refused before anybody knows who asks.
  Response refuse(const Request& request, const Error& error) const;

 private:
  struct Found;

  Found find(const Request& request) const;
  Task<Response> answer_with(const Found& found, CallContext ctx, Request request) const;
  void count(const Found& found, Verb verb, int status, Steady began) const;
  Steady begin() const { return clock_ == nullptr ? Steady() : clock_->steady(); }

  std::vector<Route> routes_;
  Listener heard_;
  RequestMeter* meter_ = nullptr;
  const Clock* clock_ = nullptr;
};

/// Adds a room's routes, whose handlers take the room's services first. Both must outlive the
/// router.
template <class Services>
class RoomRoutes {
 public:
  using Answer = Task<Response> (*)(Services&, CallContext, const Request&);

  RoomRoutes(Router& router, Services& services) : router_(router), services_(services) {}

  void add(Verb verb, std::string pattern, Permission permission, Answer answer) {
    put(verb, std::move(pattern), permission, answer);
  }
  /// Open to whoever reaches the server; the use case asks who it is where that matters.
  void add_open(Verb verb, std::string pattern, Answer answer) {
    put(verb, std::move(pattern), std::nullopt, answer);
  }

 private:
  void put(Verb verb, std::string pattern, std::optional<Permission> permission, Answer answer) {
    router_.add(verb, std::move(pattern), permission,
                [&services = services_, answer](CallContext ctx, const Request& request) {
                  return answer(services, std::move(ctx), request);
                });
  }

  Router& router_;
  Services& services_;
};

/// {type, title, status, detail, code, field?, request_id?, retry_after_ms?}
Response problem(const Error& error);
/// What outsiders may hear: the words of a defect of ours stay in the log.
Error told_outside(Error error);
/// With another status than that of the error's kind, where HTTP has a finer one.
Response problem(const Error& error, int status);
/// The Error in a problem, for clients; nullopt if the document is none.
std::optional<Error> error_of_problem(int status, const Json& document);

}  // namespace mirante::http
