// A small text by HTTP from a server beside us that is not AWS's API: the agent of a container, the
// metadata service of an instance. Bounded in size and time, tried again a few times.
#pragma once

#include <string>

#include "base/loop.h"
#include "platform/aws/endpoints.h"
#include "platform/http/transport.h"

namespace mirante::aws {

struct FetchedText {
  int status = 0;
  std::string body;
};

/// A request without a body to this place.
http::ClientRequest request_to(const Endpoint& endpoint, std::string method, std::string target,
                               http::Headers headers = {});

/// The first answer that is neither 429 nor 5xx. `what` is for messages: "the container's
/// credentials at 169.254.170.2". Throws Failure(unavailable), code
/// "aws.no_answer", when the attempts are used up; (corrupt), code "aws.not_aws", for more than
/// 64 KiB.
Task<FetchedText> fetch_text(Loop& loop, http::Transport& transport, http::ClientRequest request,
                             std::string what);

}  // namespace mirante::aws
