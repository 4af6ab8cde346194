// Domain names as Route 53 keeps them: lower case, a dot at the end, and everything but letters,
// digits, - and _ as a backslash with three octal digits: AWS answers \052.example.com. for
// *.example.com.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mirante::simcloud {

/// Nothing for what is no domain name: empty labels, labels over 63 bytes, names over 255.
std::optional<std::string> normal_name(std::string_view name);
/// "www.example.com." → "com.example.www.", by which AWS sorts, byte by byte: so "a-b" comes before
/// "a", as - stands before the dot.
std::string reversed_name(std::string_view name);
/// Whether the name is the zone's or below it.
bool is_within(std::string_view name, std::string_view zone);

}  // namespace mirante::simcloud
