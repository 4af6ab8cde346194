// Calls the address that an operator chose for the panel's signs of life.
#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "base/task.h"
#include "platform/http/transport.h"

namespace mirante {

/// What is asked there. `url`: "https://alive.example/secret?status=up". Error(invalid), field
/// "heartbeat-url".
Result<http::ClientRequest> heartbeat_request(const std::string& url);

/// What it returns throws Failure(unavailable) for an answer other than 2xx, a redirect too, and
/// for none; neither names the path, which is a secret. `transport` outlives it.
std::function<Task<void>()> heartbeat_call(http::Transport& transport, http::ClientRequest request);

}  // namespace mirante
