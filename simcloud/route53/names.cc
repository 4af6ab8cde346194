#include "simcloud/route53/names.h"

#include <cctype>

namespace mirante::simcloud {
namespace {

constexpr std::size_t label_max = 63;
constexpr std::size_t name_max = 255;

bool is_octal(std::string_view text) {
  return text.size() == 3 && text.find_first_not_of("01234567") == std::string_view::npos &&
         text[0] <= '3';
}

void append_escaped(std::string& text, unsigned char c) {
  text += '\\';
  text += static_cast<char>('0' + (c >> 6));
  text += static_cast<char>('0' + ((c >> 3) & 7));
  text += static_cast<char>('0' + (c & 7));
}

void append(std::string& text, unsigned char c) {
  if (std::isalnum(c) != 0 || c == '-' || c == '_')
    text += static_cast<char>(std::tolower(c));
  else
    append_escaped(text, c);
}

}  // namespace

std::optional<std::string> normal_name(std::string_view name) {
  if (name.empty() || name == ".") return std::nullopt;
  std::string normal;
  std::size_t label = 0, bytes = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    ++bytes;
    if (c == '.') {
      if (label == 0) return std::nullopt;
      label = 0;
      normal += '.';
      continue;
    }
    if (c == '\\') {
      if (!is_octal(name.substr(i + 1, 3))) return std::nullopt;
      append(normal, static_cast<unsigned char>((name[i + 1] - '0') * 64 + (name[i + 2] - '0') * 8 +
                                                (name[i + 3] - '0')));
      i += 3;
    } else if (c <= ' ' || c >= 0x7f) {
      return std::nullopt;
    } else {
      append(normal, c);
    }
    if (++label > label_max) return std::nullopt;
  }
  if (!normal.ends_with('.')) normal += '.';
  if (bytes > name_max) return std::nullopt;
  return normal;
}

std::string reversed_name(std::string_view name) {
  std::string reversed;
  if (name.ends_with('.')) name.remove_suffix(1);
  while (true) {
    const auto dot = name.rfind('.');
    reversed += name.substr(dot == std::string_view::npos ? 0 : dot + 1);
    reversed += '.';
    if (dot == std::string_view::npos) return reversed;
    name = name.substr(0, dot);
  }
}

bool is_within(std::string_view name, std::string_view zone) {
  if (name == zone) return true;
  return name.size() > zone.size() && name.ends_with(zone) &&
         name[name.size() - zone.size() - 1] == '.';
}

}  // namespace mirante::simcloud
