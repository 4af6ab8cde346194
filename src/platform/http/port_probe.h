// Whether somebody takes connections at a TCP port: connects, says nothing, and closes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/task.h"

namespace mirante {
class RealLoop;
}

namespace mirante::http {

enum class Asked : std::uint8_t {
  elsewhere,  // Not this machine, and never where clouds answer their servers.
  anywhere,
};

/// False where nobody answers within `timeout`, and for what may not be asked. Throws only what its
/// scope was cancelled with.
Task<bool> port_answers(RealLoop& loop, std::string address, int port,
                        std::chrono::milliseconds timeout, Asked asked = Asked::elsewhere);

}  // namespace mirante::http
