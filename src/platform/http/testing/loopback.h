// For tests of this room: a server and a client on one real loop, and raw bytes by hand.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>

#include "platform/http/client.h"
#include "platform/http/server.h"
#include "platform/runtime/blocking_pool.h"
#include "platform/runtime/real_loop.h"

namespace mirante::http::testing {

/// What came of one exchange.
class Heard final : public AnswerSink {
 public:
  void head(int given, const Headers& all) override {
    status = given;
    headers = all;
  }
  void body(std::string_view piece) override {
    text += piece;
    ++pieces;
  }

  int status = 0;
  Headers headers;
  std::string text;
  int pieces = 0;
};

/// A blocking socket to 127.0.0.1, for what no client would send. Used on a thread of the pool.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(fd_);
      fd_ = -1;
    }
  }
  RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  RawSocket& operator=(RawSocket&&) = delete;
  ~RawSocket() {
    if (fd_ >= 0) ::close(fd_);
  }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// Until the other side ends, or until `enough` has come.
  std::string receive(std::string_view enough = {}) const {
    std::string text;
    char buffer[4096];
    while (enough.empty() || !text.contains(enough)) {
      const auto received = ::recv(fd_, buffer, sizeof buffer, 0);
      if (received <= 0) break;
      text.append(buffer, static_cast<std::size_t>(received));
    }
    return text;
  }

 private:
  int fd_;
};

struct Loopback {
  RealLoop loop;
  BlockingPool pool{{.threads = 2}};

  /// Sends these bytes on a connection of its own and gives all that came back.
  std::string say(std::uint16_t port, std::string bytes) {
    return loop.run(pool.run(loop, [port, bytes = std::move(bytes)] {
      const RawSocket socket(port);
      socket.send(bytes);
      return socket.receive();
    }));
  }
  Heard get(Transport& client, ClientRequest request) {
    Heard heard;
    loop.run(client.send(request, heard));
    return heard;
  }
  /// The error of an exchange that must fail, and whether the request had left.
  struct Failed {
    Error error;
    bool sent = false;
  };
  Failed fail(Transport& client, const ClientRequest& request) {
    Failed failed;
    Heard heard;
    try {
      loop.run(client.send(request, heard, &failed.sent));
    } catch (const Failure& failure) {
      failed.error = failure.error();
    }
    return failed;
  }
};

inline ClientRequest plain(std::uint16_t port, std::string target = "/") {
  return {.tls = false,
          .host = "127.0.0.1",
          .port = port,
          .target = std::move(target),
          .headers = {{"Host", "127.0.0.1"}}};
}

}  // namespace mirante::http::testing
