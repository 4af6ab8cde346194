#include "platform/http/listener.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "base/error.h"

namespace mirante::http {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using Local = boost::asio::local::stream_protocol;

[[noreturn]] void fail_listening(const std::string& where, error_code error) {
  const bool is_taken = error == boost::asio::error::address_in_use;
  throw Failure(Error{.kind = is_taken ? ErrorKind::conflict : ErrorKind::invalid,
                      .message = "cannot listen at " + where + ": " +
                                 (is_taken ? "another program does already" : error.message()),
                      .field = "listen"});
}

/// Runs what throws Asio's errors.
template <class Work>
void or_fail(const std::string& where, Work work) {
  try {
    work();
  } catch (const boost::system::system_error& failed) {
    fail_listening(where, failed.code());
  }
}

enum class AtPath : std::uint8_t { nothing, abandoned_socket, live_socket, something_else };

AtPath what_is_at(boost::asio::io_context& context, const std::filesystem::path& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return AtPath::nothing;
  if (!S_ISSOCK(found.st_mode)) return AtPath::something_else;
  Local::socket probe(context);
  error_code error;
  probe.connect(Local::endpoint(path.string()), error);
  return error == boost::asio::error::connection_refused ? AtPath::abandoned_socket
                                                         : AtPath::live_socket;
}

}  // namespace

std::shared_ptr<Listener> Listener::tcp(boost::asio::io_context& context,
                                        const std::string& address, std::uint16_t port) {
  error_code wrong;
  const auto parsed = boost::asio::ip::make_address(address, wrong);
  if (wrong)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "\"" + address + "\" is no IP address; for this machine alone " +
                                   "it is 127.0.0.1, for everybody 0.0.0.0 or ::",
                        .field = "listen"});
  const tcp::endpoint endpoint(parsed, port);
  const auto listener = std::make_shared<Listener>(context);
  or_fail(address + " port " + std::to_string(port), [&] {
    listener->acceptor_.open(
        boost::asio::generic::stream_protocol(endpoint.protocol().family(), IPPROTO_TCP));
    listener->acceptor_.set_option(boost::asio::socket_base::reuse_address(true));
    listener->acceptor_.bind(endpoint);
    listener->acceptor_.listen();
    tcp::endpoint bound;
    const auto generic = listener->acceptor_.local_endpoint();
    bound.resize(generic.size());
    std::memcpy(bound.data(), generic.data(), generic.size());
    listener->port_ = bound.port();
  });
  return listener;
}

std::shared_ptr<Listener> Listener::unix(boost::asio::io_context& context,
                                         const std::filesystem::path& path) {
  const auto where = path.string();
  if (where.empty() || where.size() >= sizeof(sockaddr_un::sun_path))
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "the path of a unix socket has 1 to " +
                                   std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                                   " bytes, and \"" + where + "\" has " +
                                   std::to_string(where.size()) + "; use a shorter folder",
                        .field = "listen"});
  switch (what_is_at(context, path)) {
    case AtPath::nothing: break;
    case AtPath::abandoned_socket: std::filesystem::remove(path); break;
    case AtPath::live_socket:
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "another program answers at " + where + " already",
                          .field = "listen"});
    case AtPath::something_else:
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = where + " is there and is no socket; move it away",
                          .field = "listen"});
  }
  const auto listener = std::make_shared<Listener>(context);
  const Local::endpoint endpoint(where);
  // The socket file must never be open to others, not even for a moment.
  const auto mask_before = ::umask(0177);
  const struct Restore {
    mode_t mask;
    ~Restore() { ::umask(mask); }
  } restore{mask_before};
  or_fail(where, [&] {
    listener->acceptor_.open(boost::asio::generic::stream_protocol(AF_UNIX, 0));
    listener->acceptor_.bind(endpoint);
    listener->acceptor_.listen();
  });
  listener->path_ = path;
  return listener;
}

Listener::~Listener() { close(); }

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  if (!path_.empty()) ::unlink(path_.c_str());
  path_.clear();
}

Peer peer_of(Listener::Socket& socket) {
  error_code error;
  const auto remote = socket.remote_endpoint(error);
  if (error) return {};
  if (remote.data()->sa_family == AF_UNIX) {
    ucred process{};
    socklen_t size = sizeof process;
    Peer peer{.address = "unix"};
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &process, &size) == 0)
      peer.process = {.pid = process.pid, .uid = process.uid, .gid = process.gid};
    return peer;
  }
  tcp::endpoint endpoint;
  endpoint.resize(remote.size());
  std::memcpy(endpoint.data(), remote.data(), remote.size());
  auto address = endpoint.address();
  // A socket that listens on :: shows IPv4 clients as ::ffff:1.2.3.4.
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address =
        boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped_t::v4_mapped, address.to_v6());
  return {.address = address.to_string(), .port = endpoint.port()};
}

}  // namespace mirante::http
