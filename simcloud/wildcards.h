// Patterns of AWS in which `*` is any text and `?` any one character: in policies, in filters and,
// as a convenience, in what the control API names.
#pragma once

#include <cstdint>
#include <string_view>

namespace mirante::simcloud {

enum class LetterCase : std::uint8_t { matters, ignored };
/// In filters of Describe calls a backslash takes the wildcard after it literally.
enum class Backslash : std::uint8_t { is_a_letter, escapes };

/// The whole text, in time linear in text × pattern.
bool matches_wildcards(std::string_view pattern, std::string_view text,
                       LetterCase letter_case = LetterCase::matters,
                       Backslash backslash = Backslash::is_a_letter);

}  // namespace mirante::simcloud
