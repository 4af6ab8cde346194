#include "features/identity/user.h"

#include <algorithm>

#include "base/zone.h"

namespace mirante::identity {
namespace {

constexpr std::size_t email_max = 254;  // RFC 5321 §4.5.3.1.3, without the brackets.
constexpr std::size_t name_max = 100;
constexpr std::size_t password_least = 12, password_most = 256;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// Of UTF-8, which was checked where it came in.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string_view to_string(Language language) {
  switch (language) {
    case Language::portuguese: return "pt-BR";
    case Language::english: return "en";
  }
  MIRANTE_CHECK(false);
}

Result<Language> parse_language(std::string_view text) {
  for (const auto language : {Language::portuguese, Language::english})
    if (to_string(language) == text) return language;
  return fail_field("language", "must be pt-BR or en");
}

Result<void> check_reach(Role role, const Reach& reach) {
  if (reach.is_everything) return {};
  if (role == Role::admin)
    return fail_field("limits",
                      "an administrator sees the whole company; limit viewers and operators, or "
                      "give null");
  if (reach.customers.empty() && reach.accounts.empty())
    return fail_field("limits", "name at least one customer or account, or give null for all");
  return {};
}

Result<std::string> normal_email(std::string_view text) {
  const auto email = lower(trimmed(text));
  const auto at = email.find('@');
  const bool is_address =
      email.size() <= email_max && at != std::string::npos && at > 0 && at + 1 < email.size() &&
      email.find('@', at + 1) == std::string::npos &&
      std::ranges::none_of(email, [](char c) { return c == ' ' || is_control(c); });
  if (!is_address) return fail_field("email", "must be an address such as ana@example.com");
  return email;
}

Result<std::string> normal_name(std::string_view text) {
  const auto name = trimmed(text);
  if (name.empty() || characters(name) > name_max || std::ranges::any_of(name, is_control))
    return fail_field("name", "must have 1 to 100 characters and no control characters");
  return std::string(name);
}

Result<std::string> known_zone(std::string_view text) {
  std::string zone(text);
  if (!is_zone(zone))
    return fail_field("zone", "is no time zone that tzdata knows; one is America/Sao_Paulo");
  return zone;
}

Result<void> check_password(std::string_view password, std::string_view email,
                            std::string_view name) {
  const auto length = characters(password);
  if (length < password_least || length > password_most)
    return fail_field("password", "must have 12 to 256 characters; a sentence is easy to remember");
  const auto said = lower(password);
  const auto owner = email.substr(0, email.find('@'));
  const bool is_known = said == email || said == lower(name) ||
                        (owner.size() >= 4 && said.find(owner) != std::string::npos &&
                         said.size() < owner.size() + 8);
  if (is_known) return fail_field("password", "must not be your own name or address");
  if (std::ranges::all_of(password, [&](char c) { return c == password.front(); }))
    return fail_field("password", "must not be one character over and over");
  return {};
}

}  // namespace mirante::identity
