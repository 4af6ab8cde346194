// Who is at the other end of a connection that a server accepted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace mirante::http {

struct Peer {
  /// What the kernel says of a process at the other end of a unix socket.
  struct Process {
    std::int32_t pid = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;

    friend bool operator==(const Process&, const Process&) = default;
  };

  std::string address;                  // "127.0.0.1", "::1"; "unix" for a unix socket.
  std::uint16_t port = 0;               // Zero for a unix socket.
  std::optional<Process> process = {};  // Unix sockets only.
  friend bool operator==(const Peer&, const Peer&) = default;
};

}  // namespace mirante::http
