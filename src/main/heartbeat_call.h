// Calls the address that an operator chose for the panel's signs of life.
#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "base/task.h"
#include "platform/http/transport.h"

namespace mirante {

/// `url`: "https://alive.example/secret?status=up". Error(invalid), field "heartbeat-url". What it
/// returns throws Failure(unavailable) for an answer other than 2xx and for none; neither names the
/// path, which is a secret. `transport` outlives it.
Result<std::function<Task<void>()>> heartbeat_call(http::Transport& transport,
                                                   const std::string& url);

}  // namespace mirante
