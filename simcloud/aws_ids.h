// AWS's ids as the simulated AWS keeps them: eight bytes, written as a prefix and 17 hexadecimal
// digits of which the first is 0 ("i-0123456789abcdef0").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mirante::simcloud {

std::string format_id(std::string_view prefix, std::uint64_t id);

/// What the text after the prefix is: not an id at all, an id of a form that we never give out
/// (AWS's old short ones, a first digit other than 0: such a thing does not exist here), or ours.
struct ParsedId {
  enum class Form : std::uint8_t { malformed, foreign, ours };
  Form form = Form::malformed;
  std::uint64_t value = 0;
};
/// `prefix` includes the dash: "i-".
ParsedId parse_id(std::string_view prefix, std::string_view text);

/// "172.31.4.9"
std::string format_ipv4(std::uint32_t address);

}  // namespace mirante::simcloud
