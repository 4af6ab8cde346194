#include "platform/mail/address.h"

#include <algorithm>

#include "platform/mail/utf8.h"

namespace mirante::mail {
namespace {

constexpr std::size_t email_max = 254;      // RFC 5321, 4.5.3.1.3.
constexpr std::size_t local_part_max = 64;  // RFC 5321, 4.5.3.1.1.
constexpr std::size_t name_max = 400;

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7f &&
         std::string_view("<>()[]\\,;:\"").find(c) == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

bool is_one_line(std::string_view text) {
  return is_utf8(text) && std::ranges::none_of(text, [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte < 0x20 || byte == 0x7f;
         });
}

Result<Address> make_address(std::string field, std::string_view name, std::string_view email) {
  if (!is_one_line(name) || name.size() > name_max)
    return fail_field(std::move(field),
                      "the name must be one line of at most 400 bytes without control characters");
  const auto at = email.find('@');
  const bool is_address = std::ranges::all_of(email, is_plain) && at != std::string_view::npos &&
                          at > 0 && at <= local_part_max && at + 1 < email.size() &&
                          email.find('@', at + 1) == std::string_view::npos &&
                          email.size() <= email_max;
  if (!is_address)
    return fail_field(std::move(field),
                      "must be one address such as ana@example.com, in ASCII and without spaces, "
                      "line breaks or quotes");
  return Address{.name = std::string(name), .email = std::string(email)};
}

Result<Address> parse_address(std::string field, std::string_view text) {
  text = trimmed(text);
  const auto open = text.rfind('<');
  if (open == std::string_view::npos || !text.ends_with('>'))
    return make_address(std::move(field), "", text);
  auto name = trimmed(text.substr(0, open));
  if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
    name = name.substr(1, name.size() - 2);
  return make_address(std::move(field), name, text.substr(open + 1, text.size() - open - 2));
}

}  // namespace mirante::mail
