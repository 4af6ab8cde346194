#include "platform/http/raw_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <charconv>
#include <list>

#include "base/error_table.h"
#include "base/log.h"
#include "base/task_group.h"
#include "platform/http/byte_stream.h"
#include "platform/http/direct_outflow.h"
#include "platform/http/kept_answers.h"
#include "platform/http/listener.h"
#include "platform/http/raw_answer.h"
#include "platform/http/request_reader.h"
#include "platform/http/router.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;

// After an error, what the client still sends is read for so long, so that it sees the answer
// instead of a reset.
constexpr auto linger_for = 2s;
constexpr std::size_t linger_bytes = 4 << 20;
// Beyond these a connection that is too many is closed without a word.
constexpr std::size_t refusals_max = 64;
// Accepting has failed, as for want of file handles.
constexpr auto accept_pause = 100ms;

/// Then its head alone is not the question.
bool may_have_body(const RawRequest& request) {
  return !request.body.empty() || find_header(request.headers, "content-length") != nullptr ||
         find_header(request.headers, "transfer-encoding") != nullptr ||
         find_header(request.headers, "expect") != nullptr;
}

RawAnswer answer_of(const Error& error, int status) {
  auto response = problem(error, status);
  return {
      .status = status, .headers = std::move(response.headers), .body = std::move(response.body)};
}

/// The connection is of no more use; nothing is to be said about it.
struct Gone {};

}  // namespace

struct RawServer::State {
  State(RealLoop& real_loop, ServerConfig given, RawHandler answers)
      : loop(real_loop),
        config(std::move(given)),
        handler(std::move(answers)),
        kept(config.kept_bytes_max) {}

  RealLoop& loop;
  const ServerConfig config;
  const RawHandler handler;
  KeptAnswers kept;
  std::optional<ByteStream::SslContext> tls;
  std::list<std::shared_ptr<Listener>> listeners;  // Shared with accepts that are running.
  /// Of connections that wait for a request.
  std::list<CancelScope*> idle;
  /// Of answers that last.
  std::list<CancelScope*> flows;
  std::size_t connections = 0;
  std::size_t refusals = 0;  // Connections that are told that there are too many.
  bool is_stopping = false;
  TaskGroup group{loop, nullptr};  // Dropped first.

  void listen(std::shared_ptr<Listener> listener) {
    listeners.push_back(listener);
    group.spawn(accept(std::move(listener)));
  }
  Task<void> accept(std::shared_ptr<Listener> listener);
  Task<void> accept_each(std::shared_ptr<Listener> listener);
  Task<void> serve(std::shared_ptr<ByteStream> stream, bool is_tcp);
  Task<void> refuse(std::shared_ptr<ByteStream> stream);
  Task<void> talk(const std::shared_ptr<ByteStream>& stream, const Peer& peer);
  Task<void> wait_for_request(ByteStream& stream);
  /// Reads a request; Failure if it is none, Gone if there is none.
  Task<void> read_request(ByteStream& stream, RequestReader& reader);
  Task<void> read_head(ByteStream& stream, RequestReader& reader);
  Task<void> read_body(ByteStream& stream, RequestReader& reader);
  Task<RawAnswer> answer(RawRequest request);
  /// The question's answer is kept, and is on its way: what the system did not take is queued.
  bool give_again(ByteStream& stream, const std::optional<KeptAnswers::Key>& key,
                  std::size_t head_bytes);
  /// False: the connection cannot be used again. `keep_as`: where it may be given again.
  Task<bool> deliver(const std::shared_ptr<ByteStream>& stream, RawAnswer answer, bool is_head,
                     bool keep_alive, const std::optional<KeptAnswers::Key>& keep_as = {});
  Task<void> write(ByteStream& stream, std::string_view bytes);
  Task<void> write_rest(ByteStream& stream);
  Task<void> write_flow(const std::shared_ptr<ByteStream>& stream, const Flow& flow);
  Task<void> fill_flow(const Flow& flow, DirectOutflow& out, FlowQueue& queue);
  Task<void> empty_flow(ByteStream& stream, DirectOutflow& out, FlowQueue& queue,
                        TaskGroup& others);
  Task<void> watch_reader(ByteStream& stream);
  Task<void> linger(ByteStream& stream);
};

namespace {

std::optional<ByteStream::SslContext> tls_of(const ServerConfig& config) {
  if (config.certificate_file.empty()) return std::nullopt;
  ByteStream::SslContext context(ByteStream::SslContext::tls_server);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  const auto load = [](const char* field, const std::filesystem::path& file, auto call) {
    try {
      call(file.string());
    } catch (const boost::system::system_error& failed) {
      throw Failure(Error{.kind = ErrorKind::invalid,
                          .message = file.string() + " cannot be used: " + failed.code().message() +
                                     "; it must be a PEM file",
                          .field = field});
    }
  };
  load("certificate_file", config.certificate_file,
       [&](const std::string& file) { context.use_certificate_chain_file(file); });
  load("private_key_file", config.private_key_file, [&](const std::string& file) {
    context.use_private_key_file(file, ByteStream::SslContext::pem);
  });
  return context;
}

}  // namespace

RawServer::RawServer(RealLoop& loop, ServerConfig config, RawHandler handler)
    : state_(std::make_unique<State>(loop, or_throw(validate(std::move(config))),
                                     std::move(handler))) {
  state_->tls = tls_of(state_->config);
}

RawServer::~RawServer() {
  for (const auto& listener : state_->listeners) listener->close();
}

std::uint16_t RawServer::listen_tcp(const std::string& address, std::uint16_t port) {
  auto listener = Listener::tcp(state_->loop.io_context(), address, port);
  const auto bound = listener->port();
  state_->listen(std::move(listener));
  return bound;
}

void RawServer::listen_unix(const std::filesystem::path& path) {
  state_->listen(Listener::unix(state_->loop.io_context(), path));
}

std::size_t RawServer::connections() const { return state_->connections; }
std::size_t RawServer::flows() const { return state_->flows.size(); }

Task<void> RawServer::stop(std::chrono::microseconds grace) {
  auto& state = *state_;
  state.is_stopping = true;
  for (const auto& listener : state.listeners) listener->close();
  const Error reason{.kind = ErrorKind::cancelled, .message = "the server ends"};
  // Cancelling one takes it out of the list.
  while (!state.idle.empty()) state.idle.front()->cancel(reason);
  // What one of them resumes ends itself alone.
  for (auto* flow : std::vector(state.flows.begin(), state.flows.end())) flow->cancel(reason);
  const Timer late(state.loop, state.loop.clock().steady() + grace,
                   [&] { state.group.cancel(reason); });
  co_await state.group.join();
}

Task<void> RawServer::State::accept(std::shared_ptr<Listener> listener) {
  try {
    co_await accept_each(std::move(listener));
  } catch (const Failure&) {
    // The end of the grace finds it in a pause.
    if (!is_stopping) throw;
  }
}

Task<void> RawServer::State::accept_each(std::shared_ptr<Listener> listener) {
  auto& acceptor = listener->acceptor();
  while (!is_stopping) {
    // Shared with the accept that is running.
    const auto socket = std::make_shared<ByteStream::Socket>(loop.io_context());
    const auto io = co_await io_call(listener, [&acceptor, socket](auto handler) {
      acceptor.async_accept(*socket, [socket, done = std::move(handler)](
                                         boost::system::error_code error) { done(error); });
    });
    if (is_stopping || io.error == boost::asio::error::operation_aborted) co_return;
    if (io.error) {
      log::warning("http.accept", log::kv("message", io.error.message()));
      co_await sleep_for(loop, accept_pause);
      continue;
    }
    const bool is_tcp = listener->port() != 0;
    auto stream = std::make_shared<ByteStream>(std::move(*socket));
    if (connections < config.connections_max)
      group.spawn(serve(std::move(stream), is_tcp));
    else if (refusals < refusals_max)
      group.spawn(refuse(std::move(stream)));
    else
      stream->close();
  }
}

Task<void> RawServer::State::refuse(std::shared_ptr<ByteStream> stream) {
  const StreamCloser closer(stream);
  ++refusals;
  const struct Leave {
    std::size_t& count;
    ~Leave() { --count; }
  } leave{refusals};
  if (tls) co_return;
  try {
    const Error full{.kind = ErrorKind::unavailable,
                     .message = "too many connections are open; try again soon",
                     .code = "http.connections"};
    co_await deliver(stream, answer_of(full, 503), false, false);
    co_await linger(*stream);
  } catch (const Failure&) {
    co_return;
  } catch (const Gone&) {
    co_return;
  }
}

Task<void> RawServer::State::serve(std::shared_ptr<ByteStream> stream, bool is_tcp) {
  const StreamCloser closer(stream);
  ++connections;
  const struct Leave {
    std::size_t& count;
    ~Leave() { --count; }
  } leave{connections};
  const auto peer = peer_of(stream->socket());
  try {
    if (is_tcp) {
      boost::system::error_code ignored;
      stream->socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    }
    if (tls && is_tcp) {
      const auto io = co_await with_deadline(loop, loop.clock().steady() + config.head_timeout,
                                             "TLS", stream->accept_tls(*tls));
      if (io.error) co_return;
    }
    co_await talk(stream, peer);
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::internal)
      log::error("http.connection", log::kv("message", failure.error().message));
  } catch (const Gone&) {
    co_return;
  }
}

Task<void> RawServer::State::talk(const std::shared_ptr<ByteStream>& stream, const Peer& peer) {
  const auto* scope = co_await current_scope();
  for (;;) {
    co_await wait_for_request(*stream);
    std::size_t head_bytes = 0;
    auto key = kept.key_of(peer, stream->data(), head_bytes);
    if (give_again(*stream, key, head_bytes)) {
      if (stream->has_unwritten()) co_await write_rest(*stream);
      continue;
    }
    RequestReader reader(config.head_bytes_max, config.body_bytes_max);
    std::optional<Error> wrong;
    try {
      co_await read_request(*stream, reader);
    } catch (const Failure& failure) {
      if (scope != nullptr && scope->reason()) throw;
      wrong = failure.error();
    }
    if (wrong) {
      // Who has not even taken "100 Continue" takes no error either.
      if (stream->has_unwritten()) co_return;
      const bool is_late = wrong->kind == ErrorKind::timeout;
      const int status = is_late ? 408 : status_of_bad_request(*wrong);
      co_await deliver(stream, answer_of(*wrong, status), false, false);
      if (!is_late) co_await linger(*stream);
      co_return;
    }
    auto& request = reader.request();
    const bool is_head = request.method == "HEAD";
    request.peer = peer;
    const bool keep_alive = reader.keep_alive();
    if (may_have_body(request)) key.reset();
    auto made = co_await answer(std::move(request));
    const bool goes_on =
        co_await deliver(stream, std::move(made), is_head, keep_alive && !is_stopping, key);
    if (!goes_on || is_stopping) co_return;
  }
}

bool RawServer::State::give_again(ByteStream& stream, const std::optional<KeptAnswers::Key>& key,
                                  std::size_t head_bytes) {
  if (!key || is_stopping) return false;
  const auto began = loop.clock().steady();
  const auto* const found = kept.find(*key, loop.clock().now());
  if (found == nullptr) return false;
  stream.consume(head_bytes);
  const auto sent = stream.send_now(found->text);
  if (sent < found->text.size()) stream.queue(found->text.substr(sent));
  found->repeat.given(loop.clock().steady() - began);
  return true;
}

Task<void> RawServer::State::wait_for_request(ByteStream& stream) {
  if (!stream.data().empty()) co_return;
  CancelScope scope(co_await current_scope());
  const auto place = idle.insert(idle.end(), &scope);
  const struct Leave {
    std::list<CancelScope*>& idle;
    std::list<CancelScope*>::iterator place;
    ~Leave() { idle.erase(place); }
  } leave{idle, place};
  const Timer late(loop, loop.clock().steady() + config.idle_timeout, [&scope] {
    scope.cancel({.kind = ErrorKind::timeout, .message = "no request came"});
  });
  auto filling = stream.fill();
  const auto io = co_await std::move(filling).under(scope);
  if (io.error || io.bytes == 0) throw Gone();
}

Task<void> RawServer::State::read_request(ByteStream& stream, RequestReader& reader) {
  const auto now = loop.clock().steady();
  co_await with_deadline(loop, now + config.head_timeout, "the request's head",
                         read_head(stream, reader));
  if (reader.is_done()) co_return;
  co_await with_deadline(loop, loop.clock().steady() + config.body_timeout, "the request's body",
                         read_body(stream, reader));
}

Task<void> RawServer::State::read_head(ByteStream& stream, RequestReader& reader) {
  for (;;) {
    stream.consume(or_throw(reader.feed(stream.data())));
    if (reader.has_head()) co_return;
    const auto io = co_await stream.fill();
    if (io.error || io.bytes == 0) throw Gone();
  }
}

Task<void> RawServer::State::read_body(ByteStream& stream, RequestReader& reader) {
  if (reader.expects_continue() && stream.data().empty())
    co_await write(stream, "HTTP/1.1 100 Continue\r\n\r\n");
  while (!reader.is_done()) {
    const auto io = co_await stream.fill();
    if (io.error || io.bytes == 0) throw Gone();
    stream.consume(or_throw(reader.feed(stream.data())));
  }
}

Task<RawAnswer> RawServer::State::answer(RawRequest request) {
  std::optional<Error> error;
  try {
    co_return co_await handler(std::move(request));
  } catch (...) {
    error = error_of(std::current_exception());
  }
  const auto* scope = co_await current_scope();
  if (scope != nullptr && scope->reason()) throw Failure(*error);
  if (error->kind == ErrorKind::internal)
    log::error("http.internal", log::kv("message", error->message));
  const int status = meaning_of(error->kind).http_status;
  co_return answer_of(told_outside(*std::move(error)), status);
}

Task<bool> RawServer::State::deliver(const std::shared_ptr<ByteStream>& stream, RawAnswer answer,
                                     bool is_head, bool keep_alive,
                                     const std::optional<KeptAnswers::Key>& keep_as) {
  // What the answer says itself is meant: of two policies a browser takes the last.
  for (const auto& one : config.headers)
    if (find_header(answer.headers, one.first) == nullptr) answer.headers.push_back(one);
  if (answer.delay > 0us) co_await sleep_for(loop, answer.delay);
  if (answer.delivery == Delivery::reset) {
    stream->reset();
    co_return false;
  }
  if (answer.delivery == Delivery::never) {
    for (;;) {
      stream->consume(stream->data().size());
      const auto io = co_await stream->fill();
      if (io.error || io.bytes == 0) co_return false;
    }
  }
  keep_alive = keep_alive && answer.delivery != Delivery::truncated && !answer.flow &&
               !has_false_length(answer);
  auto text = head_text(answer, keep_alive);
  if (is_head || has_no_body(answer.status)) {
    co_await write(*stream, text);
  } else if (answer.flow) {
    co_await write(*stream, text);
    co_await write_flow(stream, answer.flow);
  } else if (answer.delivery == Delivery::slow) {
    co_await write(*stream, text);
    for (const char byte : answer.body) {
      co_await sleep_for(loop, config.slow_byte_every);
      co_await write(*stream, std::string_view(&byte, 1));
    }
  } else {
    if (answer.delivery == Delivery::truncated) answer.body.resize(answer.body.size() / 2);
    const auto head_bytes = text.size();
    text += answer.body;
    if (answer.repeat && keep_as && keep_alive)
      kept.keep(*keep_as, text, head_bytes, std::move(answer.repeat));
    co_await write(*stream, text);
  }
  if (!keep_alive) co_await stream->end_writing();
  co_return keep_alive;
}

Task<void> RawServer::State::write(ByteStream& stream, std::string_view bytes) {
  bytes.remove_prefix(stream.send_now(bytes));
  if (bytes.empty()) co_return;
  stream.queue(std::string(bytes));
  co_await write_rest(stream);
}

Task<void> RawServer::State::write_rest(ByteStream& stream) {
  while (stream.has_unwritten()) {
    const auto io = co_await with_deadline(loop, loop.clock().steady() + config.write_timeout,
                                           "the answer's reader", stream.write_piece());
    if (io.error) throw Gone();
  }
}

Task<void> RawServer::State::write_flow(const std::shared_ptr<ByteStream>& stream,
                                        const Flow& flow) {
  CancelScope scope(co_await current_scope());
  const auto place = flows.insert(flows.end(), &scope);
  const struct Leave {
    std::list<CancelScope*>& flows;
    std::list<CancelScope*>::iterator place;
    ~Leave() { flows.erase(place); }
  } leave{flows, place};
  if (is_stopping) co_return;
  // What the system keeps for a reader is bounded as well.
  boost::system::error_code ignored;
  stream->socket().set_option(
      boost::asio::socket_base::send_buffer_size(static_cast<int>(config.flow_bytes_max)), ignored);
  FlowQueue queue(loop, scope, config.flow_bytes_max);
  DirectOutflow out(*stream, queue);
  TaskGroup ends(loop, &scope);
  ends.spawn(watch_reader(*stream));
  ends.spawn(empty_flow(*stream, out, queue, ends));
  ends.spawn(fill_flow(flow, out, queue));
  co_await ends.join();
}

/// A defect of what writes ends this connection, as one of a handler does, and no other.
Task<void> RawServer::State::fill_flow(const Flow& flow, DirectOutflow& out, FlowQueue& queue) {
  try {
    co_await flow(out);
  } catch (...) {
    throw Failure(error_of(std::current_exception()));
  }
  queue.end();
}

Task<void> RawServer::State::empty_flow(ByteStream& stream, DirectOutflow& out, FlowQueue& queue,
                                        TaskGroup& others) {
  for (auto bytes = co_await queue.take(); !bytes.empty(); bytes = co_await queue.take()) {
    const auto size = bytes.size();
    co_await write(stream, bytes);
    out.sent(size);
  }
  co_await stream.end_writing();
  others.cancel({.kind = ErrorKind::cancelled, .message = "the answer has ended"});
}

/// Nothing is expected of the reader but that it stays.
Task<void> RawServer::State::watch_reader(ByteStream& stream) {
  for (;;) {
    stream.consume(stream.data().size());
    const auto io = co_await stream.fill();
    if (io.error || io.bytes == 0) throw Failure(ErrorKind::cancelled, "the reader has left");
  }
}

Task<void> RawServer::State::linger(ByteStream& stream) {
  const Steady until = loop.clock().steady() + linger_for;
  for (std::size_t read = 0; read < linger_bytes;) {
    stream.consume(stream.data().size());
    const auto io = co_await with_deadline(loop, until, "the client's end", stream.fill());
    if (io.error || io.bytes == 0) co_return;
    read += io.bytes;
  }
}

}  // namespace mirante::http
