// What somebody has seen of a thing that others change too. Whoever changes it may say which
// version they know, by its entity tag (RFC 9110, 8.8.3) in If-Match: where it is another one
// meanwhile, nothing is changed and they are told, so that nobody overwrites what they have not
// seen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mirante {

/// Of a thing whose revision grows with each change.
std::string tag_of_revision(std::int64_t revision);

/// Where `if_match` is another one than `tag`: throws Failure(conflict) with this code, field
/// "If-Match", which HTTP answers with 412. Empty: whoever asks overwrites what there is.
void must_be_as_seen(std::string_view if_match, std::string_view tag, std::string_view code);

/// For what nobody may change unseen. Empty: Failure(conflict) with this code, which ends in
/// ".not_seen", field "If-Match"; 428 over HTTP.
void must_say_what_was_seen(std::string_view if_match, std::string_view code);

}  // namespace mirante
