// Places at which a server listens: TCP ports and unix sockets. Inside the room only.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>

#include "platform/http/peer.h"

namespace mirante::http {

/// Closed, and for a unix socket removed, when dropped.
class Listener {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

  /// Listens nowhere; `tcp` and `unix` make those that do.
  explicit Listener(boost::asio::io_context& context) : acceptor_(context) {}
  /// Throws Failure(invalid, conflict): see RawServer::listen_tcp.
  static std::shared_ptr<Listener> tcp(boost::asio::io_context& context, const std::string& address,
                                       std::uint16_t port);
  /// See RawServer::listen_unix.
  static std::shared_ptr<Listener> unix(boost::asio::io_context& context,
                                        const std::filesystem::path& path);
  ~Listener();

  Acceptor& acceptor() { return acceptor_; }
  /// Zero for a unix socket.
  std::uint16_t port() const { return port_; }
  void close();

 private:
  Acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::filesystem::path path_;
};

/// Who is at the other end.
Peer peer_of(Listener::Socket& socket);

}  // namespace mirante::http
