// From a form to a handler and from its result to AWS's XML, for any handler: the generated tables
// know how. A parameter that AWS would not take never reaches the handler.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/aws/wire/server_side.h"
#include "simcloud/call.h"

namespace mirante::simcloud {

/// What came with the call; the form outlives it.
struct Incoming {
  const std::vector<std::pair<std::string, std::string>>* form = nullptr;
};

/// The body of the answer, or AWS's refusal.
using Invoke = Answered<std::string> (*)(Call&, const Incoming&);

/// UnknownParameter, InvalidParameterValue … as the service says it.
AwsError wrong_parameter(const Call& call, const Error& error);

namespace detail {

template <class T>
struct HandlerOf;
template <class Result, class Request>
struct HandlerOf<Answered<Result> (*)(Call&, const Request&)> {
  using RequestType = Request;
  using ResultType = Result;
};

}  // namespace detail

template <auto Handler>
Answered<std::string> invoke(Call& call, const Incoming& incoming) {
  using Types = detail::HandlerOf<decltype(Handler)>;
  const auto& operation = operation_of(static_cast<const typename Types::RequestType*>(nullptr));
  typename Types::RequestType request{};
  if (const auto ok = aws::wire::read_form(operation, *incoming.form, &request); !ok)
    return std::unexpected(wrong_parameter(call, ok.error()));
  const auto result = Handler(call, request);
  if (!result) return pass(result);
  if constexpr (std::is_same_v<typename Types::ResultType, Done>)
    return aws::wire::write_reply(operation, nullptr, call.request_id);
  else
    return aws::wire::write_reply(operation, &*result, call.request_id);
}

}  // namespace mirante::simcloud
