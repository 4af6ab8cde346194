// Requests by format, for server_side.cc alone.
#pragma once

#include "platform/aws/wire/server_side.h"

namespace mirante::aws::wire {

Result<void> read_form(const Operation& operation, const ServerRequest& request, void* input);

}  // namespace mirante::aws::wire
