#include "platform/http/byte_stream.h"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <chrono>

namespace mirante::http {
namespace {

constexpr std::size_t piece_bytes = 64 << 10;

using boost::system::error_code;

/// The other side's ordinary ends, with and without TLS's own goodbye.
bool is_end(error_code error) {
  return error == boost::asio::error::eof || error == boost::asio::ssl::error::stream_truncated;
}

}  // namespace

Task<Io> ByteStream::connect(Socket::endpoint_type endpoint) {
  return io_call(shared_from_this(), [this, endpoint](auto handler) {
    socket_.async_connect(endpoint, std::move(handler));
  });
}

Task<Io> ByteStream::accept_tls(SslContext& context) {
  tls_.emplace(socket_, context);
  return io_call(shared_from_this(), [this](auto handler) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::move(handler));
  });
}

Task<Io> ByteStream::connect_tls(SslContext& context, const std::string& host,
                                 SSL_SESSION* session) {
  tls_.emplace(socket_, context);
  error_code is_name;
  boost::asio::ip::make_address(host, is_name);
  if (is_name) SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
  tls_->set_verify_mode(boost::asio::ssl::verify_peer);
  tls_->set_verify_callback(boost::asio::ssl::host_name_verification(host));
  if (session != nullptr) SSL_set_session(tls_->native_handle(), session);
  return io_call(shared_from_this(), [this](auto handler) {
    tls_->async_handshake(boost::asio::ssl::stream_base::client, std::move(handler));
  });
}

Task<Io> ByteStream::fill() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ > 0 && buffer_.size() - end_ < piece_bytes) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < piece_bytes) buffer_.resize(end_ + piece_bytes);
  auto io = co_await io_call(shared_from_this(), [this](auto handler) {
    const auto space = boost::asio::buffer(buffer_.data() + end_, piece_bytes);
    if (tls_)
      tls_->async_read_some(space, std::move(handler));
    else
      socket_.async_read_some(space, std::move(handler));
  });
  end_ += io.bytes;
  if (is_end(io.error)) io.error = {};
  co_return io;
}

void ByteStream::queue(std::string bytes) {
  MIRANTE_CHECK(!has_unwritten());
  out_ = std::move(bytes);
  written_ = 0;
}

Task<Io> ByteStream::write_piece() {
  const auto io = co_await io_call(shared_from_this(), [this](auto handler) {
    const auto piece =
        boost::asio::buffer(out_.data() + written_, std::min(piece_bytes, out_.size() - written_));
    if (tls_)
      tls_->async_write_some(piece, std::move(handler));
    else
      socket_.async_write_some(piece, std::move(handler));
  });
  written_ += io.bytes;
  co_return io;
}

Task<void> ByteStream::end_writing() {
  error_code ignored;
  if (tls_) {
    // Sends close_notify. The other's is not waited for: the socket's own end follows.
    SSL_set_shutdown(tls_->native_handle(), SSL_RECEIVED_SHUTDOWN);
    co_await io_call(shared_from_this(),
                     [this](auto handler) { tls_->async_shutdown(std::move(handler)); });
  }
  socket_.shutdown(Socket::shutdown_send, ignored);
}

void ByteStream::close() {
  error_code ignored;
  // OpenSSL takes a session whose connection ended without a goodbye for a bad one, and would not
  // take it up again.
  if (tls_) SSL_set_shutdown(tls_->native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  socket_.close(ignored);
}

void ByteStream::reset() {
  error_code ignored;
  socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

bool ByteStream::is_quiet() {
  if (!socket_.is_open() || begin_ != end_) return false;
  char byte = 0;
  const auto received =
      ::recv(socket_.native_handle(), &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT);
  return received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace mirante::http
