#include "simcloud/aws_ids.h"

#include <charconv>

namespace mirante::simcloud {

std::string format_id(std::string_view prefix, std::uint64_t id) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text(prefix.size() + 17, '0');
  text.replace(0, prefix.size(), prefix);
  for (std::size_t i = 0; i < 16; ++i) text[text.size() - 1 - i] = digits[(id >> (4 * i)) & 0xf];
  return text;
}

ParsedId parse_id(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return {};
  const auto hex = text.substr(prefix.size());
  if (hex.size() != 17 && hex.size() != 8) return {};
  if (hex.find_first_not_of("0123456789abcdef") != std::string_view::npos) return {};
  if (hex.size() == 8 || hex.front() != '0') return {ParsedId::Form::foreign, 0};
  std::uint64_t value = 0;
  std::from_chars(hex.data() + 1, hex.data() + hex.size(), value, 16);
  return {ParsedId::Form::ours, value};
}

std::string format_ipv4(std::uint32_t address) {
  return std::to_string(address >> 24) + '.' + std::to_string((address >> 16) & 0xff) + '.' +
         std::to_string((address >> 8) & 0xff) + '.' + std::to_string(address & 0xff);
}

}  // namespace mirante::simcloud
