#include "features/inventory/json_walk.h"

namespace mirante::inventory {
namespace {

/// `at` is behind the opening quote; the answer is behind the closing one.
std::size_t end_of_text(std::string_view json, std::size_t at) {
  for (;;) {
    while (json.size() - at >= 8 && not_plain(eight_bytes(json.data() + at)) == 0) at += 8;
    while (is_plain(json.at(at))) ++at;
    if (json[at] == '"') return at + 1;
    at += 2;
  }
}

std::size_t end_of_container(std::string_view json, std::size_t at) {
  for (std::size_t depth = 0;;) {
    switch (json.at(at)) {
      case '"': at = end_of_text(json, at + 1); continue;
      case '{':
      case '[': ++depth; break;
      case '}':
      case ']':
        if (--depth == 0) return at + 1;
        break;
      default: break;
    }
    ++at;
  }
}

char decoded(std::string_view escape) {
  switch (escape[1]) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'u': {
      const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
      return static_cast<char>(digit(escape[4]) * 16 + digit(escape[5]));
    }
    default: return escape[1];
  }
}

}  // namespace

std::size_t end_of_value(std::string_view json, std::size_t at) {
  switch (json.at(at)) {
    case '"': return end_of_text(json, at + 1);
    case '{':
    case '[': return end_of_container(json, at);
    default: break;
  }
  const auto end = json.find_first_of(",]}", at);
  return end == std::string_view::npos ? json.size() : end;
}

std::string_view member_of(std::string_view object, std::string_view name) {
  std::string_view found;
  each_member(object, [&](std::string_view key, std::string_view value) {
    if (key == name) found = value;
  });
  return found;
}

std::string text_of(std::string_view json) {
  if (json.empty()) return {};
  json = json.substr(1, json.size() - 2);
  if (json.find('\\') == std::string_view::npos) return std::string(json);
  std::string text;
  for (std::size_t at = 0; at < json.size();) {
    const bool is_escape = json[at] == '\\';
    text += is_escape ? decoded(json.substr(at, 6)) : json[at];
    at += !is_escape ? 1 : json[at + 1] == 'u' ? 6 : 2;
  }
  return text;
}

}  // namespace mirante::inventory
