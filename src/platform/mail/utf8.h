// Characters of UTF-8, as far as writing mails needs them: text is cut between characters only.
#pragma once

#include <cstddef>
#include <string_view>

namespace mirante::mail {

/// Well-formed by RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF.
bool is_utf8(std::string_view text);

/// Bytes of the character that begins at `at`, in well-formed text.
std::size_t character_length(std::string_view text, std::size_t at);

}  // namespace mirante::mail
