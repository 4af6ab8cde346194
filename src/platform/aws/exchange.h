// Sending a request to AWS once, and judging what came back: the step inside client.cc that is
// repeated. Knows nothing of buckets, credentials or retries.
#pragma once

#include <optional>
#include <string>

#include "base/loop.h"
#include "platform/aws/client.h"
#include "platform/aws/retry.h"

namespace mirante::aws {

struct Exchange {
  int status = 0;  // 0: no answer.
  std::string request_id;
  std::optional<Error> error;  // None: the answer is in the output.
  Trouble trouble = Trouble::none;
  std::optional<Instant> server_time;  // Of the Date header.
  std::size_t bytes_received = 0;
};

struct ExchangeRules {
  const wire::Operation& operation;
  Repeatable repeatable;
  std::string_view what;  // "ec2:StopInstances in sa-east-1"; for messages.
  Steady deadline;
  std::size_t answer_bytes_max;
};

/// Sends `request` and parses into `output`. `sent` says, also when this is cancelled, whether the
/// request may have arrived. Throws only the reason of a cancelled scope above; everything else is
/// in the result. What the arguments refer to must stay until it ends.
Task<Exchange> exchange(Loop& loop, http::Transport& transport, const http::ClientRequest& request,
                        ExchangeRules rules, Output output, bool& sent);

}  // namespace mirante::aws
