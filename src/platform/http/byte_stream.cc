#include "platform/http/byte_stream.h"

#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
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
  const auto address = boost::asio::ip::make_address(host, is_name);
  auto* const ssl = tls_->native_handle();
  // OpenSSL's own check of the name, so that its verdict says when it is that.
  if (is_name) {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    MIRANTE_CHECK(SSL_set1_host(ssl, host.c_str()) == 1);
  } else if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    MIRANTE_CHECK(X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl), bytes.data(), bytes.size()) == 1);
  } else {
    const auto bytes = address.to_v6().to_bytes();
    MIRANTE_CHECK(X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl), bytes.data(), bytes.size()) == 1);
  }
  tls_->set_verify_mode(boost::asio::ssl::verify_peer);
  if (session != nullptr) SSL_set_session(ssl, session);
  return io_call(shared_from_this(), [this](auto handler) {
    tls_->async_handshake(boost::asio::ssl::stream_base::client, std::move(handler));
  });
}

Task<Io> ByteStream::fill() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ > 0 && buffer_.size() - end_ < space_) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < space_) buffer_.resize(end_ + space_);
  auto io = co_await io_call(shared_from_this(), [this](auto handler) {
    const auto space = boost::asio::buffer(buffer_.data() + end_, space_);
    if (tls_)
      tls_->async_read_some(space, std::move(handler));
    else
      socket_.async_read_some(space, std::move(handler));
  });
  end_ += io.bytes;
  if (io.bytes == space_) space_ = std::min(space_ * 4, piece_bytes);
  if (is_end(io.error)) io.error = {};
  co_return io;
}

void ByteStream::receive_without_waiting() {
  error_code ignored;
  socket_.non_blocking(true, ignored);
}

Task<Io> ByteStream::readable() {
  return io_call(shared_from_this(), [this](auto handler) {
    socket_.async_wait(Socket::wait_read, std::move(handler));
  });
}

Task<Io> ByteStream::next_turn() {
  return io_call(shared_from_this(), [this](auto handler) {
    boost::asio::post(socket_.get_executor(),
                      [handler = std::move(handler)]() mutable { handler(error_code(), 0); });
  });
}

std::size_t ByteStream::copy_left_over(std::span<char> space) const {
  const auto before = data();
  MIRANTE_CHECK(before.size() < space.size());
  std::ranges::copy(before, space.begin());
  return before.size();
}

void ByteStream::leave_over(std::string_view bytes) {
  buffer_.assign(bytes.begin(), bytes.end());
  begin_ = 0;
  end_ = bytes.size();
}

Io ByteStream::read_now(std::span<char> space) {
  Io io;
  if (!tls_) {
    io.bytes = socket_.read_some(boost::asio::buffer(space.data(), space.size()), io.error);
  } else {
    // A record at a time. What ends this is met again by the next call.
    while (!io.error && io.bytes < space.size())
      io.bytes += tls_->read_some(
          boost::asio::buffer(space.data() + io.bytes, space.size() - io.bytes), io.error);
    if (io.bytes > 0) io.error = {};
  }
  if (is_end(io.error)) io.error = {};
  return io;
}

std::size_t ByteStream::send_now(std::string_view bytes) {
  if (tls_ || has_unwritten() || bytes.empty()) return 0;
  // What is wrong with the connection is found by the next call that waits.
  const auto sent =
      ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
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
