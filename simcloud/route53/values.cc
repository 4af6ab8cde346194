// What the values of records must look like, type by type.
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "simcloud/route53/batch.h"
#include "simcloud/route53/names.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t text_max = 255;    // Of one quoted text.
constexpr std::size_t value_max = 4000;  // Of all of a value.

std::vector<std::string_view> fields_of(std::string_view value) {
  std::vector<std::string_view> fields;
  while (true) {
    const auto begin = value.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return fields;
    value.remove_prefix(begin);
    const auto end = std::min(value.find_first_of(" \t"), value.size());
    fields.push_back(value.substr(0, end));
    value.remove_prefix(end);
  }
}

bool is_number(std::string_view text, std::uint32_t most) {
  std::uint32_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() && value <= most;
}

bool is_name(std::string_view text) { return normal_name(text).has_value(); }

bool is_hex(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

template <int Family>
bool is_address(std::string_view text) {
  unsigned char bytes[16];
  return inet_pton(Family, std::string(text).c_str(), bytes) == 1;
}

/// "one" "two": each in quotes, with spaces between; \" and \\ and \ooo are escapes.
std::string wrong_text(std::string_view value) {
  std::size_t i = 0;
  while (i < value.size()) {
    if (value[i] == ' ' || value[i] == '\t') {
      ++i;
      continue;
    }
    if (value[i] != '"') return "Value should be enclosed in quotation marks";
    std::size_t length = 0;
    bool is_closed = false;
    for (++i; i < value.size() && !is_closed; ++i) {
      if (value[i] == '"') {
        is_closed = true;
      } else {
        if (value[i] == '\\')
          i += i + 1 < value.size() && value[i + 1] <= '3' && value[i + 1] >= '0' ? 3 : 1;
        ++length;
      }
    }
    if (!is_closed) return "Value should be enclosed in quotation marks";
    if (length > text_max) return "CharacterStringTooLong (Value is too long)";
  }
  return value.empty() ? "Value should be enclosed in quotation marks" : "";
}

std::string wrong_fields(std::string_view type, const std::vector<std::string_view>& fields) {
  const auto wants = [&](bool ok, std::string reason) { return ok ? "" : std::move(reason); };
  if (type == "MX")
    return wants(fields.size() == 2 && is_number(fields[0], 65'535) && is_name(fields[1]),
                 "MX record doesn't have 2 fields");
  if (type == "SRV")
    return wants(fields.size() == 4 && is_number(fields[0], 65'535) &&
                     is_number(fields[1], 65'535) && is_number(fields[2], 65'535) &&
                     (fields[3] == "." || is_name(fields[3])),
                 "SRV record doesn't have 4 fields");
  if (type == "SOA")
    return wants(fields.size() == 7 && is_name(fields[0]) && is_name(fields[1]) &&
                     std::all_of(fields.begin() + 2, fields.end(),
                                 [](std::string_view text) { return is_number(text, 0xffffffff); }),
                 "SOA record doesn't have 7 fields");
  if (type == "CAA")
    return wants(fields.size() >= 3 && is_number(fields[0], 255) && fields[2].starts_with('"') &&
                     fields.back().ends_with('"'),
                 "CAA record doesn't have 3 fields");
  if (type == "DS")
    return wants(fields.size() == 4 && is_number(fields[0], 65'535) && is_number(fields[1], 255) &&
                     is_number(fields[2], 255) && is_hex(fields[3]),
                 "DS record doesn't have 4 fields");
  return "";
}

}  // namespace

std::string wrong_value(std::string_view type, std::string_view value) {
  if (value.size() > value_max) return "Value is too long";
  if (type == "A") return is_address<AF_INET>(value) ? "" : "Value is not a valid IPv4 address";
  if (type == "AAAA") return is_address<AF_INET6>(value) ? "" : "Value is not a valid IPv6 address";
  if (type == "TXT" || type == "SPF") return wrong_text(value);
  if (type == "CNAME" || type == "NS" || type == "PTR")
    return is_name(value) ? "" : "Value is not a valid domain name";
  return wrong_fields(type, fields_of(value));
}

}  // namespace mirante::simcloud
