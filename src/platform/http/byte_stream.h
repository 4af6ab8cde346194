// One connection as our coroutines see it: TCP or a unix socket, plain or under TLS. Inside the
// room only; Asio's calls become Tasks here. Every call that is running keeps the stream alive, so
// that a frame may be dropped while the system still works for it.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"

namespace mirante::http {

/// How a call of Asio ended.
struct Io {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

/// Waits for one asynchronous call; `start(handler)` begins it, and `alive` lives until it has
/// ended. Cancelled, it fails at once with the scope's reason; close what it works on then.
template <class Start>
Task<Io> io_call(std::shared_ptr<void> alive, Start start) {
  OneShot<Io> done;
  // Shared with the handler: null once this frame is gone.
  const auto place = std::make_shared<OneShot<Io>*>(&done);
  const struct Leave {
    OneShot<Io>*& place;
    ~Leave() { place = nullptr; }
  } leave{*place};
  start([place, alive](boost::system::error_code error, std::size_t bytes = 0) {
    if (*place != nullptr) (*place)->set(Io{error, bytes});
  });
  co_return co_await done;
}

/// At most one `fill` and one `write_piece` at a time. Always in a shared_ptr.
class ByteStream : public std::enable_shared_from_this<ByteStream> {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;
  using SslContext = boost::asio::ssl::context;

  explicit ByteStream(Socket socket) : socket_(std::move(socket)) {}

  Task<Io> connect(Socket::endpoint_type endpoint);
  Task<Io> accept_tls(SslContext& context);
  /// Shows and checks this host name. `session` is offered for resumption, if given.
  Task<Io> connect_tls(SslContext& context, const std::string& host, SSL_SESSION* session);

  /// What was received and not yet consumed.
  std::string_view data() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t bytes) { begin_ += bytes; }
  /// Receives more: up to 4 KiB, and up to 64 KiB where much comes, so that thousands of
  /// connections that say little hold little. No bytes and no error: the other side has ended.
  Task<Io> fill();

  /// For what is used at once: receives into `space`, which may be anybody's, what is there
  /// already, behind what was left over before. `use(bytes)` says how many of them it has used; the
  /// rest is left over. error::would_block: nothing is there; else as `fill`. Only after
  /// `receive_without_waiting`.
  template <class Use>
  Io receive_now(std::span<char> space, Use use) {
    const auto before = copy_left_over(space);
    const auto io = read_now(space.subspan(before));
    if (io.error || io.bytes == 0) return io;
    const std::string_view bytes(space.data(), before + io.bytes);
    leave_over(bytes.substr(use(bytes)));
    return io;
  }
  void receive_without_waiting();
  /// Waits until something may be there to receive.
  Task<Io> readable();
  /// Lets everything else that is ready run first.
  Task<Io> next_turn();

  /// Sends what the system takes at once, while nothing else is written; how much that was. Under
  /// TLS nothing.
  std::size_t send_now(std::string_view bytes);
  /// What is to be written next; the last text must have been written.
  void queue(std::string bytes);
  bool has_unwritten() const { return written_ < out_.size(); }
  /// Writes up to 64 KiB of it.
  Task<Io> write_piece();

  /// No more will be written; the other side sees the end. TLS is told so as well.
  Task<void> end_writing();
  void close();
  /// The other side sees a reset.
  void reset();
  bool is_open() const { return socket_.is_open(); }
  /// An idle connection at which nothing has happened: no end, no bytes nobody asked for.
  bool is_quiet();

  Socket& socket() { return socket_; }
  SSL* tls() { return tls_ ? tls_->native_handle() : nullptr; }

 private:
  std::size_t copy_left_over(std::span<char> space) const;
  Io read_now(std::span<char> space);
  void leave_over(std::string_view bytes);

  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::size_t space_ = 4 << 10;  // For the next `fill`.
  std::string out_;
  std::size_t written_ = 0;
};

/// Closes the stream unless it was kept.
class StreamCloser {
 public:
  explicit StreamCloser(std::shared_ptr<ByteStream> stream) : stream_(std::move(stream)) {}
  StreamCloser(const StreamCloser&) = delete;
  StreamCloser& operator=(const StreamCloser&) = delete;
  ~StreamCloser() {
    if (stream_) stream_->close();
  }
  void keep() { stream_.reset(); }

 private:
  std::shared_ptr<ByteStream> stream_;  // Shared with the calls that run on it.
};

}  // namespace mirante::http
