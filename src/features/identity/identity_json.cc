#include "features/identity/identity_json.h"

#include <nlohmann/json.hpp>

#include "features/identity/limits_json.h"
#include "features/identity/own_account.h"

namespace mirante::identity {

Json to_json(const User& user) {
  return {{"id", user.id.text()},
          {"email", user.email},
          {"name", user.name},
          {"language", to_string(user.language)},
          {"zone", user.zone},
          {"etag", profile_tag(user)},
          {"has_authenticator", user.has_totp},
          {"password_changed_at", to_iso8601(user.password_changed_at)}};
}

Json to_json(const Link& link) {
  Json json{{"id", link.id.text()},
            {"purpose", to_string(link.purpose)},
            {"email", link.email},
            {"made_by", link.made_by},
            {"created_at", to_iso8601(link.created_at)},
            {"expires_at", to_iso8601(link.expires_at)}};
  if (link.role) json["role"] = to_string(*link.role);
  if (link.role) json["limits"] = limits_json(link.reach);
  return json;
}

Json to_json(const MadeLink& made) {
  auto json = to_json(made.link);
  json["path"] = link_path(made.link, made.token.reveal());
  json["mailed"] = made.is_mailed;
  return json;
}

}  // namespace mirante::identity
