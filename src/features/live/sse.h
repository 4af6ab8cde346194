// Server-sent events as text (WHATWG HTML, 9.2). Numbers become ids, so that a browser which comes
// back says up to where it has heard.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace mirante::live {

/// Without a name, so that a browser hears kinds that it does not know by name, too. JSON is one
/// line, so its text needs no splitting.
std::string sse_message(std::int64_t id, const Json& data);
/// One with a name: the reader's place is there.
std::string sse_event(std::int64_t id, std::string_view kind, const Json& data);
/// An event that leaves the reader's place as it is.
std::string sse_event(std::string_view kind, const Json& data);
/// A comment, and up to where everything was told: no event follows from it in a browser.
std::string sse_beat(std::int64_t id);
/// How long a browser waits before it comes back.
std::string sse_retry(std::chrono::milliseconds pause);

/// What a browser says that it has heard. Error(invalid) naming `field`.
Result<std::int64_t> parse_place(std::string_view text, std::string_view field);

}  // namespace mirante::live
