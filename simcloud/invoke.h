// From a request to a handler and from its result to AWS's answer, for any handler and protocol:
// the generated tables know how. A parameter that AWS would not take never reaches the handler.
#pragma once

#include <string>
#include <type_traits>

#include "platform/aws/wire/server_side.h"
#include "simcloud/call.h"

namespace mirante::simcloud {

using aws::wire::ServerReply;
using aws::wire::ServerRequest;

/// AWS's answer or refusal.
using Invoke = Answered<ServerReply> (*)(Call&, const ServerRequest&);

/// UnknownParameter, SerializationException … as the service says it in this protocol.
AwsError wrong_parameter(const Call& call, aws::wire::Protocol protocol, const Error& error);

namespace detail {

template <class T>
struct HandlerOf;
template <class Result, class Request>
struct HandlerOf<Answered<Result> (*)(Call&, const Request&)> {
  using RequestType = Request;
  using ResultType = Result;
};

}  // namespace detail

/// What the models say of the handler's operation.
template <auto Handler>
const aws::wire::Operation& wire_operation() {
  using Request = typename detail::HandlerOf<decltype(Handler)>::RequestType;
  return operation_of(static_cast<const Request*>(nullptr));
}

template <auto Handler>
Answered<ServerReply> invoke(Call& call, const ServerRequest& incoming) {
  using Types = detail::HandlerOf<decltype(Handler)>;
  const auto& operation = wire_operation<Handler>();
  typename Types::RequestType request{};
  if (const auto ok = aws::wire::read_request(operation, incoming, &request); !ok)
    return std::unexpected(wrong_parameter(call, incoming.protocol, ok.error()));
  note_request(call, operation, &request);
  const auto result = Handler(call, request);
  if (!result) return pass(result);
  const void* output = nullptr;
  if constexpr (!std::is_same_v<typename Types::ResultType, Done>) output = &*result;
  note_response(call, operation, output);
  return aws::wire::write_reply(operation, incoming.protocol, output, call.request_id);
}

}  // namespace mirante::simcloud
