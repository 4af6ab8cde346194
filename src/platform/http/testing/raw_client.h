// A client that sends bytes as they are, also those that no HTTP client would send. Blocking POSIX
// calls: it runs on a thread of the blocking pool while the server under test runs on its loop.
#pragma once

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mirante::http::testing {

/// One connection. What does not come within ten seconds ends a read with `no_end`, so that a test
/// fails instead of waiting for ever.
class RawClient {
 public:
  static constexpr std::string_view no_end = "(the connection was not closed)";

  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(&address, sizeof address);
  }
  explicit RawClient(const std::filesystem::path& path)
      : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    connect(&address, sizeof address);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False: the server takes no more. One that refuses may have closed before it has read
  /// everything, so that is no error.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// Returns when the server has read all that was sent, or has left.
  void wait_until_taken() {
    for (int left = 1; left > 0; ::sched_yield()) {
      pollfd end{.fd = socket_, .events = 0, .revents = 0};
      if (::ioctl(socket_, SIOCOUTQ, &left) != 0 || ::poll(&end, 1, 0) != 0) return;
    }
  }
  /// The server sees that no more will come.
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  /// All that came until then, the mark included.
  std::string read_until(std::string_view mark) {
    while (heard_.find(mark) == std::string::npos)
      if (!receive()) return take(heard_.size()) + std::string(no_end);
    return take(heard_.find(mark) + mark.size());
  }
  /// All that comes until the server closes.
  std::string read_to_end() {
    while (receive()) continue;
    const bool is_closed = errno == 0 || errno == ECONNRESET;
    return take(heard_.size()) + std::string(is_closed ? "" : no_end);
  }

 private:
  void connect(const void* address, socklen_t size) {
    const timeval wait{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    if (::connect(socket_, static_cast<const sockaddr*>(address), size) != 0)
      throw std::runtime_error(std::string("cannot connect: ") + std::strerror(errno));
  }
  /// False: the end, with errno 0, or an error.
  bool receive() {
    char bytes[4096];
    errno = 0;
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    heard_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }
  std::string take(std::size_t count) {
    auto taken = heard_.substr(0, count);
    heard_.erase(0, count);
    return taken;
  }

  int socket_;
  std::string heard_;
};

/// A port at which connections are taken and nothing is ever said.
class SilentPort {
 public:
  SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, any, size) != 0 || ::listen(socket_, 8) != 0 ||
        ::getsockname(socket_, any, &size) != 0)
      throw std::runtime_error(std::string("cannot listen: ") + std::strerror(errno));
    port_ = ntohs(address.sin_port);
  }
  ~SilentPort() { ::close(socket_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

}  // namespace mirante::http::testing
