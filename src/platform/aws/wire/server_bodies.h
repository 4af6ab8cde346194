// Requests and answers by format, for server_side.cc alone.
#pragma once

#include "platform/aws/wire/server_side.h"

namespace mirante::aws::wire {

inline constexpr std::string_view xml_prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

Result<void> read_form(const Operation& operation, const ServerRequest& request, void* input);
Result<void> read_rest(const Operation& operation, const ServerRequest& request, void* input);
ServerReply write_rest(const Operation& operation, const void* output);

}  // namespace mirante::aws::wire
