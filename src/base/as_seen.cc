#include "base/as_seen.h"

#include "base/error.h"

namespace mirante {
namespace {

Failure refused(std::string message, std::string_view code) {
  return Failure(Error{.kind = ErrorKind::conflict,
                       .message = std::move(message),
                       .field = "If-Match",
                       .code = std::string(code)});
}

}  // namespace

std::string tag_of_revision(std::int64_t revision) {
  return "\"" + std::to_string(revision) + "\"";
}

void must_be_as_seen(std::string_view if_match, std::string_view tag, std::string_view code) {
  if (if_match.empty() || if_match == tag) return;
  throw refused("somebody else has changed this meanwhile; look at it and try again", code);
}

void must_say_what_was_seen(std::string_view if_match, std::string_view code) {
  if (!if_match.empty()) return;
  throw refused("say which version you have seen: send its ETag as If-Match", code);
}

}  // namespace mirante
