// How text gets into the 7-bit lines of a mail: encoded words in headers (RFC 2047), and
// quoted-printable or base64 in bodies (RFC 2045). Lines never pass 76 characters.
#pragma once

#include <string>
#include <string_view>

namespace mirante::mail {

/// A header's text as it stands behind its name: as it is where it is short ASCII, else as encoded
/// words, one per folded line. `text` is one line of UTF-8.
std::string header_text(std::string_view text);
/// A name before an address: an atom, a quoted string, or encoded words.
std::string header_phrase(std::string_view name);

/// `text` with any kind of line ends; the result has CRLF and ends with it.
std::string quoted_printable(std::string_view text);
std::string base64_lines(std::string_view text);

/// The shorter for this text: "quoted-printable" where most of it is ASCII, else "base64".
std::string_view encoding_for(std::string_view text);

}  // namespace mirante::mail
