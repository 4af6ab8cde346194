// How an answer stands on the wire. Inside the room only.
#pragma once

#include <string>

#include "platform/http/raw_server.h"

namespace mirante::http {

bool has_no_body(int status);
/// Status line and headers, to the empty line.
std::string head_text(const RawAnswer& answer, bool keep_alive);
/// The answer says that it has more than it has, or less.
bool has_false_length(const RawAnswer& answer);

}  // namespace mirante::http
