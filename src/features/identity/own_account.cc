#include "features/identity/own_account.h"

#include <nlohmann/json.hpp>

#include "base/as_seen.h"
#include "features/audit/audit.h"
#include "features/identity/access_changed.h"
#include "features/identity/tokens.h"
#include "platform/crypto/content_tag.h"

namespace mirante::identity {
namespace {

constexpr std::int64_t days_most = 366;

Failure unknown(std::string_view kind, const std::string& given) {
  return Failure(
      Error{.kind = ErrorKind::not_found,
            .message = "there is no " + std::string(kind) + " \"" + given + "\" of yours",
            .code = std::string(kind) + ".unknown"});
}

struct NewApiToken {
  ApiToken token;
  NewToken secret;
};

NewApiToken make_token_of(IdentityServices& services, const Membership& of,
                          const TokenDraft& draft) {
  const auto role = or_throw(parse_role(draft.role));
  if (role > of.role)
    throw wrong_field(
        "role", "must not be more than the owner's, which is " + std::string(to_string(of.role)));
  if (draft.days < 1 || draft.days > days_most)
    throw wrong_field("days", "must be 1 to 366: tokens expire");
  const auto now = services.loop.clock().now();
  return {.token = {.tenant = of.tenant,
                    .id = ApiTokenId::make(services.loop.clock(), services.rng),
                    .user = of.user,
                    .name = or_throw(normal_name(draft.name)),
                    .role = role,
                    .created_at = now,
                    .expires_at = now + std::chrono::hours(24 * draft.days)},
          .secret = make_token(services.rng, "mt")};
}

void store(sql::Tx& tx, const CallContext& ctx, const NewApiToken& made) {
  const auto& token = made.token;
  insert(tx, token, made.secret.hash);
  audit::append(tx, ctx, token.created_at, "token.made",
                {{"token", token.id.text()},
                 {"user", token.user.text()},
                 {"name", token.name},
                 {"role", to_string(token.role)},
                 {"expires_at", to_iso8601(token.expires_at)}});
}

}  // namespace

std::string profile_tag(const User& user) {
  const auto seen = Json::array({user.name, to_string(user.language), user.zone});
  return crypto::content_tag(seen.dump());
}

Task<User> change_profile(IdentityServices& services, SignedIn who, ProfileWish wish) {
  std::optional<std::string> name, zone;
  std::optional<Language> language;
  if (wish.name) name = or_throw(normal_name(*wish.name));
  if (wish.language) language = or_throw(parse_language(*wish.language));
  if (wish.zone) zone = or_throw(known_zone(*wish.zone));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    lock_user(tx, who.user.id);
    auto user = find_user(tx, who.user.id).value_or(who.user);
    must_be_as_seen(wish.if_match, profile_tag(user), "profile.changed");
    user.name = name.value_or(user.name);
    user.language = language.value_or(user.language);
    user.zone = zone.value_or(user.zone);
    update_profile(tx, user);
    audit::append(
        tx, who.context, now, "user.profile_changed",
        {{"name", user.name}, {"language", to_string(user.language)}, {"zone", user.zone}});
    return user;
  });
}

Task<std::vector<Belonging>> list_belongings(IdentityServices& services, const SignedIn& who) {
  return services.db.read(
      [id = who.user.id](sql::Snapshot& snapshot) { return belongings_of(snapshot, id); });
}

Task<void> switch_tenant(IdentityServices& services, SignedIn who, std::string tenant) {
  const auto id = TenantId::parse(tenant);
  if (!id || !who.session) throw unknown("tenant", tenant);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    if (!find_membership(tx, *id, who.user.id)) throw unknown("tenant", tenant);
    put_tenant(tx, *who.session, *id);
    append_access_changed(tx, who.context.tenant, who.user.id);
    auto there = who.context;
    there.tenant = *id;
    audit::append(tx, there, now, "session.entered", Json::object());
  });
}

Task<std::vector<Session>> list_own_sessions(IdentityServices& services, const SignedIn& who) {
  const auto now = services.loop.clock().now();
  auto sessions = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return list_sessions(snapshot, who.user.id); });
  std::erase_if(sessions, [&](const Session& session) { return is_over(session, now); });
  co_return sessions;
}

Task<void> end_own_session(IdentityServices& services, SignedIn who, std::string session) {
  const auto id = SessionId::parse(session);
  if (!id) throw unknown("session", session);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    if (!end_session(tx, who.user.id, *id)) throw unknown("session", session);
    append_access_changed(tx, who.context.tenant, who.user.id);
    audit::append(tx, who.context, now, "session.ended", {{"session", session}});
  });
}

Task<void> end_other_sessions(IdentityServices& services, SignedIn who) {
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    end_sessions(tx, who.user.id, who.session);
    append_access_changed(tx, who.context.tenant, who.user.id);
    audit::append(tx, who.context, now, "session.others_ended", Json::object());
  });
}

Task<MadeToken> make_api_token(IdentityServices& services, SignedIn who, TokenDraft draft) {
  require_person(who);
  auto made = make_token_of(services, who.membership, draft);
  co_await services.db.write([&](sql::Tx& tx) { store(tx, who.context, made); });
  co_return MadeToken{.token = std::move(made.token), .text = std::move(made.secret.text)};
}

Task<MadeToken> make_token_for(IdentityServices& services, CallContext ctx, std::string user,
                               TokenDraft draft) {
  const auto id = UserId::parse(user);
  const auto member = co_await services.db.read([&](sql::Snapshot& snapshot) {
    return id ? find_member(snapshot, ctx.tenant, *id) : std::nullopt;
  });
  if (!member)
    throw Failure(Error{.kind = ErrorKind::not_found,
                        .message = "there is no member \"" + user + "\"",
                        .code = "member.unknown"});
  if (ctx.actor.kind != Actor::Kind::command_line)
    throw Failure(Error{.kind = ErrorKind::forbidden,
                        .message = "people make their own tokens; for others, `mirante user token` "
                                   "does it on the panel's machine",
                        .code = "token.of_another"});
  auto made = make_token_of(services, member->membership, draft);
  co_await services.db.write([&](sql::Tx& tx) { store(tx, ctx, made); });
  co_return MadeToken{.token = std::move(made.token), .text = std::move(made.secret.text)};
}

Task<std::vector<ApiToken>> list_own_tokens(IdentityServices& services, const SignedIn& who) {
  return services.db.read(
      [tenant = who.context.tenant, user = who.user.id](sql::Snapshot& snapshot) {
        return list_api_tokens(snapshot, tenant, user);
      });
}

Task<void> remove_own_token(IdentityServices& services, SignedIn who, std::string token) {
  const auto id = ApiTokenId::parse(token);
  if (!id) throw unknown("token", token);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    if (!remove_api_token(tx, who.context.tenant, who.user.id, *id)) throw unknown("token", token);
    append_access_changed(tx, who.context.tenant, who.user.id);
    audit::append(tx, who.context, now, "token.removed", {{"token", token}});
  });
}

}  // namespace mirante::identity
