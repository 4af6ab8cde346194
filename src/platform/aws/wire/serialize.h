// From an aggregate to the request of its protocol.
#pragma once

#include <string>

#include "base/rng.h"
#include "platform/aws/wire/operation.h"
#include "platform/http/transport.h"

namespace mirante::aws::wire {

/// A request without host and signature.
struct Serialized {
  std::string method;
  std::string target;  // "/"
  std::string host_prefix;
  http::Headers headers;
  std::string body;
};

/// `input` is of `operation.input`'s type. An idempotency token that is absent is drawn from
/// `tokens`, once: whoever sends the request again sends the same bytes. Error(invalid) for a host
/// label that no host may hold.
Result<Serialized> serialize(const Operation& operation, const void* input, Rng& tokens);

}  // namespace mirante::aws::wire
