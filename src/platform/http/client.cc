#include "platform/http/client.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/error.hpp>

#include "platform/http/answer_reader.h"
#include "platform/http/byte_stream.h"
#include "platform/http/connection_pool.h"
#include "platform/http/name_cache.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;

/// So much is read at once, and used in well under a millisecond.
constexpr std::size_t received_bytes = 256 << 10;

using SessionPointer = std::unique_ptr<SSL_SESSION, decltype(&::SSL_SESSION_free)>;

Failure not_sent(std::string why) {
  return Failure(
      Error{.kind = ErrorKind::unavailable, .message = std::move(why), .code = "http.not_sent"});
}

Failure lost(std::string why) {
  return Failure(
      Error{.kind = ErrorKind::unavailable, .message = std::move(why), .code = "http.lost"});
}

Failure closed_address(std::string why) {
  return Failure(
      Error{.kind = ErrorKind::refused, .message = std::move(why), .code = "http.closed_address"});
}

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.contains(c);
  });
}

void require_one_line(std::string_view field, std::string_view text) {
  if (text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) return;
  throw Failure(Error{.kind = ErrorKind::invalid,
                      .message = "must not hold a line break",
                      .field = std::string(field),
                      .code = "http.bad_request"});
}

void require_sendable(const ClientRequest& request) {
  if (!is_token(request.method))
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "must be a word such as GET",
                        .field = "method",
                        .code = "http.bad_request"});
  require_one_line("target", request.target);
  if (!request.target.starts_with('/') || request.target.contains(' '))
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "must begin with \"/\" and be encoded",
                        .field = "target",
                        .code = "http.bad_request"});
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name))
      throw Failure(Error{.kind = ErrorKind::invalid,
                          .message = "holds a name that is none",
                          .field = "headers",
                          .code = "http.bad_request"});
    require_one_line("headers." + name, value);
  }
}

std::string head_text(const ClientRequest& request) {
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  const bool may_have_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (!request.body.empty() || may_have_body)
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return text + "\r\n";
}

/// Says why the other side's certificate was not believed, if that was it.
std::string why_tls_failed(ByteStream& stream, boost::system::error_code error) {
  const long verdict = SSL_get_verify_result(stream.tls());
  if (verdict == X509_V_OK) return error.message();
  return std::string("its certificate is not trusted: ") + X509_verify_cert_error_string(verdict);
}

}  // namespace

Result<HttpClientConfig> validate(HttpClientConfig config) {
  const std::pair<const char*, std::size_t> counts[] = {
      {"connections_per_host", config.connections_per_host},
      {"connections_max", config.connections_max},
      {"head_bytes_max", config.head_bytes_max},
      {"body_bytes_max", config.body_bytes_max}};
  for (const auto& [name, value] : counts)
    if (value == 0) return fail_field(name, std::string(name) + " must be over 0");
  if (config.reserved_per_host >= config.connections_per_host)
    return fail_field("reserved_per_host",
                      "reserved_per_host must be less than connections_per_host");
  if (config.judge && !config.unix_socket.empty())
    return fail_field("judge", "judge has nothing to say where all goes to a unix socket");
  if (config.reserved >= config.connections_max)
    return fail_field("reserved", "reserved must be less than connections_max");
  const std::pair<const char*, std::chrono::microseconds> times[] = {
      {"slot_timeout", config.slot_timeout},     {"connect_timeout", config.connect_timeout},
      {"answer_timeout", config.answer_timeout}, {"read_timeout", config.read_timeout},
      {"keep_alive", config.keep_alive},         {"name_ttl", config.name_ttl},
      {"bad_name_ttl", config.bad_name_ttl}};
  for (const auto& [name, value] : times)
    if (value <= 0us) return fail_field(name, std::string(name) + " must be over 0");
  return config;
}

struct HttpClient::State {
  State(RealLoop& real_loop, BlockingPool& blocking, HttpClientConfig given)
      : loop(real_loop), config(std::move(given)), names(loop, blocking, config) {}

  RealLoop& loop;
  const HttpClientConfig config;
  NameCache names;
  ConnectionPool pool{loop, config};
  ByteStream::SslContext tls{ByteStream::SslContext::tls_client};
  std::map<std::string, SessionPointer> sessions;  // By host; the newest.
  /// What comes for any connection is read into this and used before anything else runs, so that it
  /// may be large. The head, and what is not used at once, must have room in it.
  const std::size_t received_size = config.head_bytes_max + received_bytes;
  const std::unique_ptr<char[]> received = std::make_unique_for_overwrite<char[]>(received_size);
  std::uint64_t opened = 0;
  std::uint64_t tls_resumed = 0;

  void believe_authorities();
  std::string host_key(const ClientRequest& request) const {
    if (!config.unix_socket.empty()) return "unix";
    return (request.tls ? "https://" : "http://") + request.host + ":" +
           std::to_string(request.port) +
           (request.stands_for.empty() ? "" : " for " + request.stands_for);
  }
  Task<ConnectionPool::Lease> lease(const ClientRequest& request);
  Task<std::shared_ptr<ByteStream>> open(const ClientRequest& request);
  Task<std::shared_ptr<ByteStream>> open_socket(const ClientRequest& request);
  Task<std::shared_ptr<ByteStream>> open_tcp(const ClientRequest& request);
  void keep_open_ones(const ClientRequest& request,
                      std::vector<boost::asio::ip::address>& addresses) const;
  Task<void> start_tls(const ClientRequest& request, ByteStream& stream);
  Task<void> write(ByteStream& stream, std::string bytes);
  Task<bool> exchange(ByteStream& stream, const ClientRequest& request, AnswerSink& sink);
  Task<void> read_head(ByteStream& stream, AnswerReader& reader);
  Task<void> read(ByteStream& stream, AnswerReader& reader);
  bool take(ByteStream& stream, AnswerReader& reader);
  void remember_session(const ClientRequest& request, ByteStream& stream);
};

HttpClient::HttpClient(RealLoop& loop, BlockingPool& pool, HttpClientConfig config)
    : state_(std::make_unique<State>(loop, pool, or_throw(validate(std::move(config))))) {
  state_->believe_authorities();
}

HttpClient::~HttpClient() = default;

void HttpClient::State::believe_authorities() {
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  boost::system::error_code error;
  if (config.authorities_file.empty()) {
    tls.set_default_verify_paths(error);
  } else {
    tls.load_verify_file(config.authorities_file.string(), error);
  }
  if (error)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "the authorities in \"" + config.authorities_file.string() +
                                   "\" cannot be read: " + error.message() +
                                   "; name a PEM file of certificates",
                        .field = "authorities_file"});
}

HttpClient::Counts HttpClient::counts() const {
  return {.leased = state_->pool.leased(),
          .idle = state_->pool.idle(),
          .waiting = state_->pool.waiting(),
          .opened = state_->opened,
          .tls_resumed = state_->tls_resumed};
}

Task<void> HttpClient::send(const ClientRequest& request, AnswerSink& sink, bool* sent) {
  auto& state = *state_;
  if (sent != nullptr) *sent = false;
  require_sendable(request);
  auto lease = co_await state.lease(request);
  auto stream = lease.take_idle();
  if (stream == nullptr) {
    lease.make_room();
    stream = co_await state.open(request);
    stream->receive_without_waiting();
  }
  StreamCloser closer(stream);
  if (sent != nullptr) *sent = true;
  const bool keep = co_await state.exchange(*stream, request, sink);
  state.remember_session(request, *stream);
  if (!keep) co_return;
  closer.keep();
  lease.keep(std::move(stream));
}

Task<ConnectionPool::Lease> HttpClient::State::lease(const ClientRequest& request) {
  const auto* scope = co_await current_scope();
  std::optional<Error> late;
  try {
    co_return co_await with_deadline(loop, loop.clock().steady() + config.slot_timeout,
                                     "waiting for a connection",
                                     pool.lease(host_key(request), request.share, request.urgent));
  } catch (const Failure& failure) {
    if (scope != nullptr && scope->reason()) throw;
    late = failure.error();
  }
  if (late->kind != ErrorKind::timeout) throw Failure(*std::move(late));
  throw not_sent("no connection to " + request.host + " became free in time");
}

Task<std::shared_ptr<ByteStream>> HttpClient::State::open(const ClientRequest& request) {
  const auto* scope = co_await current_scope();
  std::optional<Error> failed;
  try {
    co_return co_await with_deadline(loop, loop.clock().steady() + config.connect_timeout,
                                     "connecting to " + request.host, open_socket(request));
  } catch (const Failure& failure) {
    if (scope != nullptr && scope->reason()) throw;
    if (failure.error().code == "http.closed_address") throw;
    failed = failure.error();
  }
  throw not_sent(std::move(failed->message));
}

Task<std::shared_ptr<ByteStream>> HttpClient::State::open_socket(const ClientRequest& request) {
  if (!config.unix_socket.empty()) {
    auto stream = std::make_shared<ByteStream>(ByteStream::Socket(loop.io_context()));
    StreamCloser closer(stream);
    const auto path = config.unix_socket.string();
    if (path.size() >= sizeof(sockaddr_un::sun_path))
      throw not_sent("the path of the unix socket is too long: " + path);
    ++opened;
    const auto io = co_await stream->connect(boost::asio::local::stream_protocol::endpoint(path));
    if (io.error) throw not_sent("nobody answers at " + path + ": " + io.error.message());
    closer.keep();
    co_return stream;
  }
  auto stream = co_await open_tcp(request);
  StreamCloser closer(stream);
  boost::system::error_code ignored;
  stream->socket().set_option(tcp::no_delay(true), ignored);
  if (request.tls) co_await start_tls(request, *stream);
  closer.keep();
  co_return stream;
}

Task<std::shared_ptr<ByteStream>> HttpClient::State::open_tcp(const ClientRequest& request) {
  auto addresses = co_await names.resolve(request.host);
  keep_open_ones(request, addresses);
  const auto each = config.connect_timeout / static_cast<std::int64_t>(addresses.size());
  std::string why;
  for (const auto& address : addresses) {
    auto stream = std::make_shared<ByteStream>(ByteStream::Socket(loop.io_context()));
    StreamCloser closer(stream);
    ++opened;
    // The last one has all the time that is left.
    const bool is_last = &address == &addresses.back();
    const Timer next(loop, loop.clock().steady() + (is_last ? config.connect_timeout : each),
                     [&stream] { stream->close(); });
    const auto io = co_await stream->connect(tcp::endpoint(address, request.port));
    if (!io.error) {
      closer.keep();
      co_return stream;
    }
    why = address.to_string() + ": " + io.error.message();
  }
  names.forget(request.host);
  throw not_sent("cannot connect to " + request.host + " port " + std::to_string(request.port) +
                 " (" + why + ")");
}

/// Leaves those to which the judge lets us connect.
void HttpClient::State::keep_open_ones(const ClientRequest& request,
                                       std::vector<boost::asio::ip::address>& addresses) const {
  if (!config.judge) return;
  std::string why;
  std::erase_if(addresses, [&](const boost::asio::ip::address& address) {
    auto objection =
        config.judge({.host = request.host, .port = request.port, .address = address.to_string()});
    if (objection.empty()) return false;
    why = std::move(objection);
    return true;
  });
  if (addresses.empty()) throw closed_address(std::move(why));
}

Task<void> HttpClient::State::start_tls(const ClientRequest& request, ByteStream& stream) {
  const auto known = sessions.find(host_key(request));
  const auto io = co_await stream.connect_tls(
      tls, request.host, known == sessions.end() ? nullptr : known->second.get());
  if (io.error)
    throw not_sent("TLS with " + request.host + " failed: " + why_tls_failed(stream, io.error));
  if (SSL_session_reused(stream.tls()) == 1) ++tls_resumed;
}

/// True: the connection may be used again.
Task<bool> HttpClient::State::exchange(ByteStream& stream, const ClientRequest& request,
                                       AnswerSink& sink) {
  const Steady began = loop.clock().steady();
  const AnswerReader::Limits limits{.head_bytes = config.head_bytes_max,
                                    .body_bytes = config.body_bytes_max};
  AnswerReader reader(limits, sink, request.method == "HEAD");
  const auto* scope = co_await current_scope();
  std::optional<Error> late;
  try {
    co_await with_deadline(loop, began + config.answer_timeout, "the answer",
                           write(stream, head_text(request) + request.body));
    co_await with_deadline(loop, began + config.answer_timeout, "the answer",
                           read_head(stream, reader));
    while (!reader.is_done())
      co_await with_deadline(loop, loop.clock().steady() + config.read_timeout,
                             "the rest of the answer", read(stream, reader));
  } catch (const Failure& failure) {
    if (failure.error().kind != ErrorKind::timeout || (scope != nullptr && scope->reason())) throw;
    late = failure.error();
  }
  if (late) throw lost(request.host + ": " + late->message);
  co_return reader.keep_alive() && stream.data().empty();
}

/// A side that refuses a body may answer and close before it has read it: what it says is then
/// read, and the failure to write is none.
Task<void> HttpClient::State::write(ByteStream& stream, std::string bytes) {
  stream.queue(std::move(bytes));
  while (stream.has_unwritten()) {
    const auto io = co_await stream.write_piece();
    if (io.error) co_return;
  }
}

Task<void> HttpClient::State::read_head(ByteStream& stream, AnswerReader& reader) {
  while (!reader.has_head() && !reader.is_done()) co_await read(stream, reader);
}

Task<void> HttpClient::State::read(ByteStream& stream, AnswerReader& reader) {
  if (take(stream, reader)) {
    co_await stream.next_turn();
    co_return;
  }
  do {
    const auto io = co_await stream.readable();
    if (io.error) throw lost("the connection was lost: " + io.error.message());
  } while (!take(stream, reader));
}

/// Uses what has come; false: nothing has.
bool HttpClient::State::take(ByteStream& stream, AnswerReader& reader) {
  const auto io = stream.receive_now({received.get(), received_size},
                                     [&](std::string_view bytes) { return reader.feed(bytes); });
  if (io.error == boost::asio::error::would_block) return false;
  if (io.error) throw lost("the connection was lost: " + io.error.message());
  if (io.bytes == 0) reader.end();
  return true;
}

void HttpClient::State::remember_session(const ClientRequest& request, ByteStream& stream) {
  if (stream.tls() == nullptr) return;
  auto* const latest = SSL_get0_session(stream.tls());
  if (latest == nullptr || SSL_SESSION_is_resumable(latest) != 1) return;
  // A copy: OpenSSL forbids to take up the connection's own again once that is closed without TLS's
  // goodbye, which nobody waits for in HTTP.
  SessionPointer session(SSL_SESSION_dup(latest), &::SSL_SESSION_free);
  if (session == nullptr) return;
  sessions.insert_or_assign(host_key(request), std::move(session));
}

}  // namespace mirante::http
