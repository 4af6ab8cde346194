#include "platform/http/transport.h"

#include <algorithm>

namespace mirante::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

bool same_header_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

const std::string* find_header(const Headers& headers, std::string_view name) {
  for (const auto& [known, value] : headers)
    if (same_header_name(known, name)) return &value;
  return nullptr;
}

std::string header_text(const Headers& headers, std::string_view name) {
  const auto* value = find_header(headers, name);
  return value == nullptr ? std::string() : *value;
}

}  // namespace mirante::http
