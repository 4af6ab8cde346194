// What a request asks for: service, operation and protocol. The signature names the service (by its
// signing name), the rest depends on the protocol: a header, a form's Action, or method and path.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/operations.h"
#include "simcloud/signature.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

struct Asked {
  std::string service;  // As in models/operations.txt; an unknown one as it was signed.
  std::string action;   // As the client calls it; empty if it says nothing.
  aws::wire::Protocol protocol = aws::wire::Protocol::query;  // In which it understands answers.
  const aws::wire::Service* known_service = nullptr;
  const Operation* operation = nullptr;  // Null: the simulated AWS has none such.
  aws::wire::Form form = {};             // Parameters, as far as they come as a form.
  bool is_cbor = false;                  // Such a request is never understood, only refused.
};

/// Encoded, without the query.
std::string_view path_of(const WireRequest& request);

/// `signing_name` is empty for requests that are not signed.
Asked read_asked(const WireRequest& request, std::string_view signing_name);

}  // namespace mirante::simcloud
