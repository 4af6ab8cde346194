// A person who can log in, as the panel knows them. People belong to the install; what they may do
// in a tenant is their membership there. Values and the rules that they obey; passwords and secrets
// are never part of a User.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/instant.h"
#include "base/reach.h"
#include "features/identity/role.h"

namespace mirante::identity {

enum class Language : std::uint8_t { portuguese, english };

std::string_view to_string(Language language);  // "pt-BR", "en"
Result<Language> parse_language(std::string_view text);

struct User {
  UserId id;
  std::string email;  // Lower case; unique in the install.
  std::string name;
  Language language = Language::portuguese;
  std::string zone = "America/Sao_Paulo";
  bool has_totp = false;
  Instant created_at{};
  Instant password_changed_at{};

  friend bool operator==(const User&, const User&) = default;
};

struct Membership {
  TenantId tenant;
  UserId user;
  Role role = Role::viewer;
  Instant since{};
  Reach reach = {};  // What of the tenant the role is for.

  friend bool operator==(const Membership&, const Membership&) = default;
};

/// Error(invalid), field "limits": an administrator answers for the whole tenant, and whoever is
/// limited reaches at least one customer or account.
Result<void> check_reach(Role role, const Reach& reach);

/// Trimmed and in lower case. Error(invalid), field "email", for what can be no address: exactly
/// one @ with something on both sides, no spaces or control characters, at most 254 bytes.
Result<std::string> normal_email(std::string_view text);

/// Trimmed, 1 to 100 characters without control characters; field "name".
Result<std::string> normal_name(std::string_view text);

/// Error(invalid), field "zone", unless tzdata has it.
Result<std::string> known_zone(std::string_view text);

/// Error(invalid), field "password": 12 to 256 characters (OWASP ASVS 2.1.1, 2.1.2), and not the
/// person's own name or address or one character over and over.
Result<void> check_password(std::string_view password, std::string_view email,
                            std::string_view name);

}  // namespace mirante::identity
