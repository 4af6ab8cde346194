// Percent encoding (RFC 3986 §2.1), as in paths, queries and forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mirante {

/// Everything but A–Z a–z 0–9 - _ . ~ is escaped, byte by byte, with upper-case digits.
std::string percent_encode(std::string_view text);
/// Nullopt where a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace mirante
