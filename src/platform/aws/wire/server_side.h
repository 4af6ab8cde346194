// The other end of the wire, for the simulated AWS: requests into aggregates, aggregates into
// answers, by whichever of the service's protocols the client speaks.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/aws/wire/operation.h"
#include "platform/aws/wire/shape.h"
#include "platform/http/transport.h"

namespace mirante::aws::wire {

using Form = std::vector<std::pair<std::string, std::string>>;  // Decoded names and values.

/// A request for an operation that is known by now. What the views refer to must stay.
struct ServerRequest {
  Protocol protocol = Protocol::query;
  Form form = {};  // Of the body and the query string, as far as they are forms.
  std::string_view body = {};
  std::string_view path = {};  // REST: encoded, as it was sent.
  http::Headers headers = {};  // REST.
};

/// Whether a REST request is for this operation.
bool is_routed_to(const Operation& operation, std::string_view method, std::string_view path,
                  const Form& query);

struct ServerReply {
  int status = 200;
  http::Headers headers = {};
  std::string body = {};
};

/// Error(invalid) whose field is the parameter's name on the wire: unknown ("is not recognized"),
/// or a value that does not fit. In forms `Action`, `Version` and what a signature brings along
/// (`X-Amz-…`, `AWSAccessKeyId`) are passed over; items of lists come in the order of their
/// numbers, which may have gaps.
Result<void> read_request(const Operation& operation, const ServerRequest& request, void* input);

/// `output` is of `operation.output`'s type; nullptr where there is none.
ServerReply write_reply(const Operation& operation, Protocol protocol, const void* output,
                        std::string_view request_id);

/// A refusal, in the protocol's words. `code` is what clients know it by; `shape_name`, if not
/// empty, what JSON calls it where that differs. `service` may be null: nobody knows whose it is.
struct ServerError {
  std::string_view code;
  std::string_view message;
  int status = 400;
  std::string_view shape_name = {};
};
ServerReply write_error(const Service* service, Protocol protocol, const ServerError& error,
                        std::string_view request_id);

}  // namespace mirante::aws::wire
